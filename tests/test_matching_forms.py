"""Words and expressions of a list, found in a text."""

from bot.matching.forms import Forms, Found


def test_forms_are_found_whatever_their_case_and_accents() -> None:
    forms = Forms([("when", "l'an dernier"), ("place", "Pérou"), ("held", "enferm*"), ("no", "pas pay*")])
    text = ["l", "an", "dernier", "au", "perou", "enfermee", "et", "pas", "payee"]
    assert list(forms.find(text)) == [
        Found("when", 0, 3),
        Found("place", 4, 5),
        Found("held", 5, 6),
        Found("no", 7, 9),
    ]


def test_an_ending_is_open_only_where_a_star_stands() -> None:
    forms = Forms([("sister", "sœur"), ("missing", "dispar*")])
    assert not list(forms.find(["soeurs", "dispa"]))


def test_a_form_that_is_cut_off_by_the_end_of_the_text_is_not_found() -> None:
    assert not list(Forms([("x", "plus de nouvelles"), ("y", "pas pay*")]).find(["plus", "de", "pas"]))
