"""Spelling: unknown words become known ones, known words stay."""

from collections.abc import Sequence

import pytest

from bot.matching.spelling import Speller

COUNTS = {
    "numero": 40,
    "signaler": 12,
    "appel": 20,
    "appels": 9,
    "how": 30,
    "many": 30,
    "help": 8,
    "hell": 8,
    "the": 90,
}


def alone(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """No two words stand together."""
    return [False] * len(pairs)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nmuero", ("numero",)),  # two letters swapped
        ("numro", ("numero",)),  # one left out
        ("signalerr", ("signaler",)),  # one too many
        ("xumero", ("numero",)),  # the first one wrong
        ("sinaller", ("signaler",)),  # two edits in a long word
    ],
)
def test_a_misspelt_word_is_read_as_the_known_one(typed: str, meant: tuple[str, ...]) -> None:
    (correction,) = Speller.of(COUNTS).correct([typed], alone)
    assert (correction.word, correction.meant) == (typed, meant)
    assert correction.cost > 0


@pytest.mark.parametrize("word", ["numero", "zzzzzzzz", "a1b2", "hx", "", "привет", "нумеро"])
def test_known_far_and_foreign_words_are_left_alone(word: str) -> None:
    assert Speller.of(COUNTS).correct([word], alone) == []


def test_the_word_beside_decides_between_two_that_are_equally_near() -> None:
    def company(pairs: Sequence[tuple[str, str]]) -> list[bool]:
        return [pair == ("the", "hell") for pair in pairs]

    speller = Speller.of(COUNTS)
    assert speller.correct(["helk"], alone)[0].meant == ("help",)
    assert speller.correct(["the", "helk"], company)[0].meant == ("hell",)


def test_words_run_together_come_apart_when_they_stand_together_in_an_example() -> None:
    speller = Speller.of(COUNTS)
    assert speller.correct(["howmany"], lambda pairs: [pair == ("how", "many") for pair in pairs])[
        0
    ].meant == (
        "how",
        "many",
    )
    assert speller.correct(["howmany"], alone) == []


def test_the_longer_the_word_the_more_may_be_wrong() -> None:
    assert Speller.of({"abcd": 1}).correct(["abxx"], alone) == []
    assert Speller.of({"abcdef": 1}).correct(["abxxef"], alone)[0].meant == ("abcdef",)


def test_a_text_of_junk_costs_no_more_than_a_few_words() -> None:
    corrections = Speller.of(COUNTS).correct(["numro"] * 1000, alone)
    assert len(corrections) <= 12


def test_no_words_no_corrections() -> None:
    assert Speller.of({}).correct(["anything"], alone) == []
