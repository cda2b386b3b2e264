"""Features: what a text is compared by."""

import numpy as np
import pytest

from bot.matching.features import BITS, LETTER, MOST_WORDS, Bags, Reader
from bot.matching.words import fold, words


def slots(bags: Bags, block: int) -> set[int]:
    return {slot for slot in bags.slots.tolist() if slot >> BITS == block}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Où EST l'Œuvre ?", ["ou", "est", "l", "oeuvre"]),
        ("ＷＩＤＥ ﬁne ½", ["wide", "fine", "1", "2"]),
        ("a_b-c\u00a0d", ["a", "b", "c", "d"]),
        ("Dávalos İstanbul", ["davalos", "istanbul"]),
        ("привет мир", ["привет", "мир"]),
        ("😀 !!! …", []),
        ("", []),
    ],
)
def test_words_without_case_marks_and_punctuation(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_long_texts_and_words_are_cut() -> None:
    assert len(words("a " * 100_000)) <= 1000
    assert len(words("a" * 5000)[0]) == 24
    assert len(fold("é" * 1_000_000)) == 2000


def test_a_known_and_an_unknown_word_look_the_same() -> None:
    texts = [["combien", "d", "appels"], ["appels"], []]
    taught, blank = Reader.of(["combien", "appels"]).read(texts), Reader.of([]).read(texts)
    assert sorted(zip(taught.texts.tolist(), taught.slots.tolist(), strict=True)) == sorted(
        zip(blank.texts.tolist(), blank.slots.tolist(), strict=True)
    )


def test_a_text_reads_the_same_alone_and_in_a_batch() -> None:
    reader = Reader.of(["un", "deux", "trois"])
    texts = [["un"], [], ["trois", "deux", "un"], ["quatre"] * 30]
    batch = reader.read(texts, [["x"], [], ["y", "z"], []])
    for index, text in enumerate(texts):
        alone = reader.read([text], [[["x"], [], ["y", "z"], []][index]])
        assert sorted(batch.slots[batch.texts == index].tolist()) == sorted(alone.slots.tolist())


def test_order_matters_for_neighbours_and_not_for_pairs() -> None:
    reader = Reader.of([])
    there, back = reader.read([["chien", "homme"]]), reader.read([["homme", "chien"]])
    assert slots(there, LETTER) == slots(back, LETTER)
    shared = slots(there, 0) & slots(back, 0)
    assert len(shared) == 3  # two stems and the pair
    assert reader.side_by_side([("chien", "homme")])[0] in slots(there, 0) - slots(back, 0)


def test_words_with_the_same_first_five_letters_share_a_stem_but_not_the_word() -> None:
    one, other = Reader.of([]).read([["signaler"]]), Reader.of([]).read([["signalement"]])
    assert slots(one, 0) == slots(other, 0)
    assert slots(one, LETTER) != slots(other, LETTER)


def test_lone_surrogates_and_many_words_are_read() -> None:
    bags = Reader.of(["a"]).read([["\ud800b", "\U0010ffff"], ["w"] * 10_000])
    assert len(bags.slots) < MOST_WORDS * 40
    assert bags.slots.dtype == np.int64
