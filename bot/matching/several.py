"""Is a message several questions, or one that goes on?

"The slogan, and how long did it run?" asks twice where "the slogan, and what does it mean?" asks once. A cut
is possible in both; whether it makes sense shows in what the parts mean.
"""

from math import exp, log
from operator import mul
from typing import NamedTuple

SEVERAL_AT = 0.6
"""Probability from which the parts of a message are answered one by one."""
CONSTANT = -1.8
WEIGHTS = (1.1, -0.66, 2.23, -0.95, 1.23, 1.88)
"""Of the evidence, in its order: a logistic regression on messages of one and of two questions that no
example was made from."""


class Evidence(NamedTuple):
    """What speaks for and against several questions."""

    least: float
    """Confidence in the part that is least sure."""
    whole: float
    """Confidence in the message as one question."""
    asks: bool
    """Whether every part has the words or the sign of a question."""
    weak: bool
    """Whether a part begins in the middle of a clause."""
    words: int
    """Words of the shortest part."""
    score: float
    """What speaks in the whole message for the intent, of those that the parts mean, that has least."""


def probability(evidence: Evidence) -> float:
    """How likely the message is several questions."""
    least, whole, asks, weak, words, score = evidence
    row = (_odds(least), _odds(whole), float(asks), float(weak), log(max(words, 1)), score)
    return 1 / (1 + exp(-CONSTANT - sum(map(mul, WEIGHTS, row))))


def _odds(confidence: float) -> float:
    return log((confidence + 1e-3) / (1 - confidence + 1e-3))
