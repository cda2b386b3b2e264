"""How alike two questions are, whatever they are about: for grouping questions that no intent fits.

The cosine of the tf-idf of their stems and of the runs of three letters of their words, so that a misspelt
word still resembles itself. The rarity of each is learnt from the examples.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log, sqrt
from typing import TypeAlias

from bot.matching.neighbours import STEM
from bot.matching.words import words

Traits: TypeAlias = Mapping[str, float]
"""What a question is known by, each with its weight; the squares of the weights add up to one."""

_RUN = 3
"""Letters of a run."""
_LETTERS = 0.5
"""What a run of letters counts; a stem counts one."""


class Likeness:
    """Compares questions."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Learn from texts which stems and letters are common."""
        bags = [set(_parts(text)) for text in texts]
        counts = Counter(part for bag in bags for part in bag)
        self._rarity = {part: log((1 + len(bags)) / (1 + count)) + 1 for part, count in counts.items()}
        self._unknown = log(1 + len(bags)) + 1

    def traits(self, text: str) -> Traits:
        """What a question is known by."""
        weights = {
            part: self._rarity.get(part, self._unknown) * (1 if part[0] == "=" else _LETTERS)
            for part in _parts(text)
        }
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {part: weight / length for part, weight in weights.items()}


def alike(left: Traits, right: Traits) -> float:
    """How alike two questions are, 0 to 1."""
    return sum(weight * right.get(part, 0.0) for part, weight in left.items())


def _parts(text: str) -> Iterable[str]:
    """The stems and the runs of letters of a text."""
    for word in words(text):
        yield "=" + word[:STEM]
        padded = f" {word} "
        for start in range(len(padded) - _RUN + 1):
            yield "~" + padded[start : start + _RUN]
