"""What a matcher learns from its examples, as arrays that can be kept."""

import ctypes
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from bot.matching import cache
from bot.matching.classifier import Classifier
from bot.matching.features import Looks, Reader
from bot.matching.lexicon import Lexicon
from bot.matching.neighbours import Neighbours
from bot.matching.words import words

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that was learnt."""

    intents: tuple[str, ...]
    counts: Mapping[str, int]
    """The words of the examples, and how often each occurs."""
    looks: Looks
    """What these words look like."""
    classifier: Classifier
    """One class an intent, in order, and one more for the texts that no intent fits, if there were any."""
    neighbours: Neighbours
    """A group of examples an intent, in order; then the texts that no intent fits; then the unanswered."""

    def packed(self) -> dict[str, npt.NDArray[np.generic]]:
        """The same as plain arrays."""
        return {
            "intents": cache.lines(self.intents),
            "words": cache.lines(self.counts),
            "counts": np.array(list(self.counts.values()), np.int32),
            "look_stems": self.looks.stems,
            "look_letters": self.looks.letters,
            "look_starts": self.looks.starts,
            "slots": self.classifier.slots,
            "idf": self.classifier.idf,
            "rows": self.classifier.rows,
            "factors": self.classifier.factors,
            "table": self.classifier.table,
            **self.neighbours.packed(),
        }

    @classmethod
    def unpacked(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Self | None:
        """What :meth:`packed` made; None if that was something else."""
        a: Mapping[str, npt.NDArray[np.generic]] = arrays
        try:
            counts = dict(zip(cache.texts(a["words"]), a["counts"].tolist(), strict=True))
            return cls(
                tuple(cache.texts(a["intents"])),
                counts,
                Looks(a["look_stems"], a["look_letters"], a["look_starts"]),  # type: ignore[arg-type]
                Classifier(a["slots"], a["idf"], a["rows"], a["factors"], a["table"]),  # type: ignore[arg-type]
                Neighbours.unpacked(a),
            )
        except (KeyError, ValueError, IndexError, TypeError, UnicodeDecodeError) as error:
            _log.warning("a trained matcher that was kept is not one of ours and is made anew: %r", error)
            return None


def learn(
    examples: Sequence[tuple[str, str | None]], lexicon: Lexicon, unanswered: Sequence[str] = ()
) -> Knowledge:
    """Learn from examples.

    Args:
        examples: Texts in the order of their intents; those that no intent fits come last, with None.
        lexicon: Groups of words that mean the same.
        unanswered: Questions near the subject that no answer fits: only held beside a text, not learnt.
    """
    intents = sorted({intent for _, intent in examples if intent is not None})
    number = {intent: index for index, intent in enumerate(intents)}
    texts = [words(text) for text, _ in examples]
    classes = [len(intents) if intent is None else number[intent] for _, intent in examples]
    near = [words(text) for text in unanswered]
    bounds = np.searchsorted(classes, np.arange(len(intents) + 1)).tolist()
    neighbours = Neighbours.of(texts + near, [*bounds, len(texts), len(texts) + len(near)])
    # An intent's name is an example of it too: with few others, it is worth two or three points.
    texts += [words(intent) for intent in intents]
    classes += range(len(intents))
    counts = Counter(word for text in texts for word in text)
    reader = Reader.of(list(counts))
    bags = reader.read(texts, [lexicon.marks(text) for text in texts])
    size = max(classes, default=-1) + 1
    classifier = Classifier.train(bags, classes, size)
    del bags, texts
    give_back()
    return Knowledge(tuple(intents), counts, reader.looks, classifier, neighbours)


def give_back() -> None:
    """Hand back to the system what was taken and freed: glibc would keep tens of megabytes of it."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
