"""From a text to the intents that it may mean, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from bot.content.model import Content, Example, Urgency
from bot.matching.cache import place, read, write
from bot.matching.classifier import Floats
from bot.matching.confidence import Evidence, answerable, probability, shares
from bot.matching.cues import SYMBOLS
from bot.matching.features import Reader
from bot.matching.knowledge import ASIDE, Aside, Knowledge, learn
from bot.matching.lexicon import Lexicon
from bot.matching.neighbours import Nearness
from bot.matching.spelling import Correction, Speller
from bot.matching.words import said_after

UNLIKE = -1.0
"""The score of a class that a text has nothing of."""
CORRECTED_SHARE = 0.75
"""What the corrected reading of a text counts; the text as it stands has the rest."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intent that a text may mean."""

    intent: str
    confidence: float
    """How likely this is what the person meant, and answerable: 0 to 1, calibrated."""
    score: float
    example: str | None = None
    """The example that is nearest to the text, where one is near."""


class Judgement(NamedTuple):
    """What the matcher makes of a text before it answers."""

    words: tuple[str, ...]
    """The words as they were understood."""
    corrections: tuple[Correction, ...]
    scores: Floats
    background: float | None
    """The score of the texts that no intent fits; None where there are no examples of them."""
    unanswered: float = UNLIKE
    """How much it looks like the questions near the subject that no answer fits: a score."""
    urgent: float = UNLIKE
    """How much it looks like a message of danger or distress."""
    distress: float = UNLIKE
    """How much it looks like distress rather than danger, if it is urgent."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text may mean an intent."""

    intent: str
    confidence: float
    score: float
    words: tuple[tuple[str, float], ...]
    """The words as they were understood, each with what the intent's score loses without it."""
    corrections: tuple[Correction, ...]
    groups: tuple[str, ...]
    """The groups of the lexicon that the text touches."""
    example: str | None
    """The nearest example of the intent."""
    evidence: Evidence


