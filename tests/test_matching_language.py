"""The language of short messages."""

import pytest

from bot.content.model import Content
from bot.matching.language import Given, LanguageGuesser


@pytest.fixture(scope="module")
def guesser(content: Content) -> LanguageGuesser:
    return LanguageGuesser.of(content)


@pytest.mark.parametrize("word", ["ok", "ok ok", "test", "stop", "prison"])
def test_a_word_of_two_languages_tells_none(guesser: LanguageGuesser, word: str) -> None:
    assert guesser.guess(word) is None
    assert guesser.likely(word, ("fr", "en"))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "qui a signé"),
        ("fr", "combien dappels"),
        ("fr", "c koi la traite"),
        ("fr", "bonsoir"),
        ("fr", "C'est quoi le memorandum of understanding ?"),
        ("fr", "j'ai besoin d'aide"),
        ("en", "who signed it"),
        ("en", "hotline number?"),
        ("en", "wats the law"),
        ("en", "what does 'traite des personnes' mean"),
        ("en", "help me"),
        ("es", "que es la trata"),
        ("es", "¿a qué número llamo?"),
        ("es", "ayuda no me dejan salir"),
        ("es", "ayuda"),
    ],
)
def test_the_language_of_the_frame_is_found(guesser: LanguageGuesser, locale: str, text: str) -> None:
    assert guesser.guess(text) == locale


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1818",
        "cusco",
        "Iquitos, Puno",
        "casapia",
        "2009 - 2014",
        "🙂",
        "Привет, как дела?",
        "おすすめ",
        "مرحبا",
        "Wie viele Opfer gibt es?",
        "Olá, preciso de ajuda",
        "Quanto costa un biglietto del treno per Roma?",
        "Ik heb hulp nodig",
        "Imaynalla kachkanki",
        "no",
    ],
)
def test_neither_is_an_answer(guesser: LanguageGuesser, text: str) -> None:
    assert guesser.guess(text) is None


@pytest.mark.parametrize(
    ("locale", "text"), [("fr", "merkii bcp"), ("en", "thnkss pls"), (None, "🙂"), (None, "Привет")]
)
def test_where_it_hardly_shows_the_words_that_are_known_decide(
    guesser: LanguageGuesser, locale: str | None, text: str
) -> None:
    assert guesser.likely(text, ("fr", "en")) == locale


def test_the_likely_language_is_one_of_those_asked_for(guesser: LanguageGuesser) -> None:
    assert guesser.likely("hola gracias", ("fr", "en")) in ("fr", "en")


def test_a_language_is_known_by_its_samples_alone() -> None:
    guesser = LanguageGuesser.learn(
        {"xx": ["blorp zik zak", "blorp fip"], "yy": ["mana tolo", "tolo tolo ba"]}
    )
    assert guesser.guess("zik blorp") == "xx"
    assert guesser.guess("tolo mana") == "yy"


def test_who_mixes_a_partial_language_with_another_is_not_answered_in_it() -> None:
    samples = {
        "xx": ["blorp zik zak", "blorp fip zak", "blorp zik fip"],
        "yy": ["mana tolo", "tolo tolo ba", "mana ba"],
    }
    whole = LanguageGuesser.learn(samples)
    partial = LanguageGuesser.learn(samples, Given(partial=frozenset({"xx"})))
    assert (whole.guess("zik zak mana"), partial.guess("zik zak mana")) == ("xx", None)
    assert (whole.guess("blorp zik zak"), partial.guess("blorp zik zak")) == ("xx", "xx")


def test_the_language_that_knows_a_word_is_likelier_than_one_whose_letters_fit(
    guesser: LanguageGuesser,
) -> None:
    assert guesser.likely("slt", ("en", "fr")) == "fr"


def test_a_word_that_a_language_has_once_is_not_its_own() -> None:
    guesser = LanguageGuesser.learn({"xx": ["zik zak zik zak"], "yy": ["zik mana mana"]})
    assert guesser.guess("zik") == "xx"


def test_without_samples_nothing_is_guessed() -> None:
    assert LanguageGuesser.learn({}).guess("hello") is None
