"""What a question asks for and an answer does not cover: "calls in 2015", "cases in Puno", "how many men".

Four things speak against an answer. The message names something (:mod:`bot.matching.gazetteer`) that neither
the answer, nor the titles and dates of its sources, nor the examples of its intent name. It has words and
pairs of words that are new to the intent (:mod:`bot.matching.novelty`). It looks like the questions that no
answer fits (:mod:`bot.matching.kinds`), and it is near to one of them.

Only answers that are curated from the documents are held to this: help, contacts and small talk fit any
year and place.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import exp, log
from operator import mul
from typing import NamedTuple

from bot.content.model import Answer, Content
from bot.matching.cues import ASKS_WHICH, HOLLOW, Lists
from bot.matching.forms import Forms
from bot.matching.gazetteer import Gazette, Name, Token, tokens
from bot.matching.kinds import QUESTION, UNANSWERABLE
from bot.matching.matcher import Candidate
from bot.matching.novelty import Novelty
from bot.matching.words import words

ENOUGH = 3
"""Examples of an intent that name a thing, for its answer to cover it."""
DOUBT_AT = 0.5
"""Probability that an answer does not cover a question from which it is not given."""
CONSTANT = -0.97
WEIGHTS = (1.86, 1.53, 2.46, 9.07, 1.65, -0.56)
"""Of something named that is not covered, of a new word that is asked for, of the share of new pairs, of that
share times the likeness to the nearest question that no answer fits, of that share times looking
unanswerable, of confidence in the intent: a logistic regression on messages that no example was made from.
Where nothing is new, likeness says nothing: "how many calls" is near to "how many calls in 2015", and has an
answer."""
SHORTEST_ASKED = 4
"""Letters of the word after "which" that says what is asked for; shorter ones are "the" and "of"."""


class Doubt(NamedTuple):
    """Why an answer may not be what a question asks for."""

    probability: float
    missing: tuple[str, ...]
    """What the answer does not cover, in the words of the question."""

    @property
    def weighs(self) -> bool:
        """Whether there is enough of it not to give the answer."""
        return self.probability >= DOUBT_AT


NO_DOUBT = Doubt(0.0, ())


class Scope:
    """Knows what the answers cover."""

    def __init__(
        self, cues: Lists, gazette: Gazette, covered: Mapping[str, AbstractSet[Name]], novelty: Novelty
    ) -> None:
        self._gazette = gazette
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
        texts = {intent.id: [e.text for e in intent.examples] for intent in content.intents.values()}
        for answer in held:
            texts.setdefault(answer.id, []).extend(_texts(content, answer))
        novelty = Novelty.of(texts, (example.text for example in content.background))
        covered = {answer.id: _coverage(content, answer, gazette) for answer in held}
        return cls(content.cues, gazette, covered, novelty)

    def doubt(self, text: str, candidate: Candidate, unanswered: float, kinds: Mapping[str, float]) -> Doubt:
        """How probable it is that the answer of an intent does not cover a text.

        Args:
            text: What is asked.
            candidate: The intent that it seems to mean.
            unanswered: How like it is to the nearest question that no answer fits, 0 to 1.
            kinds: How probable each kind of message is.
        """
        if candidate.intent not in self.covered:
            return NO_DOUBT
        evidence, missing = self.evidence(text, candidate, unanswered, kinds)
        against = CONSTANT + sum(map(mul, WEIGHTS, evidence))
        return Doubt(1 / (1 + exp(-against)), missing)

    def evidence(
        self, text: str, candidate: Candidate, unanswered: float, kinds: Mapping[str, float]
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:
        """What speaks against the answer, in the order of the weights; and what it does not cover."""
        read, intent, sure = list(tokens(text)), candidate.intent, candidate.confidence
        named, asked = self._named(read, intent), self._asked(read, intent)
        new = self.novelty.pairs([token.word for token in read], intent)
        looks = log((kinds.get(UNANSWERABLE, 0.0) + 1e-4) / (kinds.get(QUESTION, 0.0) + 1e-4))
        evidence = (
            float(bool(named)),
            float(bool(asked)),
            new,
            new * unanswered,
            new * looks,
            log((sure + 1e-3) / (1 - sure + 1e-3)),
        )
        return evidence, tuple(dict.fromkeys([*named, *asked]))

    def _named(self, read: Sequence[Token], intent: str) -> list[str]:
        """What a text names and the answer does not cover, as it is written."""
        covered = self.covered[intent]
        return [written for name, written in self._gazette.mentions(read).items() if name not in covered]

    def _asked(self, read: Sequence[Token], intent: str) -> list[str]:
        """What a text asks for and is new to the intent: "airlines" in "which airlines"."""
        told = []
        for match in self._asks.find([token.word for token in read]):
            after = next((token for token in read[match.end :] if len(token.word) >= SHORTEST_ASKED), None)
            if after and after.word not in self._hollow and self.novelty.words([after.word], intent):
                told.append(after.written)
        return told


def _coverage(content: Content, answer: Answer, gazette: Gazette) -> set[Name]:
    """What an answer covers."""
    covered: set[Name] = set()
    for text in _texts(content, answer):
        covered |= gazette.names(words(text))
    counts = Counter[Name]()
    intent = content.intents.get(answer.id)
    for example in intent.examples if intent else ():
        counts.update(gazette.names(words(example.text)))
    return covered | {name for name, times in counts.items() if times >= ENOUGH}


def _texts(content: Content, answer: Answer) -> Iterator[str]:
    """Everything that a reader of the answer sees."""
    texts: list[Mapping[str, str]] = [answer.title, answer.text, answer.more]
    for source in (content.sources[source] for source in answer.sources if source in content.sources):
        texts += [source.title, source.label, source.when, source.publisher]
    for text in texts:
        yield from text.values()
