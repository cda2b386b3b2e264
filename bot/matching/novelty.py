"""What is new about a message for an intent: words and pairs of words that no example of the intent has.

One table of bits for all intents (a Bloom filter with one hash: Bloom, "Space/Time Trade-offs in Hash
Coding with Allowable Errors", 1970): a feature that was never seen may look familiar once in a while, and
never the other way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.matching.vocabulary import Vocabulary
from bot.matching.words import words

BITS = 24
"""The table has two to this power bits."""
STEM = 6
"""Letters that a word is known by."""
KNOWN = 3
"""Examples that have a word, of any intent, for it to be a word and not a misspelling."""


class Novelty:
    """Knows which words the examples of each intent have."""

    def __init__(self, seen: npt.NDArray[np.uint8], known: Vocabulary) -> None:
        self.seen, self.known = seen, known
        self._bits = seen.data

    @classmethod
    def of(cls, texts: Mapping[str, Iterable[str]], others: Iterable[str] = ()) -> "Novelty":
        """Learn the texts of each intent; ``others`` belong to none."""
        seen = np.zeros(1 << BITS, np.bool_)
        counts = Counter[str]()
        for intent, mine in texts.items():
            seed = crc32(intent.encode())
            features = set[str]()
            for text in mine:
                stems = [word[:STEM] for word in words(text)]
                counts.update(set(stems))
                features.update(stems)
                features.update(_pairs(stems))
            seen[[_bit(feature, seed) for feature in features]] = True
        for text in others:
            counts.update({word[:STEM] for word in words(text)})
        known = Vocabulary.of(sorted(stem for stem, count in counts.items() if count >= KNOWN))
        return cls(np.packbits(seen), known)

    def words(self, found: Sequence[str], intent: str) -> list[str]:
        """The words of a text that are known, but not from this intent."""
        seed = crc32(intent.encode())
        return [word for word in found if word[:STEM] in self.known and not self._has(word[:STEM], seed)]

    def pairs(self, found: Sequence[str], intent: str) -> float:
        """The share of a text's pairs of words that this intent does not have."""
        seed = crc32(intent.encode())
        known = [self._has(pair, seed) for pair in _pairs([word[:STEM] for word in found])]
        return known.count(False) / len(known) if known else 0.0

    def _has(self, feature: str, seed: int) -> bool:
        byte, bit = divmod(_bit(feature, seed), 8)
        return bool(self._bits[byte] & (128 >> bit))


def _pairs(stems: Sequence[str]) -> Iterator[str]:
    """Stems side by side, and with one between."""
    for gap in (1, 2):
        for left, right in zip(stems, stems[gap:], strict=False):
            yield f"{left} {right}"


def _bit(feature: str, seed: int) -> int:
    return crc32(feature.encode(), seed) & ((1 << BITS) - 1)
