"""What a matcher learns from its examples, as arrays that can be kept."""

import ctypes
import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bot.matching import cache
from bot.matching.classifier import Classifier, Floats
from bot.matching.features import Looks, Reader
from bot.matching.lexicon import Lexicon
from bot.matching.neighbours import Neighbours
from bot.matching.vocabulary import Vocabulary

ASIDE = 3
"""Questions that are asked aside: see :class:`Aside`."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that was learnt."""

    intents: tuple[str, ...]
    words: Vocabulary
    """The words of the examples."""
    counts: npt.NDArray[np.int32]
    """How often each occurs, in the order of their places."""
    looks: Looks
    """What these words look like."""
    classifier: Classifier
    """A class an intent, in order; one for the texts that no intent fits, if there were any; and what was
    asked aside (:class:`Aside`)."""
    neighbours: Neighbours
    """A group of examples an intent, in order; then the texts that no intent fits; then the unanswered."""

    def packed(self) -> dict[str, npt.NDArray[np.generic]]:
        """The same as plain arrays."""
        return {
            "intents": cache.lines(self.intents),
            "words": self.words.packed,
            "counts": self.counts,
            "look_stems": self.looks.stems,
            "look_letters": self.looks.letters,
            "look_starts": self.looks.starts,
            "slots": self.classifier.slots,
            "idf": self.classifier.idf,
            "rows": self.classifier.rows,
            "factors": self.classifier.factors,
            "starts": self.classifier.starts,
            "table": self.classifier.table,
            "size": np.array([self.classifier.size], np.int32),
            **self.neighbours.packed(),
        }

    @classmethod
    def unpacked(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Self | None:
        """What :meth:`packed` made; None if that was something else."""
        a: Mapping[str, Any] = arrays
        try:
            size = int(a["size"][0])
            return cls(
                tuple(cache.texts(a["intents"])),
                Vocabulary(a["words"].tobytes()),
                a["counts"],
                Looks(a["look_stems"], a["look_letters"], a["look_starts"]),
                Classifier(a["slots"], a["idf"], a["rows"], a["factors"], a["starts"], a["table"], size),
                Neighbours.unpacked(a),
            )
        except (KeyError, ValueError, IndexError, TypeError, UnicodeDecodeError) as error:
            _log.warning("a trained matcher that was kept is not one of ours and is made anew: %r", error)
            return None


@dataclass(frozen=True, slots=True)
class Aside:
    """What else is learnt from examples, beside what each intent is about."""

    unanswered: Sequence[str]
    """Questions near the subject that no answer fits. They say nothing against an intent: they share their
    words with the intents that they are near to."""
    urgent: Mapping[str, bool]
    """Intents of danger and distress: whether it is distress."""
    neighbours: Collection[str]
    """Other intents of their themes. People in danger ask for such things too (help abroad, an odd job), so
    that the examples say nothing against an alarm."""

    def sides(self, intents: Sequence[str | None]) -> Floats:
        """Is it unanswered, is it urgent, and if so is it distress? 1, -1, or 0 where that says nothing.

        Args:
            intents: The intents of the examples (rows); the unanswered questions come after them.
        """
        calm, unanswered = (-1, -1, 0), (1, -1, 0)
        known = dict.fromkeys(self.neighbours, (-1, 0, 0))
        known |= {intent: (-1, 1, 1 if distress else -1) for intent, distress in self.urgent.items()}
        rows = [known.get(intent or "", calm) for intent in intents]
        return np.array(rows + [unanswered] * len(self.unanswered), np.float32)


def learn(
    examples: Sequence[tuple[str, str | None]], lexicon: Lexicon, aside: Aside | None = None
) -> Knowledge:
    """Learn from examples.

    Args:
        examples: Texts in the order of their intents; those that no intent fits come last, with None.
        lexicon: What words and symbols mean.
        aside: What else is learnt.
    """
    intents = sorted({intent for _, intent in examples if intent is not None})
    number = {intent: index for index, intent in enumerate(intents)}
    texts = [lexicon.words(text) for text, _ in examples]
    classes = [len(intents) if intent is None else number[intent] for _, intent in examples]
    near = [lexicon.words(text) for text in aside.unanswered] if aside else []
    bounds = np.searchsorted(classes, np.arange(len(intents) + 1)).tolist()
    neighbours = Neighbours.of(texts + near, [*bounds, len(texts), len(texts) + len(near)])
    # An intent's name is an example of it too: with few others, it is worth two or three points.
    texts += [lexicon.words(intent) for intent in intents]
    classes += range(len(intents))
    texts += near
    sides = aside.sides([*(intent for _, intent in examples), *intents]) if aside else None
    counts = Counter(word for text in texts for word in text)
    places = {word: place for place, word in enumerate(counts)}
    reader = Reader(places, Looks.at(list(counts)))
    bags = reader.read(texts, [lexicon.marks(text) for text in texts])
    size = max(classes, default=-1) + 1
    classifier = Classifier.train(bags, [*classes, *[-1] * len(near)], size, sides)
    del bags, texts
    give_back()
    often = np.fromiter(counts.values(), np.int32, len(counts))
    return Knowledge(tuple(intents), Vocabulary.of(counts), often, reader.looks, classifier, neighbours)


def give_back() -> None:
    """Hand back to the system what was taken and freed: glibc would keep tens of megabytes of it."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
