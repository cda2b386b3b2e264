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

    def packed(self) -> dict[str, npt.NDArray[np.generic]]:
        """The same as plain arrays."""
        near = self.neighbours
        return {
            "intents": _line(self.intents),
            "words": _line(list(self.counts)),
            "counts": np.array(list(self.counts.values()), np.int32),
            "look_stems": self.looks.stems,
            "look_letters": self.looks.letters,
            "look_starts": self.looks.starts,
            "slots": self.classifier.slots,
            "idf": self.classifier.idf,
            "rows": self.classifier.rows,
            "factors": self.classifier.factors,
            "table": self.classifier.table,
            "near_names": _line(list(near.number)),
            "near_stems": near.stems,
            "near_starts": near.starts,
            "near_bounds": near.bounds,
            "near_rarity": near.rarity,
        }

    @classmethod
    def unpacked(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Self | None:
        """What :meth:`packed` made; None if that was something else."""
        a: Mapping[str, npt.NDArray[np.generic]] = arrays
        try:
            counts = dict(zip(_lines(a["words"]), a["counts"].tolist(), strict=True))
            return cls(
                tuple(_lines(a["intents"])),
                counts,
                Looks(a["look_stems"], a["look_letters"], a["look_starts"]),  # type: ignore[arg-type]
                Classifier(a["slots"], a["idf"], a["rows"], a["factors"], a["table"]),  # type: ignore[arg-type]
                Neighbours(
                    {name: place for place, name in enumerate(_lines(a["near_names"]))},
                    a["near_stems"],  # type: ignore[arg-type]
                    a["near_starts"],  # type: ignore[arg-type]
                    a["near_bounds"],  # type: ignore[arg-type]
                    a["near_rarity"],  # type: ignore[arg-type]
                ),
            )
        except (KeyError, ValueError, IndexError, TypeError, UnicodeDecodeError) as error:
            _log.warning("a trained matcher that was kept is not one of ours and is made anew: %r", error)
            return None


def learn(examples: Sequence[tuple[str, str | None]], lexicon: Lexicon) -> Knowledge:
    """Learn from examples.

    Args:
        examples: Texts in the order of their intents; those that no intent fits come last, with None.
        lexicon: Groups of words that mean the same.
    """
    intents = sorted({intent for _, intent in examples if intent is not None})
    number = {intent: index for index, intent in enumerate(intents)}
    texts = [words(text) for text, _ in examples]
    classes = [len(intents) if intent is None else number[intent] for _, intent in examples]
    bounds = np.searchsorted(classes, np.arange(len(intents) + 1)).tolist()
    neighbours = Neighbours.of(texts, bounds)
    # An intent's name is an example of it too: with few others, it is worth two or three points.
    texts += [words(intent) for intent in intents]
    classes += range(len(intents))
    counts = Counter(word for text in texts for word in text)
    reader = Reader.of(list(counts))
    bags = reader.read(texts, [lexicon.marks(text) for text in texts])
    size = max(classes, default=-1) + 1
    classifier = Classifier.train(bags, classes, size)
    del bags, texts
    _give_back()
    return Knowledge(tuple(intents), counts, reader.looks, classifier, neighbours)


def _give_back() -> None:
    """Hand back to the system what training took and freed: glibc would keep tens of megabytes of it."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _line(names: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Names as bytes, one a line."""
    return np.frombuffer("\n".join(names).encode("utf-8", "surrogatepass"), np.uint8)


def _lines(line: npt.NDArray[np.generic]) -> list[str]:
    text = line.tobytes().decode("utf-8", "surrogatepass")
    return text.split("\n") if text else []
