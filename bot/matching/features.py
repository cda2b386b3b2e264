"""Words to features: what of a text counts when it is compared with others.

Two blocks, each with a weight of its own in a comparison. The *phrase* block holds stems (the first four
letters: measured as good as Snowball's stems, in any language, and free), stems side by side, pairs of stems
in any order, and the stems at both ends. The *letter* block holds every word and its runs of three letters,
its ends included, so that a misspelt word still resembles itself.

A feature is known by a slot: a hash of :data:`BITS` bits of its parts (the hashing trick: Weinberger et al.,
"Feature Hashing for Large Scale Multitask Learning", ICML 2009). All texts of a batch are worked through at
once; nothing keeps a table of strings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.matching.words import LONGEST_WORD

Integers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

BITS = 22
"""Bits of a slot."""
STEM = 4
"""Letters that a word is known by."""
MOST_WORDS = 100
"""Words of a text that are looked at; a longer message is cut."""
PAIR_REACH = 10
"""Words apart that two words may stand to count as a pair."""

PHRASE, LETTER = 0, 1
"""The two blocks."""

# Salts that keep the kinds of features apart, and odd multipliers that mix bits: the constants of SplitMix64
# and wyhash, which have no meaning of their own.
_SIDE_BY_SIDE, _ANY_ORDER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_START, _END, _OPENING = (np.uint64(n) for n in (0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x165667B19E3779F9))
_LEFT, _RIGHT = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_FOLD = np.uint64(29)
_WORD = np.uint64(0x8EBC6AF09C88C6E3)
_TOP, _CODE = np.uint64(64 - BITS), np.uint64(21)
_POWERS = np.cumprod(np.full(LONGEST_WORD + 2, _RIGHT))


def stirred_once(hashes: Hashes) -> Hashes:
    """The hashes with their high bits made to depend on the low ones: other numbers, in another order."""
    return (hashes ^ hashes >> _FOLD) * _LEFT


def _stirred(hashes: Hashes) -> Hashes:
    """The hashes with every bit made to depend on all the others."""
    hashes = stirred_once(hashes)
    return (hashes ^ hashes >> _FOLD) * _RIGHT


def _mixed(left: Hashes, right: Hashes, salt: np.uint64) -> Hashes:
    """One hash of two, in this order."""
    return _stirred(left * _LEFT ^ (right * _RIGHT + salt))


@dataclass(frozen=True, slots=True)
class Bags:
    """The features of some texts: one entry an occurrence, in no special order."""

    size: int
    """How many texts."""
    texts: Integers
    """Which text each feature stands in."""
    slots: Integers
    """The slot of each feature, with its block in the bit above."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Words as features: the stem and the letters of each, one word after the other."""

    stems: Hashes
    letters: npt.NDArray[np.uint32]
    """Slots of the letter block: the runs of a word, then the word."""
    starts: npt.NDArray[np.int32]
    """Where each word's letters begin; one more at the end."""

    @classmethod
    def at(cls, words: Sequence[str]) -> Self:
        """Look at words, which hold no spaces.

        All are laid out as one row of letters with a space around each. The run of three letters around a
        letter belongs in that letter's place, and the word in the place of the space that ends it.
        """
        if not words:
            return cls(np.empty(0, np.uint64), np.empty(0, np.uint32), np.zeros(1, np.int32))
        row = f" {' '.join(words)} ".encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(row, np.uint32).astype(np.uint64)
        spaces = np.flatnonzero(codes == ord(" "))
        starts, ends = spaces[:-1] + 1, spaces[1:]
        place = np.arange(len(codes)) - np.repeat(spaces, np.diff(spaces, append=len(codes))) - 1
        terms = codes * _POWERS[place]
        whole = np.add.reduceat(terms, starts)
        stem = np.add.reduceat(np.where(place < STEM, terms, 0), starts)
        letters = np.empty_like(codes)
        letters[1:-1] = _stirred(codes[:-2] << _CODE + _CODE | codes[1:-1] << _CODE | codes[2:])
        letters[ends] = _stirred(whole ^ _WORD)
        slots = (letters[1:] >> _TOP).astype(np.uint32) | np.uint32(LETTER << BITS)
        return cls(_stirred(stem), slots, np.append(starts - 1, len(slots)).astype(np.int32))

    def of(self, places: Integers) -> Self:
        """The looks of the words in these places, in their order."""
        begins = self.starts[places]
        lengths = self.starts[places + 1] - begins
        starts = np.zeros(len(places) + 1, np.int32)
        np.cumsum(lengths, out=starts[1:])
        inside = np.arange(starts[-1]) + np.repeat(begins - starts[:-1], lengths)
        return type(self)(self.stems[places], self.letters[inside], starts)


