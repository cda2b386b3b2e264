"""Words that nobody taught are most often known words misspelt: which ones?

Candidates share letter pairs with the word; optimal string alignment (insertions, deletions, replacements and
swaps of neighbours) tells how far they are. Frequency, the first letter and the company that a candidate
keeps in the examples decide between them, as in a noisy channel (Kernighan, Church and Gale, "A Spelling
Correction Program Based on a Noisy Channel Model", COLING 1990). What people typed is not kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Self

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from bot.matching.vocabulary import Vocabulary

SHORTEST = 3
"""Shorter words are left as they are: too many words are one letter away."""
LONG = 5
"""From this length on, a word may be two edits away."""
MOST_CANDIDATES = 48
"""Known words with the most letter pairs in common that are looked at closely."""
MOST_CORRECTIONS = 12
"""Unknown words of a text that are looked into; a text with more is no text."""

EDIT, FIRST_LETTER, FREQUENCY, COMPANY, SPLIT = 3.0, 1.5, 0.4, 2.0, 4.0
"""What speaks against a candidate and for it, as natural logarithms of odds."""

Company = Callable[[Sequence[tuple[str, str]]], Sequence[bool]]
"""Which of some pairs of words stand side by side in an example."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a text and what it was probably meant to be."""

    place: int
    """The word's place in the text."""
    word: str
    meant: tuple[str, ...]
    """One known word, or two that were run together."""
    cost: float
    """How much has to be believed."""


class Speller:
    """Knows the words of the examples and how often each occurs.

    Args:
        known: The words, and
        counts: how often each occurs, in the order of their places.
    """

    def __init__(self, known: Vocabulary, counts: npt.NDArray[np.int32]) -> None:
        self._known, self._counts = known, counts
        words = [word for word in known if len(word) >= SHORTEST]
        self._long = np.array([place for place, word in enumerate(known) if len(word) >= SHORTEST], np.int32)
        """The places of the words that are long enough."""
        codes = _letter_pairs(" ".join(words))
        row = np.frombuffer(f" {' '.join(words)}".encode("utf-32-le", "surrogatepass"), np.uint32)
        owners = np.cumsum(row == ord(" ")).astype(np.int32) - 1
        order = np.argsort(codes, kind="stable")
        self._owners = owners[order].astype(np.min_scalar_type(len(words)))
        pairs, starts = np.unique(codes[order], return_index=True)
        ends = [*starts[1:].tolist(), len(codes)]
        self._places = dict(zip(pairs.tolist(), zip(starts.tolist(), ends, strict=True), strict=True))
        self._sizes = np.array([len(word) + 1 for word in words], np.int32)

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """A speller that knows these words, each with how often it occurs."""
        return cls(Vocabulary.of(counts), np.array([*counts.values()], np.int32))

    def correct(self, words: Sequence[str], company: Company) -> list[Correction]:
        """What the unknown words of a text were probably meant to be, where any known word is near."""
        unknown = [place for place, word in enumerate(words) if self._foreign(word)]
        corrections = []
        for place in unknown[:MOST_CORRECTIONS]:
            word = words[place]
            before = words[place - 1] if place else ""
            after = words[place + 1] if place + 1 < len(words) else ""
            options = [*self._near(word), *self._splits(word)]
            if not options:
                continue
            ends = [pair for meant, _, _ in options for pair in ((before, meant[0]), (meant[-1], after))]
            seen = company(ends + [(meant[0], meant[1]) for meant, _, _ in options if len(meant) > 1])
            joined = iter(seen[len(ends) :])
            scores = []
            for index, (meant, cost, odds) in enumerate(options):
                held = len(meant) == 1 or next(joined)
                score = odds - cost + COMPANY * (bool(seen[2 * index]) + bool(seen[2 * index + 1]))
                scores.append(score if held else float("-inf"))
            best = max(range(len(options)), key=scores.__getitem__)
            if scores[best] > float("-inf"):
                corrections.append(Correction(place, word, options[best][0], options[best][1]))
        return corrections

    def _count(self, word: str) -> int:
        return int(self._counts[self._known[word]])

    def _foreign(self, word: str) -> bool:
        return len(word) >= SHORTEST and word not in self._known and word.isalpha()

    def _near(self, word: str) -> Iterator[tuple[tuple[str, ...], float, float]]:
        """Known words near a word: each with its cost and what speaks for it by itself."""
        spans = [self._places[pair] for pair in _letter_pairs(word).tolist() if pair in self._places]
        found = [self._owners[start:end] for start, end in spans]
        if not found:
            return
        shared = np.bincount(np.concatenate(found), minlength=len(self._long))
        likeness = shared / (self._sizes + (len(word) + 1))
        reach = 2 if len(word) >= LONG else 1
        if len(likeness) > MOST_CANDIDATES:
            likely = np.argpartition(-likeness, MOST_CANDIDATES)[:MOST_CANDIDATES]
        else:
            likely = np.flatnonzero(shared)
        for index in likely.tolist():
            known = self._known.word(int(self._long[index]))
            edits = OSA.distance(word, known, score_cutoff=reach)
            if edits <= (reach if len(known) >= LONG else 1):
                cost = EDIT * edits + FIRST_LETTER * (known[0] != word[0])
                yield (known,), cost, FREQUENCY * log(self._count(known))

    def _splits(self, word: str) -> Iterator[tuple[tuple[str, ...], float, float]]:
        """Two known words that may have been run together."""
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            if left in self._known and right in self._known:
                yield (left, right), SPLIT, FREQUENCY * log(min(self._count(left), self._count(right)))


def _letter_pairs(words: str) -> npt.NDArray[np.uint64]:
    """The pairs of letters side by side, those with the spaces at both ends and between words included."""
    row = np.frombuffer(f" {words} ".encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    pairs: npt.NDArray[np.uint64] = row[:-1] << np.uint64(32) | row[1:]
    return pairs
