"""Is a message several questions, or one that goes on? And may one part of it stand for all?

"The slogan, and how long did it run?" asks twice where "the slogan, and what does it mean?" asks once. A cut
is possible in both; whether it makes sense shows in what the parts mean.

The question of a long message may stand in one of its parts, and a part of anything may look like a question:
"when was the line opened" is asked of the one between Washington and Moscow too.
"""

from collections.abc import Sequence
from math import exp, log
from operator import mul
from typing import NamedTuple

SEVERAL_AT = 0.55
"""Probability from which the parts of a message are answered one by one: of the development set nine of ten
messages with two questions are told so, and one in 125 of the others is taken for one."""
CONSTANT = -3.3
WEIGHTS = (1.1, -0.66, 2.23, -0.95, 1.23, 1.13)
"""Of the evidence, in its order: a logistic regression on messages of one and of two questions that no
example was made from. The constant and the weight of the score were then carried over to the scores since
BM25's share grows: on 2,500 messages the old score is .6 of the new one, less .8."""

STANDS_AT = 0.4
"""Probability from which one part may stand for the whole message."""
STANDS_CONSTANT = -2.76
STANDS_WEIGHTS = (0.27, -0.9, 1.11, 1.12)
"""Of what speaks for a part, in its order: fitted, and carried over, in the same way."""


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
    return _logistic(CONSTANT, WEIGHTS, row)


class Standing(NamedTuple):
    """What speaks for and against a part that stands for the whole message."""

    confidence: float
    """Confidence in the part."""
    background: float
    """How much the whole message looks like those that no intent fits: a score."""
    score: float
    """What speaks in the whole message for the intent that the part means."""
    words: int
    """Words of the part."""


def stands(part: Standing) -> float:
    """How likely a part is what the whole message asks."""
    row = (_odds(part.confidence), part.background, part.score, log(max(part.words, 1)))
    return _logistic(STANDS_CONSTANT, STANDS_WEIGHTS, row)


def _logistic(constant: float, weights: Sequence[float], row: Sequence[float]) -> float:
    return 1 / (1 + exp(-constant - sum(map(mul, weights, row))))


def _odds(confidence: float) -> float:
    return log((confidence + 1e-3) / (1 - confidence + 1e-3))