class Matcher:
    """Knows intents by their examples.

    Args:
        knowledge: What was learnt.
        texts: The texts that it was learnt from, in the order in which they were learnt: to show the nearest
            of them; "" for one that is not shown. Empty where nobody is shown any.
        lexicon: What words and symbols mean.
    """

    def __init__(self, knowledge: Knowledge, texts: Sequence[str], lexicon: Lexicon) -> None:
        self.intents = knowledge.intents
        self.knowledge = knowledge
        self.texts = texts
        self._lexicon = lexicon
        self._reader = Reader(knowledge.words, knowledge.looks)
        self._classifier = knowledge.classifier
        self._neighbours = knowledge.neighbours
        self._speller = Speller(knowledge.words, knowledge.counts)
        self._spelt_out = lexicon.spelt_out(knowledge.words)

    @classmethod
    def train(
        cls, examples: Iterable[tuple[str, str | None]], *, lexicon: Sequence[Sequence[str]] = ()
    ) -> Self:
        """A matcher that knows these examples; the intent None marks a text that no intent fits.

        Args:
            examples: Texts with their intents.
            lexicon: Groups of words and expressions that mean the same; the first stands for its group.
        """
        given = sorted(examples, key=lambda example: (example[1] is None, example[1] or ""))
        groups = Lexicon(lexicon)
        return cls(learn(given, groups), [text for text, _ in given], groups)

    @classmethod
    def load(cls, content: Content, cache: Path | None = None) -> Self:
        """The matcher of some content, from the folder ``cache`` where it is known there."""
        known = cls.kept(content, cache)
        if known:
            return known
        given, groups = _given(content), _lexicon(content)
        knowledge = learn([(_said(e), e.intent) for e in given], groups, _aside(content))
        path = _path(content, cache)
        if path:
            write(path, knowledge.packed())
        return cls(knowledge, _shown(given), groups)

    @classmethod
    def kept(cls, content: Content, cache: Path | None) -> Self | None:
        """The matcher of some content as the folder ``cache`` holds it, if it does: nothing is learnt.

        So the content need not hold its examples; without them, none is shown.
        """
        path = _path(content, cache)
        arrays = read(path) if path else None
        knowledge = Knowledge.unpacked(arrays) if arrays else None
        if knowledge is None:
            return None
        return cls(knowledge, _shown(_given(content)), _lexicon(content))

    @staticmethod
    def known(content: Content, cache: Path) -> bool:
        """Whether the folder ``cache`` holds the matcher of some content."""
        path = _path(content, cache)
        return path is not None and path.is_file()

    def _company(self, pairs: Sequence[tuple[str, str]]) -> Sequence[bool]:
        known: list[bool] = self._classifier.knows(self._reader.side_by_side(pairs)).tolist()
        return known

    def scores(self, texts: Sequence[Sequence[str]]) -> Floats:
        """What speaks for each intent in each text, given as its words; then what speaks for none of them."""
        marks = [self._lexicon.marks(text) for text in texts]
        return self._classifier.scores(self._reader.read(texts, marks))

    def judge(self, text: str) -> Judgement:
        """What a text may mean, without a word about how sure that is."""
        return self.judge_each([text])[0]

    def judge_each(self, texts: Sequence[str]) -> list[Judgement]:
        """What each of some texts may mean: quicker than one by one."""
        readings, corrected = [], []
        for text in texts:
            raw = [part for word in self._lexicon.words(text) for part in self._spelt_out.get(word, (word,))]
            corrections = self._speller.correct(raw, self._company)
            corrected.append(corrections)
            readings.append(raw)
            if corrections:
                meant = {correction.place: correction.meant for correction in corrections}
                readings.append(
                    [part for place, word in enumerate(raw) for part in meant.get(place, (word,))]
                )
        scored = iter(zip(readings, self.scores(readings), strict=True))
        size = len(self.intents)
        judgements = []
        for corrections in corrected:
            understood, scores = next(scored)
            if corrections:
                understood, meant_scores = next(scored)
                scores = (1 - CORRECTED_SHARE) * scores + CORRECTED_SHARE * meant_scores
            others = scores[size:].tolist()
            background = others.pop(0) if len(others) % ASIDE else None
            judgements.append(
                Judgement(tuple(understood), tuple(corrections), scores[:size], background, *others)
            )
        return judgements

    def evidence(self, judgement: Judgement, best: Sequence[int]) -> tuple[Evidence, Nearness]:
        """What speaks for the first of the best intents, and its nearest example."""
        scores, count = judgement.scores, len(judgement.words)
        rarities = self._neighbours.rarities(judgement.words)
        near = self._neighbours.nearest(rarities, best[0])
        total = sum(rarities.values())
        top = float(scores[best[0]])
        strange = rarities.get(-1, 0.0) + self._neighbours.only_in(rarities, len(self.intents))
        evidence = Evidence(
            score=top,
            margin=top - float(scores[best[1]]) if len(best) > 1 else 1.0,
            background=judgement.background,
            unknown=strange / total if total else 1.0,
            cost=sum(correction.cost for correction in judgement.corrections) / max(count, 1),
            similarity=near.similarity,
            coverage=near.coverage,
            length=log1p(count),
        )
        return evidence, near

    def rank(self, text: str, limit: int = 5) -> tuple[Candidate, ...]:
        """The intents that a text may mean, best first."""
        return self.ranked(self.judge(text), limit)

    def ranked(self, judgement: Judgement, limit: int = 5) -> tuple[Candidate, ...]:
        """The intents that a text may mean that was judged so, best first."""
        scores = judgement.scores
        if not (len(scores) and scores.any()):
            return ()
        best = np.argsort(-scores, kind="stable")[: max(limit, 2)]
        evidence, near = self.evidence(judgement, best.tolist())
        confidences = shares(probability(evidence), scores, best)
        nearest = self._example(near)
        return tuple(
            Candidate(self.intents[k], confidence, float(scores[k]), None if rank else nearest)
            for rank, (k, confidence) in enumerate(zip(best.tolist(), confidences, strict=True))
        )[:limit]

    def near_unanswered(self, judgement: Judgement) -> float:
        """How like a text is to the nearest question near the subject that no answer fits, 0 to 1."""
        rarities = self._neighbours.rarities(judgement.words)
        return self._neighbours.nearest(rarities, len(self.intents) + 1).similarity

    def answerable(self, text: str) -> float:
        """How likely any intent fits a text, whichever it is: 0 to 1."""
        judgement = self.judge(text)
        if not (len(judgement.scores) and judgement.scores.any()):
            return 0.0
        best = np.argsort(-judgement.scores, kind="stable")[:2].tolist()
        return answerable(self.evidence(judgement, best)[0])

    def explain(self, text: str, intent: str) -> Explanation:
        """Why a text may mean an intent, for the people who write the examples.

        Raises:
            KeyError: There is no such intent.
        """
        if intent not in self.intents:
            raise KeyError(intent)
        judgement = self.judge(text)
        chosen = self.intents.index(intent)
        others = [k for k in np.argsort(-judgement.scores, kind="stable").tolist() if k != chosen]
        evidence, near = self.evidence(judgement, [chosen, *others[:1]])
        understood = judgement.words
        readings = [understood, *(understood[:i] + understood[i + 1 :] for i in range(len(understood)))]
        scores = self.scores(readings)[:, chosen].tolist()
        found = [c for c in self.ranked(judgement, len(self.intents)) if c.intent == intent]
        return Explanation(
            intent,
            found[0].confidence if found else 0.0,
            float(judgement.scores[chosen]),
            tuple((word, scores[0] - without) for word, without in zip(understood, scores[1:], strict=True)),
            judgement.corrections,
            tuple(dict.fromkeys(self._lexicon.marks(understood))),
            self._example(near),
            evidence,
        )

    def _example(self, near: Nearness) -> str | None:
        """The nearest example, where one is near and the examples are at hand."""
        return (self.texts[near.example] or None) if self.texts and near.example >= 0 else None


def _given(content: Content) -> list[Example]:
    """What a matcher learns of some content: the examples of its intents in order, then what is off topic."""
    intents = sorted(content.intents.values(), key=attrgetter("id"))
    own = [example for intent in intents for example in intent.wordings]
    return own + [example for example in content.background if example.off_topic]


def _shown(given: Iterable[Example]) -> list[str]:
    """The examples as they are shown; "" for one that only means something after an answer."""
    return ["" if example.after else example.text for example in given]


def _said(example: Example) -> str:
    """An example as it is learnt."""
    return said_after(example.after, example.text) if example.after else example.text


def _lexicon(content: Content) -> Lexicon:
    """What words and symbols mean in some content."""
    return Lexicon(content.lexicon, content.cues.get(SYMBOLS))


def _aside(content: Content) -> Aside:
    """What some content teaches aside."""
    urgent = {
        intent.id: intent.urgency is Urgency.DISTRESS
        for intent in content.intents.values()
        if intent.urgency is not None
    }
    themes = {intent.partition("/")[0] for intent in urgent}
    neighbours = {intent for intent in content.intents if intent.partition("/")[0] in themes} - set(urgent)
    return Aside([_said(e) for e in content.background if not e.off_topic], urgent, neighbours)


def _path(content: Content, cache: Path | None) -> Path | None:
    """The file for the matcher of some content; None for content of no folder."""
    return place(cache, content.lesson) if cache and content.lesson else None
