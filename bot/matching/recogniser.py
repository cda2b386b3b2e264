"""What a message means, before anybody decides what to say: its language, its urgency, its questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Self

from bot.content.model import Content, Urgency
from bot.matching.ages import Ages
from bot.matching.checks import Confusion, confusions
from bot.matching.context import CALMED, CALMING, GOING_ON, LEANING, in_context
from bot.matching.danger import Alarm, DangerDetector
from bot.matching.insight import Insight
from bot.matching.matcher import UNLIKE, Candidate, Explanation, Judgement, Matcher
from bot.matching.scope import Looks
from bot.matching.segments import Piece, Segments
from bot.matching.several import SEVERAL_AT, STANDS_AT, Evidence, Standing, probability, stands
from bot.matching.whereabouts import Whereabouts
from bot.matching.words import said_after

RANKED = 12
"""How many intents are looked at for a safety intent that fits an urgent message."""
KEPT = 8
"""How many candidates a question keeps."""
CLEARER, CLEAREST_AT = 0.2, 0.8
"""How much surer a part must be than the whole message to stand for it, and how sure."""
SHORTEST_CLEAR = 4
"""Words of a part that may stand for the whole message: "the play" in "The Mousetrap, the play" may not."""
BESIDE_TALK_AT = 0.5
"""How sure a part must be to stand for a message that is small talk on the whole: "I am a journalist in Lima,
I need the number of victims"."""
ONLY_TALK_AT = 0.7
"""How sure small talk must be by itself not to be read after the last answer."""
RIVAL = 0.2
"""Confidence from which the second intent stands in for a first that does not cover the question."""
LEAST_HELD = 0.005
"""Confidence below which a question is about nothing known, whatever else it names."""
REMARK = "smalltalk/remark"
"""The talk that may as well be a question which no answer fits: "which bars up there are known for it"."""
DESPAIR_AT, DESPAIR_SHARE = 0.7, 0.5
"""How probable distress is rather than danger, and how sure an intent of distress is, added up, from which an
urgent message is of distress; and the least share of the surest other intent that it must have. Of despair
among facts by two authors who were not learnt .58 is heard as that, and of danger in near words .09; by the
first alone, from .45 on, .46 and .15. Of what people without despair write next, by two others, .02 is taken
for it, and of calm denials in three languages .04. Learnt against all examples it is told no better."""
MOST_PARTS = 3
"""Questions of a message that are answered."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message."""

    text: str
    candidates: tuple[Candidate, ...]
    """The intents that it may mean, the most probable first."""
    judgement: Judgement = field(compare=False, repr=False)
    """What the matcher makes of it."""
    missing: tuple[str, ...] = ()
    """What the question asks for and the first candidate's answer does not cover: "2015", "Puno"."""
    told_back: tuple[str, ...] = ()
    """What of it is said back to the person: "Puno", and not "why"."""
    doubt: float = 0.0
    """How probable it is that the first candidate's answer does not cover the question."""
    covering: tuple[Candidate, ...] = ()
    """Where the first candidate's answer does not cover a place, those whose answers do."""

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
    told: tuple[str, ...] = ()
    """The countries where it tells that the person is: "I live in Spain"."""
    named: tuple[str, ...] = ()
    """The countries where it says that anybody is, or goes: "they took her to Spain"."""
    child: bool | None = None
    """Whether it tells that its writer is under 18, or is not; None where it does not say."""
    pieces: tuple[Piece, ...] = ()
    """Where it may be cut."""


