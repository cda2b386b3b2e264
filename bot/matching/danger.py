"""Whether a message may come from somebody in danger or in distress: asked before anything else.

Two things speak for it: how much it looks like the urgent messages on the whole, and how far the best
urgent intent is ahead of all ordinary ones. Tuned for misses: a needless card of numbers costs a person a
second, and a card that does not come may cost more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from operator import attrgetter

import numpy as np

from bot.content.model import Content, Urgency
from bot.matching.matcher import UNLIKE, Candidate, Judgement, Matcher

CONSTANT, LOOKS, LEAD = -1.5, 2.6, 2.05
"""How much the looks of a message and the lead of the best intent of danger weigh: a logistic regression on
messages that no example was made from, for one urgent message in ten. The share of known words and the score
of small talk, which used to weigh too, add nothing to it."""
URGENT_AT = 0.1
"""Probability from which a message is urgent. Of eleven authors who were not learnt .976 of the urgent
messages are heard so, and .021 of the others raise an alarm; at .05 .986 and .026."""
DISTRESS = 2.0
"""How much looking like distress rather than danger weighs, beside the lead of its best intent."""
PART_AT = 0.7
"""Probability from which a part of a message that is not urgent as a whole is: of many, one is easily a
little alarming. Of long messages of two authors who were not learnt, none that was urgent is missed at it."""
SHORT, CLAUSE_AT = 24, 0.5
"""Words of a message up to which its clauses are judged too, and the probability from which one is urgent:
"I am Ana, Jr. Puno 14, second floor, they lock the door at night" is mostly an address. Of cries with names
and places by an author who was not learnt, half of those that were missed are heard so."""
ASKED_AT = 0.4
"""Confidence in an answer from which a short message asks that, and its clauses are not judged: "If I pay a
coyote to get me across, am I trafficked?" is no cry, whatever its clauses are."""
FEWEST_SPACES = 2
"""Spaces in a sentence or clause that is judged by itself."""
STRETCH, STEP = 16, 9
"""Words of a long sentence that are judged together, and words from one stretch to the next: few enough for a
cry within a story, or a story without a full stop, to be heard."""
MOST_PARTS = 64
"""Of more, the first and the last half are judged."""

_SENTENCE = re.compile(r"[.!?\n]+")
_CLAUSE = re.compile(r"[.!?\n,;:()]+|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Alarm:
    """How urgent a message is."""

    confidence: float
    """How probable it is that the message is urgent at all."""
    distress: float
    """How probable distress is rather than danger, if it is urgent."""

    @property
    def rings(self) -> bool:
        """Whether the message should be treated as urgent."""
        return self.confidence >= URGENT_AT


NO_ALARM = Alarm(0.0, 0.0)


class DangerDetector:
    """Tells urgent messages from others."""

    def __init__(self, content: Content, matcher: Matcher) -> None:
        self._matcher = matcher
        urgent = [content.intents[intent].urgency is not None for intent in matcher.intents]
        themes = [intent.partition("/")[0] for intent in matcher.intents]
        grave = {theme for theme, is_urgent in zip(themes, urgent, strict=True) if is_urgent}
        menu = {theme.id for theme in content.themes.values() if theme.menu} - grave
        self._calm = {i for i, theme in zip(matcher.intents, themes, strict=True) if theme in menu}
        self._urgent = np.array(urgent, np.bool_)
        self._distress = np.array(
            [content.intents[intent].urgency is Urgency.DISTRESS for intent in matcher.intents], np.bool_
        )
        self._ordinary = np.array([theme not in grave for theme in themes], np.bool_)

    def judge(self, text: str, judgement: Judgement, best: Sequence[Candidate]) -> Alarm:
        """How urgent a message is, given what the matcher makes of it, and the intents that it may mean."""
        whole = self.judge_whole(judgement)
        if whole.rings:
            return whole
        if len(text.split()) <= SHORT and not self._asks(best):
            parts, urgent_at = _clauses(text), CLAUSE_AT
        else:
            parts, urgent_at = _parts(text), PART_AT
        if not parts or parts == [text.strip()]:
            return whole
        loudest = self._loudest(parts)
        return loudest if loudest.confidence >= urgent_at else whole

    def _asks(self, best: Sequence[Candidate]) -> bool:
        """Whether a message most likely asks for information."""
        return bool(best) and best[0].intent in self._calm and best[0].confidence >= ASKED_AT

    def _loudest(self, texts: Sequence[str]) -> Alarm:
        """The most urgent of some parts of a message."""
        return max(map(self.judge_whole, self._matcher.judge_each(texts)), key=attrgetter("confidence"))

    def judge_whole(self, judgement: Judgement) -> Alarm:
        """How urgent a message is as a whole, whatever its parts are; not at all if all of it is strange."""
        if not judgement.scores.any():
            return NO_ALARM
        odds = CONSTANT + LOOKS * judgement.urgent + LEAD * self._lead(judgement)
        leaning = DISTRESS * judgement.distress + self._leaning(judgement)
        return Alarm(1 / (1 + exp(-odds)), 1 / (1 + exp(-leaning)))

    def _leaning(self, judgement: Judgement) -> float:
        """How far the best intent of distress is ahead of the best of danger; negative where it is behind."""
        danger = self._urgent & ~self._distress
        if not self._distress.any() or not danger.any():
            return 0.0
        return float(judgement.scores[self._distress].max() - judgement.scores[danger].max())

    def _lead(self, judgement: Judgement) -> float:
        """How far the best urgent intent is ahead of the best ordinary one; negative where that is.

        Other intents of its theme are not ordinary: a question about help in Spain may come from somebody who
        is held there.
        """
        if not self._ordinary.any() or not self._urgent.any():
            return 0.0
        background = UNLIKE if judgement.background is None else judgement.background
        ordinary = max(float(judgement.scores[self._ordinary].max()), background)
        return float(judgement.scores[self._urgent].max()) - ordinary


def _clauses(text: str) -> list[str]:
    """The clauses of a message."""
    clauses = map(str.strip, _CLAUSE.split(text))
    return [clause for clause in clauses if clause.count(" ") >= FEWEST_SPACES]


def _parts(text: str) -> list[str]:
    """The sentences of a message, long ones in stretches; at most so many."""
    sentences = [each.split() for each in _SENTENCE.split(text) if each.count(" ") >= FEWEST_SPACES]
    parts = [
        " ".join(words[start : start + STRETCH])
        for words in sentences
        for start in range(0, max(len(words) - STRETCH + STEP, 1), STEP)
    ]
    half = MOST_PARTS // 2
    return [*parts[:half], *parts[-half:]] if len(parts) > MOST_PARTS else parts
