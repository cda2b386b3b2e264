"""The lexicon: words of a group are recognised, abbreviations are spelt out."""

from bot.content.model import Content
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import Matcher

GROUPS = [["appel", "coup de fil", "call"], ["quelqu'un", "qqn"], ["traite", "trafic humain"], ["coup"]]


def test_words_and_expressions_of_a_group_have_one_name() -> None:
    lexicon = Lexicon(GROUPS)
    assert lexicon.marks(["un", "call"]) == ["appel"]
    assert lexicon.marks(["un", "appel", "call"]) == ["appel", "appel"]
    assert lexicon.marks(["trafic", "humain"]) == ["traite"]
    assert lexicon.marks(["trafic", "aerien"]) == []


def test_the_longest_expression_counts() -> None:
    lexicon = Lexicon(GROUPS)
    assert lexicon.marks(["coup", "de", "fil"]) == ["appel"]
    assert lexicon.marks(["coup", "de", "main"]) == ["coup"]


def test_an_unknown_abbreviation_is_spelt_out_with_known_words() -> None:
    lexicon = Lexicon(GROUPS)
    assert lexicon.spelt_out({"quelqu", "un"}) == {"qqn": ("quelqu", "un")}
    assert lexicon.spelt_out({"call"}) == {"appel": ("call",)}
    assert lexicon.spelt_out({"qqn"}) == {}


def test_no_groups_find_nothing() -> None:
    assert Lexicon().marks(["appel"]) == []
    assert Lexicon([[], [""]]).marks(["appel"]) == []


def test_the_matcher_uses_the_groups() -> None:
    examples = [("passer un appel", "a/call"), ("lire le rapport", "a/report"), ("voir la piece", "a/play")]
    plain, taught = Matcher.train(examples), Matcher.train(examples, lexicon=GROUPS)
    assert not plain.rank("qqs coups de fil") or plain.rank("coup de fil")[0].score < 0
    assert taught.rank("coup de fil")[0].intent == "a/call"
    assert taught.explain("coup de fil", "a/call").groups == ("appel",)


def test_the_lexicon_of_this_checkout_names_no_word_twice_in_a_group(content: Content) -> None:
    assert len(content.lexicon) > 100
    for group in content.lexicon:
        assert len(set(group)) == len(group), group


def test_a_symbol_is_read_as_its_word() -> None:
    lexicon = Lexicon(symbols={"sos": ["🆘", "🚨"]})
    assert lexicon.words("Enfermée 🆘!") == ["enfermee", "sos"]
    assert lexicon.words("help 🙂") == ["help"]
