"""How sure may one be of the best intent? From what was seen to a probability.

Two logistic regressions: is the text about anything that the intents are about, and if so, is the best intent
the right one? Their product is the probability that the best intent is right *and* answerable. The others
share what is left as their scores say.

The coefficients were fitted to messages that no example was made from, as bench/calibrate.py does; those
against a background to messages of several authors who were not learnt yet at that moment (ADR 0010). There
are two sets: examples of what no intent fits, where there are any, change what the scores mean.
"""

from dataclasses import dataclass
from math import exp
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

SHARPNESS = 3.6
"""How much a difference in score weighs between the intents that are not the best."""
_FURTHEST = 50.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against the best intent of a text."""

    score: float
    """The score of the best intent."""
    margin: float
    """How far it is ahead of the second."""
    background: float | None
    """How much the text looks like those that no intent fits; None where there were no such examples."""
    unknown: float
    """The share of the text's rarity that stands in unknown words."""
    cost: float
    """What had to be believed in corrections, a word."""
    similarity: float
    """Likeness to the nearest example of the best intent."""
    coverage: float
    """The share of the text that the examples of the best intent hold together."""
    length: float
    """ln(1 + words)."""

    def row(self) -> tuple[float, ...]:
        """The numbers, in the order of the coefficients."""
        return (
            self.score,
            self.margin,
            self.background or 0.0,
            self.unknown,
            self.cost,
            self.similarity,
            self.coverage,
            self.length,
        )


class Coefficients(NamedTuple):
    """Two regressions: a constant, then a coefficient for each number of the evidence."""

    answerable: tuple[float, ...]
    right: tuple[float, ...]


ALONE = Coefficients(
    (-0.23, 1.98, 0.28, 0.0, -3.23, -1.05, 0.55, 1.57, -0.22),
    (-0.61, 0.43, 2.71, 0.0, -2.33, -0.44, -2.17, 0.01, 0.50),
)
"""Where only the intents have examples."""
AGAINST_BACKGROUND = Coefficients(
    (-8.13, 0.93, 0.62, -2.4, -3.41, -1.18, 6.37, 1.87, 1.61),
    (-2.6, 0.2, 1.45, 0.0, 0.0, 0.0, 1.27, 1.12, 0.35),
)
"""Where there are also examples of what no intent fits: the first fitted to messages of twelve authors, on
the subject and off it, each kind weighing half; the second, and :data:`SHARPNESS`, carried over to the scores
since BM25's share grows (the old score is .6 of the new one, less .8)."""


def answerable(evidence: Evidence) -> float:
    """How likely any intent fits."""
    return _logistic(_coefficients(evidence).answerable, evidence)


def probability(evidence: Evidence) -> float:
    """How likely the best intent is right and answerable."""
    return answerable(evidence) * _logistic(_coefficients(evidence).right, evidence)


def _coefficients(evidence: Evidence) -> Coefficients:
    return ALONE if evidence.background is None else AGAINST_BACKGROUND


def _logistic(coefficients: tuple[float, ...], evidence: Evidence) -> float:
    odds = sum(weight * value for weight, value in zip(coefficients, (1.0, *evidence.row()), strict=True))
    return 1 / (1 + exp(-max(min(odds, _FURTHEST), -_FURTHEST)))


def shares(first: float, scores: npt.NDArray[np.float32], best: npt.NDArray[np.intp]) -> list[float]:
    """The probability of each of the best intents when the first has this one.

    Args:
        first: The probability of the first.
        scores: The scores of all intents.
        best: The best intents, the first one first.
    """
    powers = np.exp(SHARPNESS * (scores - scores[best[0]]))
    rest = max(float(powers.sum()) - 1, 1e-9)
    left = min(1 - first, first * rest)
    return [first, *(min(first, left * float(power) / rest) for power in powers[best[1:]])]
