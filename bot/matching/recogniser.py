"""What a message means, before anybody decides what to say: its language, its urgency, its questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Self

from bot.content.model import Content, Urgency
from bot.matching.checks import Confusion, confusions
from bot.matching.danger import DangerDetector
from bot.matching.insight import Insight
from bot.matching.matcher import Candidate, Explanation, Matcher
from bot.matching.segments import Piece, Segments

RANKED = 12
"""How many intents are looked at for a safety intent that fits an urgent message."""
KEPT = 8
"""How many candidates a question keeps."""
SPLIT_AT = 0.5
"""Confidence that every part of a message needs for the message to be split."""
WEAK_SPLIT_AT = 0.9
"""The same, where a part begins in the middle of a clause."""
CLEARER, CLEAREST_AT = 0.2, 0.7
"""How much surer a part must be than the whole message to stand for it, and how sure."""
LEAST_HELD = 0.05
"""Confidence below which a question is about nothing known, whatever else it names."""
MOST_PARTS = 3
"""Questions of a message that are answered."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message."""

    text: str
    candidates: tuple[Candidate, ...]
    """The intents that it may mean, the most probable first."""
    missing: tuple[str, ...] = ()
    """What the question asks for and the first candidate's answer does not cover: "2015", "Puno"."""
    doubt: float = 0.0
    """How probable it is that the first candidate's answer does not cover the question."""

    @property
    def relevance(self) -> float:
        """How sure it is that the question is about the first candidate's subject, covered or not."""
        return self.confidence / (1 - self.doubt)

    @property
    def confidence(self) -> float:
        """How sure the first candidate is."""
        return self.candidates[0].confidence if self.candidates else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, understood as far as it can be."""

    locale: str | None
    """The language that it is written in; None when it does not show."""
    leaning: str | None
    """The language in full that it is most likely written in; None when there is nothing to go by."""
    urgency: Urgency | None
    urgent: tuple[Candidate, ...]
    """The safety intents that an urgent message may mean, the most probable first."""
    parts: tuple[Part, ...]
    """Its questions in their order; one at least."""


class Recogniser:
    """Reads messages with what it learnt from the content. Stateless between messages."""

    def __init__(self, content: Content, matcher: Matcher, insight: Insight) -> None:
        self._content = content
        self._matcher = matcher
        self._kinds, self._scope, self._language = insight.kinds, insight.scope, insight.language
        self._danger = DangerDetector(content, matcher, insight.kinds)
        self._segments = Segments(content.cues)

    @classmethod
    def load(cls, content: Content, cache: Path | None = None) -> Self:
        """Learn from the content, or take what was learnt before from the folder ``cache``."""
        return cls(content, Matcher.load(content, cache), Insight.load(content, cache))

    def read(self, text: str) -> Reading:
        """Understand one message."""
        kinds = self._kinds.of(text)
        judgement = self._matcher.judge(text)
        candidates = self._matcher.ranked(judgement, RANKED)
        urgent = tuple(c for c in candidates if self._content.intents[c.intent].urgency)
        alarm = self._danger.judge(text, kinds, judgement)
        parts = self._parts(Part(text, candidates[:KEPT]), kinds)
        locale = self._language.guess(text)
        leaning = locale or self._language.likely(text, self._content.complete)
        return Reading(locale, leaning, alarm.urgency, urgent, parts)

    def explain(self, part: Part) -> Explanation | None:
        """Why a question's first candidate came first; None where it has none."""
        return self._matcher.explain(part.text, part.candidates[0].intent) if part.candidates else None

    def confusions(self) -> list[Confusion]:
        """The examples that look more like another intent than like their own."""
        return confusions(self._content, self._matcher)

    def _parts(self, whole: Part, kinds: Mapping[str, float]) -> tuple[Part, ...]:
        """The questions of a message, held to what the answers cover."""
        pieces = self._segments.pieces(whole.text)
        asked = [piece.text for piece in pieces if piece.asks or not piece.tells]
        together = self._held(whole, " ".join(asked) if asked else whole.text, kinds)
        split = self._split(whole, pieces) if len(pieces) > 1 else (whole,)
        if split == (whole,):
            return (together,)
        apart = tuple(self._held(part, part.text, self._kinds.of(part.text)) for part in split)
        covered = min(part.confidence for part in apart) >= min(SPLIT_AT, together.confidence)
        return apart if covered else (together,)

    def _split(self, whole: Part, pieces: Sequence[Piece]) -> tuple[Part, ...]:
        """The parts of a message, if they make sense by themselves; else its clearest part, or the whole."""
        several = sum(piece.asks for piece in pieces) > 1
        if not several and whole.confidence + CLEARER >= 1:
            return (whole,)
        inner = [(a, b) for a, b in combinations(range(len(pieces) + 1), 2) if b - a < len(pieces)]
        texts = [" ".join(piece.text for piece in pieces[start:end]) for start, end in inner]
        parts = [
            Part(text, self._matcher.ranked(judgement, KEPT))
            for text, judgement in zip(texts, self._matcher.judge_each(texts), strict=True)
        ]
        spans: dict[Span, Part] = {(0, len(pieces)): whole, **dict(zip(inner, parts, strict=True))}
        asked = {span: part for span, part in spans.items() if not self._idle(part)}
        sure = {bounds: self._sure(bounds, asked, whole, pieces) for bounds in _divisions(len(pieces))}
        best = max(sure, key=sure.__getitem__)
        if sure[best] > 0:
            return tuple(asked[span] for span in pairwise(best) if span in asked)
        clearest = max(asked.values(), key=lambda part: part.confidence, default=whole)
        return (clearest,) if clearest.confidence > max(whole.confidence + CLEARER, CLEAREST_AT) else (whole,)

    def _sure(
        self, bounds: Sequence[int], asked: Mapping[Span, Part], whole: Part, pieces: Sequence[Piece]
    ) -> float:
        """How sure one may be of all parts that the bounds make; 0 where they do not make sense."""
        spans = [span for span in pairwise(bounds) if span in asked]
        intents = {asked[span].candidates[0].intent for span in spans}
        if len(spans) < 2 or len(intents) < len(spans):  # noqa: PLR2004
            return 0.0
        if not intents <= {candidate.intent for candidate in whole.candidates}:
            return 0.0
        if not all(any(piece.asks for piece in pieces[start:end]) for start, end in spans):
            return 0.0
        sure = min(asked[span].confidence for span in spans)
        weak = any(pieces[start].weak for start, _ in spans)
        return sure if sure >= (WEAK_SPLIT_AT if weak else SPLIT_AT) else 0.0

    def _idle(self, part: Part) -> bool:
        """Whether a part is a greeting or thanks, to be passed over beside a question."""
        if not part.candidates:
            return True
        theme = self._content.themes.get(part.candidates[0].intent.partition("/")[0])
        return theme is not None and not theme.menu

    def _held(self, part: Part, asked: str, kinds: Mapping[str, float]) -> Part:
        """The part, its first candidate held to what the answer covers of what is asked."""
        if part.confidence < LEAST_HELD:
            return part
        first, *others = part.candidates
        doubt = self._scope.doubt(asked, first, self._matcher.unanswered(asked), kinds)
        if not doubt.weighs:
            return part
        less = replace(first, confidence=first.confidence * (1 - doubt.probability))
        return Part(part.text, (less, *others), doubt.missing, doubt.probability)


def _divisions(count: int) -> Iterator[tuple[int, ...]]:
    """The ways to divide so many pieces into two parts, or into three."""
    for parts in range(2, MOST_PARTS + 1):
        for inner in combinations(range(1, count), parts - 1):
            yield (0, *inner, count)