class Reader:
    """Turns texts into features; knows the words that it was taught without looking at them again.

    Args:
        words: The words that are known, each with its place, and
        looks: what they look like, in the order of their places.
    """

    def __init__(self, words: Mapping[str, int], looks: Looks) -> None:
        self.looks = looks
        self._places = words

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """A reader that knows these words."""
        return cls({word: place for place, word in enumerate(words)}, Looks.at(words))

    def _look(self, texts: Iterable[Sequence[str]]) -> Looks:
        """What the words of texts look like, one after the other."""
        words = [word for text in texts for word in text]
        try:
            return self.looks.of(np.array([self._places[word] for word in words], np.int64))
        except KeyError:  # a strange word: then all are looked at, which takes no longer
            return Looks.at(words)

    def side_by_side(self, pairs: Sequence[tuple[str, str]]) -> Integers:
        """The slot of each of some pairs of words that stand side by side."""
        stems = self._look(pairs).stems
        return (_mixed(stems[::2], stems[1::2], _SIDE_BY_SIDE) >> _TOP).astype(np.int64)

    def read(self, texts: Sequence[Sequence[str]], extras: Sequence[Sequence[str]] = ()) -> Bags:
        """The features of texts, each given as its words.

        Args:
            texts: The words of each text.
            extras: Further marks of each text, which count like a stem: what the words stand for, say.
        """
        kept = [text[:MOST_WORDS] for text in texts]
        looks = self._look(kept)
        lengths = np.fromiter(map(len, kept), np.int64, len(kept))
        owners, hashes = _phrases(looks.stems, lengths)
        slots = [(part >> _TOP).astype(np.int64) for part in hashes]
        marks = [mark for extra in extras for mark in extra]
        if marks:
            owners.append(np.repeat(np.arange(len(extras)), [len(extra) for extra in extras]))
            slots.append(np.array([crc32(mark.encode()) & (1 << BITS) - 1 for mark in marks], np.int64))
        if len(looks.stems):
            owners.append(np.repeat(owners[0], np.diff(looks.starts)))
            slots.append(looks.letters.astype(np.int64))
        none = np.empty(0, np.int64)
        return Bags(len(kept), np.concatenate([none, *owners]), np.concatenate([none, *slots]))


@lru_cache(maxsize=MOST_WORDS + 1)
def _pairs(count: int) -> tuple[Integers, Integers]:
    """Where the words of the pairs of so many words stand."""
    left, right = np.triu_indices(count, 1)
    near = right - left <= PAIR_REACH
    return left[near], right[near]


def _phrases(stems: Hashes, lengths: Integers) -> tuple[list[Integers], list[Hashes]]:
    """The texts and hashes of the features of the phrase block."""
    filled = np.flatnonzero(lengths)
    if not len(filled):
        return [], []
    ends = np.cumsum(lengths)[filled]
    starts = ends - lengths[filled]
    owner = np.repeat(np.arange(len(lengths)), lengths)
    follows = np.ones(len(stems), np.bool_)
    follows[starts] = False
    inner = follows.nonzero()[0]
    several = starts[starts < ends - 1]
    pairs = [_pairs(length) for length in lengths[filled].tolist()]
    counts = [len(left) for left, _ in pairs]
    offsets = np.repeat(starts, counts)
    left = stems[np.concatenate([left for left, _ in pairs]) + offsets]
    right = stems[np.concatenate([right for _, right in pairs]) + offsets]
    hashes = [
        stems,
        _mixed(stems[inner - 1], stems[inner], _SIDE_BY_SIDE),
        _mixed(np.minimum(left, right), np.maximum(left, right), _ANY_ORDER),
        stems[starts] ^ _START,
        stems[ends - 1] ^ _END,
        _mixed(stems[several], stems[several + 1], _OPENING),
    ]
    return [owner, owner[inner], np.repeat(filled, counts), filled, filled, owner[several]], hashes
