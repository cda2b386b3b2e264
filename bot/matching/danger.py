"""Whether a message may come from somebody in danger or in distress: asked before anything else.

Two things speak for it: the kind of message that it seems to be (:mod:`bot.matching.kinds`), and how far
the best urgent intent is ahead of all others. Tuned for misses: a needless card of numbers costs a person a
second, and a card that does not come may cost more.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from operator import attrgetter

import numpy as np

from bot.content.model import Content, Urgency
from bot.matching.kinds import Kinds
from bot.matching.matcher import Judgement, Matcher

KIND, LEAD = 1.7, 3.4
"""How much the kind of message and the lead of the best urgent intent weigh: a logistic regression on
messages that no example was made from."""
HANDICAP = 0.7
"""Score that an ordinary intent must be ahead in a theme with urgent ones: a question about help in Spain
may come from somebody who is held there."""
URGENT_AT = 0.07
"""Probability from which a message is urgent."""
DISTRESS_SHARE = 0.25
"""Probability of distress rather than danger from which it is a message of distress."""
SENTENCE_AT = 0.97
"""The same for one sentence of a message that is not urgent as a whole."""
FEWEST_SPACES = 2
"""Spaces in a sentence that is judged by itself."""
STRETCH_AT = 0.6
"""The same for a stretch of a long message: of many stretches, one is easily a little alarming."""
STRETCH, OVERLAP = 400, 100
"""Characters of a long message that are looked at together, and those shared with the next stretch."""
MOST_STRETCHES = 24
"""Of more, the first and the last half are looked at."""

_SENTENCE = re.compile(r"[.!?\n]+")


@dataclass(frozen=True, slots=True)
class Alarm:
    """How urgent a message is."""

    confidence: float
    """How probable it is that the message is urgent at all."""
    distress: float
    """How probable distress is rather than danger, if it is urgent."""

    @property
    def urgency(self) -> Urgency | None:
        """What the message should be treated as."""
        if self.confidence < URGENT_AT:
            return None
        return Urgency.DISTRESS if self.distress >= DISTRESS_SHARE else Urgency.DANGER


NO_ALARM = Alarm(0.0, 0.0)


class DangerDetector:
    """Tells urgent messages from others."""

    def __init__(self, content: Content, matcher: Matcher, kinds: Kinds) -> None:
        self._matcher, self._kinds = matcher, kinds
        urgent = [content.intents[intent].urgency is not None for intent in matcher.intents]
        themes = [intent.partition("/")[0] for intent in matcher.intents]
        grave = {theme for theme, is_urgent in zip(themes, urgent, strict=True) if is_urgent}
        self._urgent = np.array(urgent, np.bool_)
        self._distress = np.array(
            [content.intents[intent].urgency is Urgency.DISTRESS for intent in matcher.intents], np.bool_
        )
        self._handicaps = np.array([HANDICAP * (theme in grave) for theme in themes])

    def judge(self, text: str, kinds: Mapping[str, float], judgement: Judgement) -> Alarm:
        """How urgent a message is, given its probable kinds and what the matcher makes of it."""
        stretches = _stretches(text)
        if len(stretches) > 1:
            loudest = self._loudest(stretches)
            return loudest if loudest.confidence >= STRETCH_AT else NO_ALARM
        whole = self._alarm(kinds, judgement)
        sentences = [each for each in _SENTENCE.split(text) if each.count(" ") >= FEWEST_SPACES]
        if whole.urgency or len(sentences) < 2:  # noqa: PLR2004
            return whole
        loudest = self._loudest(sentences)
        return loudest if loudest.confidence >= SENTENCE_AT else whole

    def _loudest(self, texts: Sequence[str]) -> Alarm:
        """The most urgent of some parts of a message."""
        judgements = self._matcher.judge_each(texts)
        alarms = (
            self._alarm(self._kinds.of(text), judged) for text, judged in zip(texts, judgements, strict=True)
        )
        return max(alarms, key=attrgetter("confidence"))

    def _alarm(self, kinds: Mapping[str, float], judgement: Judgement) -> Alarm:
        danger, distress = kinds.get(Urgency.DANGER, 0.0), kinds.get(Urgency.DISTRESS, 0.0)
        either = danger + distress
        odds = KIND * log((either + 1e-4) / (1 - either + 1e-4)) + LEAD * self._lead(judgement)
        leaning = log((distress + 1e-6) / (danger + 1e-6)) + self._leaning(judgement)
        return Alarm(1 / (1 + exp(-odds)), 1 / (1 + exp(-leaning)))

    def _leaning(self, judgement: Judgement) -> float:
        """How far the best intent of distress is ahead of the best of danger; negative where it is behind."""
        danger = self._urgent & ~self._distress
        if not judgement.words or not self._distress.any() or not danger.any():
            return 0.0
        return float(judgement.scores[self._distress].max() - judgement.scores[danger].max())

    def _lead(self, judgement: Judgement) -> float:
        """How far the best urgent intent is ahead; negative where another is."""
        if not judgement.words or self._urgent.all() or not self._urgent.any():
            return 0.0
        ordinary = (judgement.scores - self._handicaps)[~self._urgent]
        return float(judgement.scores[self._urgent].max() - max(ordinary.max(), judgement.background))


def _stretches(text: str) -> list[str]:
    """A long message in stretches, at most so many."""
    if len(text) <= STRETCH:
        return [text]
    starts = range(0, len(text), STRETCH - OVERLAP)
    half = MOST_STRETCHES // 2
    chosen = [*starts[:half], *starts[-half:]] if len(starts) > MOST_STRETCHES else starts
    return [text[start : start + STRETCH] for start in chosen]
