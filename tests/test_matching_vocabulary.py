"""Words by their place, without an object for each."""

from zlib import crc32

import pytest

from bot.matching import vocabulary
from bot.matching.vocabulary import Vocabulary

WORDS = ["hotline", "numéro", "a", "", "ñañaykuna", "\udc80", "plumless", "buckeroo"]


def test_every_word_has_its_place_and_no_other_has_one() -> None:
    known = Vocabulary.of(WORDS)
    assert list(known) == WORDS
    assert len(known) == len(WORDS)
    for place, word in enumerate(WORDS):
        assert known[word] == known.find(word) == place
        assert known.word(place) == word
        assert word in known
    for other in ("hotlin", "hotlines", "numero", "b", "plumles", 7):
        assert other not in known
    assert known.find("nothing") == -1
    with pytest.raises(KeyError):
        known["nothing"]


def test_words_of_the_same_checksum_are_told_apart() -> None:
    assert crc32(b"plumless") == crc32(b"buckeroo")
    known = Vocabulary.of(["buckeroo", "plumless"])
    assert [known.find(word) for word in ("plumless", "buckeroo")] == [1, 0]
    assert Vocabulary.of(["plumless"]).find("buckeroo") == -1


def test_what_is_packed_is_the_same_again() -> None:
    known = Vocabulary.of(WORDS)
    assert list(Vocabulary(known.packed.tobytes())) == WORDS
    assert list(Vocabulary.of([])) == []
    assert Vocabulary.of([]).find("a") == -1


def test_what_people_type_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "AT_HAND", 2)
    known = Vocabulary.of(WORDS)
    for word in (*WORDS, "my name", *WORDS):
        known.find(word)
    at_hand = known._at_hand  # noqa: SLF001 - what a process keeps cannot be seen otherwise
    assert 0 < len(at_hand) <= 2
    assert at_hand.keys() <= set(WORDS)
