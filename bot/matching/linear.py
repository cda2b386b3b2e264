"""A small text classifier for the decisions before matching: softmax regression on hashed features.

A text is a bag of words and of short phrases. A word is itself and its runs of letters, so that a misspelt
word still resembles itself; a phrase is two words side by side or with one between, and the words at both
ends. A feature's place in the table is its CRC-32 (the hashing trick: Weinberger et al., "Feature Hashing
for Large Scale Multitask Learning", ICML 2009), so that nothing keeps a table of strings.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]

BITS = 17
"""The table has two to this power rows."""
MOST_WORDS = 80
"""Words of a text that are looked at."""
GRAM = 3
"""Length of the runs of letters."""
GAPS = "+-"
"""Marks pairs of words side by side, and with one word between."""
COST = 2e-5
"""How much a large weight costs, beside the loss of an average text."""
STEPS, RATE = 16, 0.25
"""Steps of training, and how far the first one goes."""
_MEAN_DECAY, _SQUARE_DECAY, _TINY = 0.9, 0.99, 1e-7


def place(feature: str) -> int:
    """The row of a feature."""
    return crc32(feature.encode(errors="replace")) & ((1 << BITS) - 1)


@lru_cache(maxsize=1 << 12)
def letters(word: str) -> Integers:
    """The rows of a word: itself and its runs of letters."""
    padded = f" {word} "
    grams = {padded[i : i + GRAM] for i in range(len(padded) - GRAM + 1)}
    return np.array([place(f"={word}"), *map(place, grams)], np.int32)


def phrases(words: Sequence[str], marks: Iterable[str] = ()) -> Iterator[str]:
    """Pairs of words, the words at both ends, and what else was noticed in the text."""
    for gap, sign in enumerate(GAPS, 1):
        for left, right in zip(words, words[gap:], strict=False):
            yield f"{left}{sign}{right}"
    if words:
        yield f"^{words[0]}"
        yield f"{words[-1]}$"
    for mark in marks:
        yield f"#{mark}"


class _Bags(NamedTuple):
    """A sparse matrix: rows of ones, none of them empty, each scaled to length one."""

    columns: Integers
    owners: Integers
    starts: npt.NDArray[np.int64]
    scale: Floats

    @classmethod
    def of(cls, rows: Sequence[Sequence[int] | Integers]) -> "_Bags":
        lengths = np.array([len(row) for row in rows], np.int64)
        columns = np.fromiter(chain.from_iterable(rows), np.int32, int(lengths.sum()))
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        return cls(columns, owners, np.cumsum(lengths) - lengths, (1 / np.sqrt(lengths)).astype(np.float32))

    def times(self, vector: Floats) -> Floats:
        """The matrix times a vector."""
        sums: Floats = np.add.reduceat(vector[self.columns], self.starts)
        return sums * self.scale

    def transposed_times(self, vector: Floats, width: int) -> Floats:
        """The transposed matrix, of this many rows, times a vector."""
        weights = (vector * self.scale)[self.owners]
        return np.bincount(self.columns, weights, minlength=width).astype(np.float32)


class _Texts:
    """Texts as a product of sparse matrices: each different word is spelt out once."""

    def __init__(self, texts: Sequence[Sequence[str]], marks: Sequence[Sequence[str]]) -> None:
        number = {word: index for index, word in enumerate(dict.fromkeys(chain.from_iterable(texts)))}
        self._words = len(number)
        self._spelling = _Bags.of([letters(word) for word in number])
        self._wording = _Bags.of([[number[word] for word in text] for text in texts])
        self._phrasing = _Bags.of(
            [[place(each) for each in phrases(*pair)] for pair in zip(texts, marks, strict=True)]
        )

    def scores(self, table: Floats) -> Floats:
        """The score of every text (columns) for every class (rows)."""
        return np.stack(
            [self._wording.times(self._spelling.times(row)) + self._phrasing.times(row) for row in table]
        )

    def slope(self, errors: Floats) -> Floats:
        """How the loss changes with the table, given what is wrong about every score."""
        width = 1 << BITS
        return np.stack(
            [
                self._spelling.transposed_times(self._wording.transposed_times(wrong, self._words), width)
                + self._phrasing.transposed_times(wrong, width)
                for wrong in errors
            ]
        )


class Linear:
    """Tells classes of texts apart by weights learnt from examples."""

    def __init__(self, classes: Sequence[str], table: Floats, bias: Floats) -> None:
        self.classes = tuple(classes)
        self.table, self.bias = table, bias
        self._word = lru_cache(maxsize=1 << 13)(self._score)

    @classmethod
    def train(
        cls,
        texts: Sequence[Sequence[str]],
        labels: Sequence[str],
        marks: Sequence[Sequence[str]],
        shares: Sequence[float],
    ) -> "Linear":
        """Learn from texts and the class of each.

        Full-batch Adam (Kingma and Ba, ICLR 2015): few steps, and the same result every time.

        Args:
            texts: The words of each text; one at least.
            labels: The class of each.
            marks: What else was noticed in each.
            shares: How much each counts.
        """
        classes = sorted(set(labels))
        table = np.zeros((len(classes), 1 << BITS), np.float32)
        if not classes:
            return cls((), table.T, np.zeros(0, np.float32))
        bags = _Texts([text[:MOST_WORDS] for text in texts], marks)
        truth = np.array([[label == name for label in labels] for name in classes], np.float32)
        share = np.array(shares, np.float32) / np.float32(sum(shares))
        bias = np.log(truth @ share).astype(np.float32)
        mean, square = np.zeros_like(table), np.zeros_like(table)
        for step in range(1, STEPS + 1):
            errors = (_softmax(bags.scores(table) + bias[:, None]) - truth) * share
            slope = bags.slope(errors) + COST * table
            mean += (1 - _MEAN_DECAY) * (slope - mean)
            square += (1 - _SQUARE_DECAY) * (slope * slope - square)
            pace = RATE * (1 - step / (STEPS + 1)) / (1 - _MEAN_DECAY**step)
            table -= pace * mean / (np.sqrt(square / (1 - _SQUARE_DECAY**step)) + _TINY)
            bias -= errors.sum(1)
        return cls(classes, np.ascontiguousarray(table.T), bias)

    def probabilities(self, words: Sequence[str], marks: Iterable[str] = ()) -> dict[str, float]:
        """How probable each class is for a text; one word at least."""
        kept = words[:MOST_WORDS]
        spelt = np.sum([self._word(word) for word in kept], axis=0) / np.sqrt(len(kept))
        phrased = self._sum([place(phrase) for phrase in phrases(kept, marks)])
        return dict(zip(self.classes, _softmax(spelt + phrased + self.bias).tolist(), strict=True))

    def _score(self, word: str) -> Floats:
        return self._sum(letters(word))

    def _sum(self, rows: Sequence[int] | Integers) -> Floats:
        total: Floats = self.table[rows].sum(0) / np.sqrt(np.float32(len(rows)))
        return total


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(0))
    result: Floats = powers / powers.sum(0)
    return result
