"""Words, each with its place, in a tenth of the memory of a dict: there is no object for each.

The words stand in one row of bytes. A sorted array of their checksums finds a word by halving, and the row
tells whether it is that word. The words that people use most are kept at hand.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

AT_HAND = 2048
"""Words that are found without looking: of the vocabulary's, and never another that somebody typed."""

_END = b"\n"


class Vocabulary(Mapping[str, int]):
    """Words by their place.

    Args:
        row: The words as bytes, one a line, none of them twice.
    """

    def __init__(self, row: bytes) -> None:
        words = row.split(_END) if row else []
        sums = np.fromiter(map(crc32, words), np.uint32, len(words))
        order = np.argsort(sums, kind="stable")
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        self._row = row
        self._starts = array(
            "I", np.concatenate([[0], np.cumsum(lengths + len(_END))]).astype(np.uint32).tobytes()
        )
        self._sums, self._order = (
            array("I", values.astype(np.uint32).tobytes()) for values in (sums[order], order)
        )
        self._at_hand: dict[str, int] = {}

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """The vocabulary of some words, each in the place where it comes."""
        return cls(_END.join(map(_bytes, words)))

    @property
    def packed(self) -> npt.NDArray[np.uint8]:
        """The words as an array: bytes, one a line."""
        return np.frombuffer(self._row, np.uint8)

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[str]:
        return (
            self._row[start : end - 1].decode("utf-8", "surrogatepass")
            for start, end in pairwise(self._starts)
        )

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.find(word) >= 0

    def __getitem__(self, word: str) -> int:
        place = self.find(word)
        if place < 0:
            raise KeyError(word)
        return place

    def word(self, place: int) -> str:
        """The word in a place."""
        return self._row[self._starts[place] : self._starts[place + 1] - 1].decode("utf-8", "surrogatepass")

    def find(self, word: str) -> int:
        """The place of a word; -1 where there is none."""
        place = self._at_hand.get(word, -1)
        return place if place >= 0 else self._search(word)

    def _search(self, word: str) -> int:
        sought = _bytes(word)
        wanted = crc32(sought)
        found = bisect_left(self._sums, wanted)
        while found < len(self._sums) and self._sums[found] == wanted:
            place = self._order[found]
            if self._row[self._starts[place] : self._starts[place + 1] - 1] == sought:
                if len(self._at_hand) >= AT_HAND:
                    self._at_hand.clear()
                self._at_hand[word] = place
                return place
            found += 1
        return -1


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")
