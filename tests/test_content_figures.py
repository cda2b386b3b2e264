"""Figures, dates and names in running text."""

import pytest

from bot.content.figures import dates, figures
from bot.content.names import names, parts
from bot.content.normal import normalise

MONTHS = {"january": 1, "janvier": 1, "enero": 1, "march": 3, "mars": 3, "july": 7, "juillet": 7}


@pytest.mark.parametrize(
    ("text", "locale", "values"),
    [
        ("11,000 calls", "en", ["11000"]),
        ("11 000 appels", "fr", ["11000"]),
        ("11\u00a0000 appels", "fr", ["11000"]),
        ("11\u202f000 appels", "fr", ["11000"]),
        ("1 234 567", "fr", ["1234567"]),
        ("11.000 llamadas", "es", ["11000"]),
        ("in 2016, 100 calls", "en", ["2016", "100"]),
        ("80%, 80 %, 80\u00a0% and 80 per cent", "en", ["80%"] * 4),
        ("20 pour cent", "fr", ["20%"]),
        ("3.5 or 3,5", "en", ["3.5", "3.5"]),
        ("13-24 ans, de 2009–2014", "fr", ["13", "24", "2009", "2014"]),
        ("7 pm, 7 p.m., 19:00, 19h, 19 h 30", "en", ["19", "19", "19", "19", "19", "30"]),
        ("7:30 am, 12 pm", "en", ["7", "30", "12"]),
        ("Law 28950, A1, v2, S2", "en", ["28950"]),
        ("007", "en", ["7"]),
        ("six people", "en", ["6"]),
        ("One hundred and twenty-six of them", "en", ["126"]),
        ("eleven thousand two hundred", "en", ["11200"]),
        ("Twenty\npercent", "en", ["20%"]),
        ("quatre postes", "fr", ["4"]),
        ("quatre-vingts, quatre-vingt-dix-sept", "fr", ["80", "97"]),
        ("soixante et onze", "fr", ["71"]),
        ("cent vingt-six mille trois cents", "fr", ["126300"]),
        ("pour cent personnes", "fr", []),
        ("ochenta y cinco", "es", ["85"]),
        ("six or seven", "en", ["6", "7"]),
        ("sept", "en", []),
        ("and, et, no figures", "en", []),
        ("fünf", "de", []),
    ],
)
def test_figures_by_value(text: str, locale: str, values: list[str]) -> None:
    found = sorted(figures(text, locale), key=lambda figure: figure.offset)
    assert [figure.value for figure in found] == values


def test_figures_know_how_and_where_they_are_written() -> None:
    digits, words = figures("in 2014, eighty per cent", "en")
    assert (digits.written, digits.offset, digits.spelled) == ("2014", 3, False)
    assert (words.written, words.offset, words.spelled) == ("eighty per cent", 9, True)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("mars 2006", (2006, 3, None)),
        ("since March 2006", (2006, 3, None)),
        ("16 janvier 2007", (2007, 1, 16)),
        ("January 16, 2007", (2007, 1, 16)),
        ("16 January 2007", (2007, 1, 16)),
        ("el 16 de enero de 2007", (2007, 1, 16)),
        ("1er mars 2009", (2009, 3, 1)),
    ],
)
def test_dates_in_any_order(text: str, date: tuple[int, int, int | None]) -> None:
    (found,) = dates(text, MONTHS)
    assert (found.year, found.month, found.day) == date


@pytest.mark.parametrize("text", ["2006", "in March", "march on 2006 people", "12 000"])
def test_no_dates(text: str) -> None:
    assert dates(text, MONTHS) == []


def test_a_date_covers_its_month() -> None:
    day, month, other = (dates(text, MONTHS)[0] for text in ("16 mars 2006", "March 2006", "July 2006"))
    assert day.covers(month)
    assert day.covers(day)
    assert not month.covers(day)
    assert not other.covers(month)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("signed by José Iván Dávalos, then head", ["José Iván Dávalos"]),
        ("le ministère, dit Rosa Quispe", ["Rosa Quispe"]),
        ("Après Lima, le Ministère de l’Intérieur", ["Ministère de l’Intérieur"]),
        ("Après Madre de Dios", ["Madre de Dios"]),
        ("says Peru’s National Police", ["National Police"]),
        ("L’OIM et la SISTRA", ["OIM", "SISTRA"]),
        ("the Ministry of Women and Vulnerable Populations", ["Ministry of Women", "Vulnerable Populations"]),
        ("the IOM in Peru", ["IOM"]),
        ("C’est Lima. D’après elle", []),
        ("in Lima, Cuzco and Iquitos", []),
        ("Lima. The next", []),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert [name.text for name in names(text, {"après", "c’est", "the"})] == found


def test_a_name_unknown_in_small_letters_counts_at_the_beginning_of_a_sentence() -> None:
    assert [name.text for name in names("Pedro Dávalos signed.", {"signed"})] == ["Pedro Dávalos"]


def test_parts_of_a_name() -> None:
    assert parts("Jorge Chávez de Lima") == ["Jorge Chávez", "Lima"]
    assert parts("Ministry of the Interior") == ["Ministry", "Interior"]
    assert parts("Rosa Quispe") == ["Rosa Quispe"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Où est-il ?", "ou est il"),
        ("C’est QUOI…", "c'est quoi"),
        ("Straße", "strasse"),
        ("nº 5", "no 5"),
        ("a_b", "a b"),
    ],
)
def test_normalise(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_normalise_keeps_what_has_no_letters() -> None:
    assert normalise(" 🙏 ") == "🙏"
    assert normalise("?!") != normalise("🙏")
