"""What a question asks for and an answer does not cover: "calls in 2015", "cases in Puno", "how many men".

Four things speak against an answer. The message names something (:mod:`bot.matching.gazetteer`) that neither
the answer, nor the titles and dates of its sources, nor the examples of its intent name. It has words and
pairs of words that are new to the intent (:mod:`bot.matching.novelty`). It looks like the questions that no
answer fits, and it is near to one of them (:mod:`bot.matching.matcher`).

Only answers that are curated from the documents are held to all of this: help and contacts fit any year and
place, and only the looks of the question speak against them ("how many shelters has Cusco got").
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import exp, log, sqrt
from operator import mul
from typing import NamedTuple

from bot.content.model import Answer, Content
from bot.matching.cues import ASKS_WHICH, HOLLOW, Lists
from bot.matching.forms import Forms
from bot.matching.gazetteer import PLACES, UNTOLD, Gazette, Name, Token, tokens
from bot.matching.matcher import UNLIKE, Candidate
from bot.matching.novelty import Novelty
from bot.matching.words import words

ENOUGH, ENOUGH_SHARE = 3, 0.01
"""Examples of an intent that name a thing, and their share, for its answer to cover it."""
DOUBT_AT = 0.35
"""Probability that an answer does not cover a question from which it is not given. Of the questions
of twelve authors who were not learnt .073 are answered though no answer fits."""
CONSTANT = -4.4
WEIGHTS = (3.2, 0.9, -0.55, 5.9, 7.75)
"""Of something named that is not covered, of a new word that is asked for, of confidence in the intent, of
looking like the questions that no answer fits, and of the likeness to the nearest of them, both as far as the
question is new: a logistic regression on messages that no example was made from. Where nothing is new, the
last two say nothing: "how many calls" is near to "how many calls in 2015", and has an answer. The first was
raised by two points from what was fitted: a place that is named must tell, however sure the intent is."""
OF_HELP = -0.59, 4.71, 3.07
"""The same for the other answers, of which only the last two are asked, be anything new or not: fitted to the
same authors' messages to which such an answer would be given. Of those that it does not answer .75 are told
so, and .008 of the others."""
SUREST = 0.98
"""Confidence beyond which it says no more against a doubt: "calls in 2012" is surely about calls."""
SHORTEST_ASKED = 3
"""Letters of the word after "which" that says what is asked for; shorter ones are "of" and "de"."""


class Looks(NamedTuple):
    """What a question looks like, whatever it is about."""

    words: Sequence[str]
    """Its words as they were understood: a misspelt one is not new."""
    likeness: float
    """How like it is to the nearest question that no answer fits, 0 to 1."""
    unanswered: float
    """How much it looks like such questions on the whole: a score."""


class Doubt(NamedTuple):
    """Why an answer may not be what a question asks for."""

    probability: float
    missing: tuple[str, ...]
    """What the answer does not cover, in the words of the question."""
    told_back: tuple[str, ...]
    """What of it is a name, and is not odd to say back: "Puno", and not "why"."""

    @property
    def weighs(self) -> bool:
        """Whether there is enough of it not to give the answer."""
        return self.probability >= DOUBT_AT


class Scope:
    """Knows what the answers cover."""

    def __init__(
        self, cues: Lists, gazette: Gazette, covered: Mapping[str, AbstractSet[Name]], novelty: Novelty
    ) -> None:
        self.gazette = gazette
        self.covered, self.novelty = covered, novelty
        asks = cues.get(ASKS_WHICH, {}).values()
        self._asks = Forms((ASKS_WHICH, form) for forms in asks for form in forms)
        hollow = cues.get(HOLLOW, {}).values()
        self._hollow = {word for forms in hollow for form in forms for word in words(form)}

    @classmethod
    def of(cls, content: Content, gazette: Gazette) -> "Scope":
        """What the answers of some content cover."""
        held = [
            answer
            for answer in content.answers.values()
            if any(content.sources[source].file for source in answer.sources if source in content.sources)
        ]
        texts = {i.id: [e.text for e in i.wordings] for i in content.intents.values()}
        for answer in held:
            texts.setdefault(answer.id, []).extend(_texts(content, answer))
        novelty = Novelty.of(texts, (example.text for example in content.background))
        covered = {answer.id: _coverage(content, answer, gazette) for answer in held}
        return cls(content.cues, gazette, covered, novelty)

    def doubt(self, text: str, candidate: Candidate, looks: Looks) -> Doubt:
        """How probable it is that the answer of the intent that a text seems to mean does not cover it."""
        if candidate.intent not in self.covered:
            constant, unanswered, likeness = OF_HELP
            against = constant + unanswered * looks.unanswered + likeness * looks.likeness
            return Doubt(1 / (1 + exp(-against)), (), ())
        evidence, missing = self.evidence(text, candidate, looks)
        against = CONSTANT + sum(map(mul, WEIGHTS, evidence))
        return Doubt(1 / (1 + exp(-against)), tuple(missing), tuple(m for m, told in missing.items() if told))

    def covers_place(self, text: str, intent: str) -> bool:
        """Whether a text names a place, and the answer of an intent covers all that it names."""
        named = self.gazette.mentions(list(tokens(text)))
        return any(kind in PLACES for kind, _ in named) and named.keys() <= self.covered.get(intent, set())

    def evidence(
        self, text: str, candidate: Candidate, looks: Looks
    ) -> tuple[tuple[float, ...], dict[str, bool]]:
        """What speaks against the answer, in the order of the weights.

        And what it does not cover, in the words of the question, each with whether it is said back.
        """
        read, intent, sure = list(tokens(text)), candidate.intent, min(candidate.confidence, SUREST)
        named, asked = self._named(read, intent), self._asked(read, intent, looks.words)
        new = sqrt(self.novelty.pairs(looks.words, intent))
        evidence = (
            float(bool(named)),
            float(bool(asked)),
            log((sure + 1e-3) / (1 - sure + 1e-3)),
            new * (looks.unanswered - UNLIKE),
            new * looks.likeness,
        )
        found = named | dict.fromkeys(asked, True)
        return evidence, {
            each: told
            for each, told in found.items()
            if not any(each in other for other in found.keys() - {each})
        }

    def _named(self, read: Sequence[Token], intent: str) -> dict[str, bool]:
        """What a text names and the answer does not cover, as it is written, and whether it is said back."""
        covered = self.covered[intent]
        return {
            written: name[0] not in UNTOLD
            for name, written in self.gazette.mentions(read).items()
            if name not in covered
        }

    def _asked(self, read: Sequence[Token], intent: str, understood: Sequence[str]) -> list[str]:
        """What a text asks for and is new to the intent: "airlines" in "which airlines"."""
        told = []
        for match in self._asks.find([token.word for token in read]):
            after = next((token for token in read[match.end :] if len(token.word) >= SHORTEST_ASKED), None)
            if after is None or after.word in self._hollow or after.word not in understood:
                continue
            if self.novelty.words([after.word], intent):
                told.append(after.written)
        return told


def _coverage(content: Content, answer: Answer, gazette: Gazette) -> set[Name]:
    """What an answer covers."""
    covered: set[Name] = set()
    for text in _texts(content, answer):
        covered |= gazette.names(words(text))
    counts = Counter[Name]()
    intent = content.intents.get(answer.id)
    examples = intent.examples if intent else ()
    for example in examples:
        counts.update(gazette.names(words(example.text)))
    enough = max(ENOUGH, ENOUGH_SHARE * len(examples))
    return covered | {name for name, times in counts.items() if times >= enough}


def _texts(content: Content, answer: Answer) -> Iterator[str]:
    """Everything that a reader of the answer sees."""
    texts: list[Mapping[str, str]] = [answer.title, answer.text, answer.more]
    for source in (content.sources[source] for source in answer.sources if source in content.sources):
        texts += [source.title, source.label, source.when, source.publisher]
    for text in texts:
        yield from text.values()
