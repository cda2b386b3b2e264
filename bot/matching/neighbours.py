"""The examples of an intent side by side with a text: which is nearest, and how near?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
import numpy.typing as npt

from bot.matching.vocabulary import Vocabulary

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]

STEM = 5
"""Letters that a word is known by: one more than to the classifier, which sees whole words beside."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How a text stands to the examples of an intent."""

    example: int
    """The nearest example; -1 when none shares a word with the text."""
    similarity: float
    """Cosine of the rarities of the stems of both, 0 to 1."""
    coverage: float
    """The share of the text's rarity that the examples hold together, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Which examples hold which stems."""

    stems: Vocabulary
    """The stems, each in the place of its number."""
    holders: Places
    """The examples that hold each stem, one stem after the other."""
    places: Places
    """Where each stem's examples begin; one more at the end."""
    lengths: Floats
    """The length of each example, as the rarities of its stems make it."""
    bounds: Places
    """The first example of each intent, or other group; one more at the end."""
    rarity: Floats
    """The rarity of each stem, and last that of an unknown one."""

    @classmethod
    def of(cls, examples: Sequence[Sequence[str]], bounds: Sequence[int]) -> Self:
        """The neighbours that examples make, given as their words and in the order of their intents.

        Args:
            examples: The words of each example.
            bounds: The first example of each intent; one more at the end.
        """
        number: dict[str, int] = {}
        rows = [
            [number.setdefault(stem, len(number)) for stem in dict.fromkeys(word[:STEM] for word in words)]
            for words in examples
        ]
        stems = np.fromiter(chain.from_iterable(rows), np.int32)
        frequency = np.bincount(stems, minlength=len(number) + 1)
        rarity = np.log((1 + len(rows)) / (1 + frequency)) + 1
        counts = np.fromiter(map(len, rows), np.int32, len(rows))
        order = np.argsort(stems, kind="stable")
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
        squares = np.bincount(owners, rarity[stems] ** 2, minlength=len(rows))
        return cls(
            Vocabulary.of(number),
            holders=owners[order],
            places=stems[order].searchsorted(np.arange(len(rarity) + 1)).astype(np.int32),
            lengths=np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32),
            bounds=np.asarray(bounds, np.int32),
            rarity=rarity.astype(np.float32),
        )

    def packed(self) -> dict[str, npt.NDArray[np.generic]]:
        """The same as plain arrays."""
        return {
            "near_names": self.stems.packed,
            "near_holders": self.holders,
            "near_places": self.places,
            "near_lengths": self.lengths,
            "near_bounds": self.bounds,
            "near_rarity": self.rarity,
        }

    @classmethod
    def unpacked(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Self:
        """What :meth:`packed` made.

        Raises:
            KeyError: An array is missing.
            ValueError: An array holds something else.
        """
        return cls(
            Vocabulary(arrays["near_names"].tobytes()),
            holders=arrays["near_holders"],  # type: ignore[arg-type]
            places=arrays["near_places"],  # type: ignore[arg-type]
            lengths=arrays["near_lengths"],  # type: ignore[arg-type]
            bounds=arrays["near_bounds"],  # type: ignore[arg-type]
            rarity=arrays["near_rarity"],  # type: ignore[arg-type]
        )

    def rarities(self, words: Sequence[str]) -> dict[int, float]:
        """The stems of a text, each with its rarity; -1 stands for all unknown ones."""
        found: dict[int, float] = {}
        for stem in {word[:STEM] for word in words}:
            place = self.stems.find(stem)
            found[place] = float(np.hypot(found.get(place, 0.0), self.rarity[place]))
        return found

    def only_in(self, rarities: Mapping[int, float], group: int) -> float:
        """How much of a text's rarity stands in stems that nobody but the examples of one group holds.

        Args:
            rarities: The text's :meth:`rarities`.
            group: The group's place among the intents and others.
        """
        first, last = int(self.bounds[group]), int(self.bounds[group + 1])
        return sum(
            rarity
            for place, rarity in rarities.items()
            if place >= 0
            and first <= self.holders[self.places[place]]
            and self.holders[self.places[place + 1] - 1] < last
        )

    def nearest(self, rarities: Mapping[int, float], intent: int, without: Sequence[int] = ()) -> Nearness:
        """How a text stands to the examples of an intent.

        Args:
            rarities: The text's :meth:`rarities`.
            intent: The intent's place.
            without: Examples that do not count as the nearest.
        """
        first, last = int(self.bounds[intent]), int(self.bounds[intent + 1])
        held, total = 0.0, 0.0
        holders, squares = [], []
        for place, rarity in rarities.items():
            total += rarity
            if place < 0:
                continue
            every = self.holders[self.places[place] : self.places[place + 1]]
            begin, end = every.searchsorted((first, last)).tolist()
            if end > begin:
                held += rarity
                holders.append(every[begin:end])
                squares.append(np.full(end - begin, rarity * rarity))
        if not holders:
            return Nearness(-1, 0.0, 0.0)
        shared = np.bincount(np.concatenate(holders) - first, np.concatenate(squares), last - first)
        length = sum(rarity * rarity for rarity in rarities.values()) ** 0.5
        likeness = shared / (self.lengths[first:last] * length)
        likeness[[place - first for place in without]] = 0
        best = int(likeness.argmax())
        return Nearness(first + best, min(float(likeness[best]), 1.0), held / total)