class Recogniser:
    """Reads messages with what it learnt from the content. Stateless between messages."""

    def __init__(self, content: Content, matcher: Matcher, insight: Insight) -> None:
        self._content = content
        self._matcher = matcher
        self._scope, self._language = insight.scope, insight.language
        self._danger = DangerDetector(content, matcher)
        self._talk = [place for place, intent in enumerate(matcher.intents) if not self._in_menu(intent)]
        self._segments = Segments(content.cues)
        self._ages = Ages(content.cues)
        self._whereabouts = Whereabouts(content.cues, insight.scope.gazette)

    @classmethod
    def load(cls, content: Content, cache: Path | None = None) -> Self:
        """Learn from the content, or take what was learnt before from the folder ``cache``."""
        return cls(content, Matcher.load(content, cache), Insight.load(content, cache))

    @staticmethod
    def known(content: Content, cache: Path) -> bool:
        """Whether the folder ``cache`` holds what was learnt from some content."""
        return Matcher.known(content, cache) and Insight.known(content, cache)

    @classmethod
    def kept(cls, content: Content, cache: Path) -> Self | None:
        """The recogniser of some content as the folder ``cache`` holds it, if it does: nothing is learnt.

        So the content need not hold its examples; without them, nobody is shown the nearest one.
        """
        matcher = Matcher.kept(content, cache)
        insight = Insight.kept(content, cache) if matcher else None
        return cls(content, matcher, insight) if matcher and insight else None

    def read(self, text: str, before: str = "") -> Reading:
        """Understand one message.

        Args:
            text: The message.
            before: The answer that the person has just read, if there is one: "who paid?" is about that. It
                may calm an alarm ("they are so young"), and never raises one.
        """
        pieces = self._segments.pieces(text)
        goes_on = bool(pieces) and pieces[0].joined
        asked = pieces[0].text if goes_on and len(pieces) == 1 else text  # "and when?" asks when
        context = said_after(before, asked)
        texts = dict.fromkeys((text, asked, context) if before else (text, asked))
        judged = dict(zip(texts, self._matcher.judge_each(list(texts)), strict=True))
        judgement = judged[asked]
        candidates = self._matcher.ranked(judgement, RANKED)
        best = candidates if asked == text else self._matcher.ranked(judged[text], 1)
        alarm = self._danger.judge(text, judged[text], best)
        if before and not self._only_talk(Part(asked, candidates, judgement)):
            after = judged[context]
            if alarm.confidence < CALMED:
                calmer = self._danger.judge_whole(in_context(judgement, after, CALMING))
                alarm = min(alarm, calmer, key=attrgetter("confidence"))
            share, unmoved = (GOING_ON, ()) if goes_on else (LEANING, self._talk)
            judgement = in_context(judgement, after, share, unmoved)
            candidates = self._matcher.ranked(judgement, RANKED)
        urgent = tuple(c for c in candidates if self._content.intents[c.intent].urgency)
        parts = self._parts(Part(asked, candidates[:KEPT], judgement), pieces)
        meant = (*urgent, *(c for part in parts for c in part.candidates))
        urgency = self._urgency(alarm, meant) if alarm.rings else None
        locale = self._language.guess(text)
        leaning = locale or self._language.likely(text, self._content.complete)
        told = tuple(
            place
            for piece in pieces
            if _only_tells(piece)
            for place in self._whereabouts.named(piece.text, locale)
        )
        named = self._whereabouts.named(text, locale)
        child = self._ages.tells_child(text)
        return Reading(locale, leaning, urgency, urgent, parts, told, named, child, tuple(pieces))

    def _urgency(self, alarm: Alarm, meant: Sequence[Candidate]) -> Urgency:
        """Whether an urgent message that may mean these intents is of distress or of danger."""
        despair, other = (
            max((c.confidence for c in meant if self._of_distress(c) is distress), default=0.0)
            for distress in (True, False)
        )
        despairs = despair >= DESPAIR_SHARE * other and alarm.distress + despair >= DESPAIR_AT
        return Urgency.DISTRESS if despairs else Urgency.DANGER

    def _of_distress(self, candidate: Candidate) -> bool:
        """Whether an intent is one of distress."""
        return self._content.intents[candidate.intent].urgency is Urgency.DISTRESS

    def explain(self, part: Part, before: str = "") -> Explanation | None:
        """Why a question's first candidate came first; None where it has none.

        Args:
            part: The question.
            before: The answer that the person has just read, if there is one: its name speaks for it too.
        """
        text = said_after(before, part.text) if before else part.text
        return self._matcher.explain(text, part.candidates[0].intent) if part.candidates else None

    def confusions(self) -> list[Confusion]:
        """The examples that look more like another intent than like their own."""
        return confusions(self._content, self._matcher)

    def _parts(self, whole: Part, pieces: Sequence[Piece]) -> tuple[Part, ...]:
        """The questions of a message, which may be cut into these pieces, held to what the answers cover."""
        asked = [piece.text for piece in pieces if not _only_tells(piece)]
        together = self._held(whole, " ".join(asked) if 0 < len(asked) < len(pieces) else None)
        if len(pieces) < 2:  # noqa: PLR2004 - two questions have two pieces
            return (together,)
        spans = self._spans(whole, pieces)
        division = max(_divisions(len(pieces)), key=lambda bounds: _least(bounds, spans))
        if _least(division, spans):
            chosen = [span for span in pairwise(division) if span in spans]
            apart = tuple(self._held(spans[span]) for span in chosen)
            named = [self._matcher.intents.index(part.candidates[0].intent) for part in apart]
            evidence = Evidence(
                least=min(part.confidence for part in apart),
                whole=together.confidence,
                asks=all(any(piece.asks for piece in pieces[start:end]) for start, end in chosen),
                weak=any(pieces[start].weak for start, _ in chosen),
                words=min(len(part.text.split()) for part in apart),
                score=float(whole.judgement.scores[named].min()),
            )
            if probability(evidence) >= SEVERAL_AT:
                return apart
        asking = [
            part
            for (start, end), part in spans.items()
            if not all(_only_tells(piece) for piece in pieces[start:end])
            and len(part.text.split()) >= SHORTEST_CLEAR
        ]
        clearest = max(asking, key=lambda part: part.confidence, default=whole)
        return (self._held(clearest),) if self._stands(clearest, whole) else (together,)

    def _stands(self, part: Part, whole: Part) -> bool:
        """Whether a part may stand for a whole message."""
        if part is whole:
            return False
        clearer = part.confidence > max(whole.confidence + CLEARER, CLEAREST_AT)
        beside_talk = "?" in whole.text or part.confidence >= BESIDE_TALK_AT
        if not (clearer or (self._idle(whole) and beside_talk)):
            return False
        judgement = whole.judgement
        score = float(judgement.scores[self._matcher.intents.index(part.candidates[0].intent)])
        background = UNLIKE if judgement.background is None else judgement.background
        return stands(Standing(part.confidence, background, score, len(part.text.split()))) >= STANDS_AT

    def _spans(self, whole: Part, pieces: Sequence[Piece]) -> dict[Span, Part]:
        """The parts that pieces side by side make, those left out that ask nothing."""
        inner = [(a, b) for a, b in combinations(range(len(pieces) + 1), 2) if b - a < len(pieces)]
        texts = [" ".join(piece.text for piece in pieces[start:end]) for start, end in inner]
        parts = [
            Part(text, self._matcher.ranked(judgement, KEPT), judgement)
            for text, judgement in zip(texts, self._matcher.judge_each(texts), strict=True)
        ]
        every: dict[Span, Part] = {(0, len(pieces)): whole, **dict(zip(inner, parts, strict=True))}
        return {span: part for span, part in every.items() if not self._idle(part)}

    def _only_talk(self, part: Part) -> bool:
        """Whether a part is surely small talk, whatever was said before it: "ok" goes with any answer."""
        return part.confidence >= ONLY_TALK_AT and self._idle(part)

    def _idle(self, part: Part) -> bool:
        """Whether a part is a greeting or thanks, to be passed over beside a question."""
        return not part.candidates or not self._in_menu(part.candidates[0].intent)

    def _in_menu(self, intent: str) -> bool:
        """Whether an intent's theme is in the menu: it is no small talk."""
        theme = self._content.themes.get(intent.partition("/")[0])
        return theme is None or theme.menu

    def _held(self, part: Part, asked: str | None = None) -> Part:
        """The part, its first candidate held to what the answer covers of what is asked in it."""
        if part.confidence < LEAST_HELD or (self._idle(part) and part.candidates[0].intent != REMARK):
            return part
        first, *others = part.candidates
        text = asked or part.text
        judgement = part.judgement if asked is None else self._matcher.judge(asked)
        likeness = self._matcher.near_unanswered(judgement)
        doubt = self._scope.doubt(text, first, Looks(judgement.words, likeness, judgement.unanswered))
        if not doubt.weighs:
            return part
        less = replace(first, confidence=first.confidence * (1 - doubt.probability))
        if others and not doubt.missing and others[0].confidence >= RIVAL:
            return self._held(replace(part, candidates=(*others, less)), asked)
        covering = tuple(c for c in others if doubt.missing and self._scope.covers_place(text, c.intent))
        return Part(
            part.text,
            (less, *others),
            judgement,
            missing=doubt.missing,
            told_back=doubt.told_back,
            doubt=doubt.probability,
            covering=covering,
        )


def _only_tells(piece: Piece) -> bool:
    """Whether a piece tells of the person who asks, and asks nothing."""
    return piece.tells and not piece.asks


def _least(bounds: Sequence[int], spans: Mapping[Span, Part]) -> float:
    """How sure the part is that is least so, of those that the bounds make; 0 where they are not several."""
    parts = [spans[span] for span in pairwise(bounds) if span in spans]
    intents = {part.candidates[0].intent for part in parts}
    several = len(parts) > 1 and len(intents) == len(parts)
    return min(part.confidence for part in parts) if several else 0.0


def _divisions(count: int) -> Iterator[tuple[int, ...]]:
    """The ways to divide so many pieces into two parts, or into three."""
    for parts in range(2, MOST_PARTS + 1):
        for inner in combinations(range(1, count), parts - 1):
            yield (0, *inner, count)
