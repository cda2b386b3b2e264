"""Examples that look more like another intent than like their own, and those that look like each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.content.model import Content, Example
from bot.content.normal import normalise
from bot.matching.classifier import Floats
from bot.matching.matcher import Matcher
from bot.matching.words import words

CLOSE = 0.8
"""Likeness of two examples, 0 to 1, from which they are as good as the same."""
ALIKE = 0.75
"""The share of common words from which on two examples teach the same."""

BATCH = 64
"""Examples that are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """An example that another intent would take."""

    example: Example
    rival: str
    """The intent that it looks like."""
    rival_example: str
    """The example of that intent that is nearest."""
    similarity: float
    """How near that is: 1 for the same words."""
    own_similarity: float
    """How near the nearest other example of its own intent is."""


def confusions(content: Content, matcher: Matcher) -> list[Confusion]:
    """Examples that stand nearer to another intent than to the other examples of their own.

    The best other intent is asked for the example that is nearest. If that is as good as the same, and nearer
    than any other of the example's own intent, the two are told. The most alike come first. Two intents of
    the same urgency are not compared: "he hits me" and "he hits her" both bring the numbers.
    """
    found: dict[tuple[str, str], Confusion] = {}
    examples = [example for intent in content.intents.values() for example in intent.examples]
    for start in range(0, len(examples), BATCH):
        batch = examples[start : start + BATCH]
        texts = [words(example.text) for example in batch]
        for example, text, scores in zip(batch, texts, matcher.scores(texts), strict=True):
            confusion = _confusion(matcher, example, text, scores)
            if confusion and not _alike_urgent(content, confusion):
                found.setdefault((example.text, confusion.rival_example), confusion)
    return sorted(found.values(), key=lambda confusion: (-confusion.similarity, confusion.example.text))


def _alike_urgent(content: Content, confusion: Confusion) -> bool:
    """Whether both intents bring a card for the same urgency."""
    own = content.intents[confusion.example.intent].urgency if confusion.example.intent else None
    return own is not None and own is content.intents[confusion.rival].urgency


def _confusion(matcher: Matcher, example: Example, text: list[str], scores: Floats) -> Confusion | None:
    """The other intent that an example looks like, if there is one."""
    neighbours, intents = matcher.knowledge.neighbours, matcher.intents
    if example.intent not in intents or len(intents) < 2:  # noqa: PLR2004
        return None
    own = intents.index(example.intent)
    scores = scores[: len(intents)].copy()
    scores[own] = -np.inf
    rival = int(scores.argmax())
    rarities = neighbours.rarities(text)
    near = neighbours.nearest(rarities, rival)
    rival_example = matcher.texts[near.example]
    if near.similarity < CLOSE or not rival_example:
        return None
    first, last = int(neighbours.bounds[own]), int(neighbours.bounds[own + 1])
    itself = [place for place in range(first, last) if matcher.texts[place] == example.text]
    mine = neighbours.nearest(rarities, own, without=itself)
    if near.similarity < mine.similarity:
        return None
    return Confusion(example, intents[rival], rival_example, near.similarity, mine.similarity)


def twins(texts: Sequence[str]) -> list[list[int]]:
    """The pairs of texts that have nearly the same words, by their places."""
    bags = [frozenset(normalise(text).split()) for text in texts]
    column = {word: place for place, word in enumerate(frozenset().union(*bags))}
    held = np.zeros((len(bags), len(column)), np.float32)
    for row, bag in zip(held, bags, strict=True):
        row[[column[word] for word in bag]] = 1
    common = held @ held.T
    sizes = common.diagonal()
    alike = (common > 0) & (common >= ALIKE * (sizes[:, None] + sizes - common))
    pairs: list[list[int]] = np.argwhere(np.triu(alike, 1)).tolist()
    return pairs
