"""Which language a message is written in: one that the content has examples in, or none of them.

Naive Bayes on words, pairs of words and runs of letters, counted in the content's own examples and texts.
What people write here is short, misspelt and full of names; a name, or a word that several languages share,
says little by itself, since it is as frequent in the one as in the other.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.content.model import Content
from bot.matching.cues import LANGUAGES
from bot.matching.gazetteer import PLACES
from bot.matching.vocabulary import Vocabulary
from bot.matching.words import LONGEST_TEXT, LONGEST_WORD, words

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]
Table = npt.NDArray[np.float16]
Counts = npt.NDArray[np.uint16]

MARGIN = 1.0
"""How much more must speak for a language than for the next, as a logarithm of odds."""
UNKNOWN_MARGIN = 3.0
"""The same, for a message without a single word that is known in that language."""
PARTIAL_MARGIN = 3.0
"""How much more than that must speak for a language in which the content does not answer everything, and the
same for each word that is of another language only: who mixes it with another is answered in the other. Of
1,800 Spanish messages by authors who were not learnt .991 are known so, and of messages in French or English
with three Spanish words among six to nine .09 are taken for Spanish."""
SHARED_MARGIN = 7.0
"""The same, where those languages have every word of the message too: "no" is Spanish and English."""
TWIN_MARGIN = 8.0
"""How much more must speak for a language than for the next where that has the only word of the message too:
"ok" is French and English, and is answered in the language of the talk."""
SMOOTHING = 0.3
"""Occurrences that every feature is given in every language."""
OPENING = 3
"""The first words make the frame of a question: they count twice."""
WHOLE = 0.5
"""Weight of how frequent a known word is in each language, beside its letters: "is" has the letters of many a
French word. Of scraps of two words by authors who were not learnt .92 are known for their language and .006
taken for another so; by their letters alone, .82 and .015."""
SEEN_MORE = 0.5
"""Occurrences that a known word is given in every language."""
PAIR_SHARE = 0.6
"""Weight of two words side by side."""

MOST_WORDS = 80
"""Words of a text that are looked at."""
BITS = 17
"""The table of frequencies has two to this power rows: a feature's row is its CRC-32 (the hashing trick)."""
MOST_COUNTED = (1 << 16) - 1
"""Occurrences of a word that are counted at the most."""
GRAM = 3
"""Length of the runs of letters."""

_WORD = re.compile(r"[^\W\d_]+")


class Given(NamedTuple):
    """What is known of languages without learning."""

    others: AbstractSet[str] = frozenset()
    """Frequent words of further languages."""
    names: frozenset[str] = frozenset()
    """Words that say nothing, since they are the same in every language: places."""
    partial: AbstractSet[str] = frozenset()
    """Languages in which the content does not answer everything."""

    @classmethod
    def by(cls, content: Content) -> "Given":
        """What some content says of languages."""
        lists = content.cues.get(LANGUAGES, {}).values()
        kinds = (content.gazetteer.entries.get(kind, {}) for kind in PLACES)
        places = (form for names in kinds for forms in names.values() for form in forms)
        return cls(
            frozenset(word for forms in lists for form in forms for word in _plain(form)),
            frozenset(word for form in places if not form.endswith("*") for word in _plain(form)),
            frozenset(content.languages) - frozenset(content.complete),
        )


NOTHING = Given()


class LanguageGuesser:
    """Guesses languages from what is typical of each.

    Args:
        locales: The languages.
        table: How frequent each feature is in each.
        own: The words that the samples of one of them have more than once.
        counts: How often the samples of each have these (:data:`MOST_COUNTED` at the most).
        given: What is known of languages without learning.
    """

    def __init__(
        self,
        locales: Sequence[str],
        table: Table,
        own: Vocabulary,
        counts: Counts,
        given: Given = NOTHING,
    ) -> None:
        self.locales, self.table, self._given = tuple(locales), table, given
        self.own, self.counts = own, counts
        self._shares = np.log((counts + SEEN_MORE) / np.maximum(counts.sum(0), 1)).astype(np.float16)
        self._others = {word for word in given.others if word not in own}
        self._none = np.zeros(len(locales), np.float32)
        self._word = lru_cache(maxsize=1 << 13)(self._evidence)

    @classmethod
    def learn(
        cls,
        samples: Mapping[str, Iterable[str]],
        given: Given = NOTHING,
    ) -> "LanguageGuesser":
        """Learn from samples of each language."""
        counts: list[Counter[str]] = []
        columns = []
        for texts in samples.values():
            count, pairs = Counter[str](), Counter[str]()
            for text in texts:
                plain = _plain(text)
                count.update(plain)
                count.update(word for word in _marked(text) if not word.isascii())
                pairs.update(map("+".join, pairwise(plain)))
            columns.append(_frequencies(count, pairs))
            counts.append(count)
        table = np.stack(columns, axis=1) if columns else np.zeros((1 << BITS, 0), np.float16)
        own = sorted({word for count in counts for word, times in count.items() if times > 1})
        held = [[min(count[word], MOST_COUNTED) for count in counts] for word in own]
        return cls(
            tuple(samples),
            table,
            Vocabulary.of(own),
            np.array(held, np.uint16).reshape(len(own), len(counts)),
            given,
        )

    @classmethod
    def of(cls, content: Content) -> "LanguageGuesser":
        """A guesser of the languages that the content is written in."""
        samples: dict[str, list[str]] = {locale: [] for locale in content.languages}
        for intent in content.intents.values():
            for example in intent.examples:
                samples.setdefault(example.locale, []).append(example.text)
        for example in content.background:
            samples.setdefault(example.locale, []).append(example.text)
        for answer in content.answers.values():
            for locale, text in answer.text.items():
                samples.setdefault(locale, []).append(text)
        filled = {locale: texts for locale, texts in samples.items() if texts}
        return cls.learn(filled, Given.by(content))

    def guess(self, text: str) -> str | None:
        """The language of a text; None when it is none of them, or does not show."""
        plain = _plain(text)[:MOST_WORDS]
        evidence = self._of(text, plain)
        if evidence is None or self._given.names.issuperset(plain):
            return None
        order = np.argsort(-evidence)
        if len(order) == 1:
            return self.locales[0]
        known = any(self._has(word, order[0]) for word in plain)
        margin = evidence[order[0]] - evidence[order[1]]
        likeliest = self.locales[order[0]]
        needed = MARGIN if known else UNKNOWN_MARGIN
        if likeliest in self._given.partial:
            shared = all(map(self._answered, plain))
            mixed = sum(self._answered(word) and not self._has(word, order[0]) for word in set(plain))
            needed += SHARED_MARGIN if shared else PARTIAL_MARGIN * (1 + mixed)
        elif len(set(plain)) == 1 and self._has(plain[0], order[0]) and self._has(plain[0], order[1]):
            needed = TWIN_MARGIN
        return likeliest if margin >= needed else None

    def likely(self, text: str, among: Iterable[str]) -> str | None:
        """The most likely of some languages, for want of better; None when there is nothing to go by.

        The language that knows most of the words, then what their letters say: a misspelt word looks like
        any language.
        """
        plain = _plain(text)[:MOST_WORDS]
        evidence = self._of(text, plain)
        if evidence is None:
            return None
        known = [word for word in plain if word in self.own]
        if known:
            evidence = sum(map(self._word, known), self._none)
        chosen = set(among)
        likeliest = sorted(
            (sum(self._has(word, place) for word in known), float(evidence[place]), locale)
            for place, locale in enumerate(self.locales)
            if locale in chosen
        )
        return likeliest[-1][2] if likeliest else None

    def _of(self, text: str, plain: Sequence[str]) -> Floats | None:
        """How much speaks for each language; None for a text that is in none of them."""
        if not plain or not self.locales or not _latin(plain) or self._foreign(plain):
            return None
        marked = list(plain) if text.isascii() else _marked(text)[:MOST_WORDS]
        evidence = sum((self._word(word) for word in marked + marked[:OPENING]), self._none)
        for left, right in pairwise(plain):
            pair = self.table[place(f"{left}+{right}")].astype(np.float32)
            evidence = evidence + PAIR_SHARE * _against_best(pair)
        return evidence

    def _has(self, word: str, place: int) -> bool:
        """Whether a word belongs to the language in this place."""
        known = self.own.find(word)
        return known >= 0 and bool(self.counts[known, place] > 1)

    def _answered(self, word: str) -> bool:
        """Whether a word belongs to a language in which the content answers everything, like "no"."""
        return any(
            self._has(word, place)
            for place, locale in enumerate(self.locales)
            if locale not in self._given.partial
        )

    def _foreign(self, found: Sequence[str]) -> bool:
        """Whether frequent words of further languages outweigh words that are known."""
        others = sum(word in self._others for word in found)
        return others > 0 and 2 * others > sum(word in self.own for word in found)

    def _evidence(self, word: str) -> Floats:
        """How much a word speaks for each language; 0 for the one that it fits best."""
        rows = letters(word)
        evidence = self.table[rows].sum(0, dtype=np.float32) / np.sqrt(np.float32(len(rows)))
        known = self.own.find(word)
        if known >= 0:
            evidence += WHOLE * self._shares[known].astype(np.float32)
        return _against_best(evidence)


def place(feature: str) -> int:
    """The row of a feature."""
    return crc32(feature.encode(errors="replace")) & ((1 << BITS) - 1)


def letters(word: str) -> Integers:
    """The rows of a word's runs of letters."""
    padded = f" {word} "
    grams = {padded[i : i + GRAM] for i in range(len(padded) - GRAM + 1)}
    return np.fromiter(map(place, grams), np.int32, len(grams))


def _plain(text: str) -> list[str]:
    """The folded words of a text, without numbers."""
    return [word for word in words(text) if not word.isdigit()]


def _marked(text: str) -> list[str]:
    """The words of a text with their accents: "qué" is Spanish where "que" may be French."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(text[:LONGEST_TEXT].lower())]


def _against_best(values: Floats) -> Floats:
    result: Floats = values - values.max()
    return result


def _frequencies(count: Counter[str], pairs: Counter[str]) -> Table:
    """The logarithm of how frequent each feature is; a frequent word counts little more than a rare one."""
    rows: list[Integers] = [letters(word) for word in count]
    rows.append(np.fromiter(map(place, pairs), np.int32, len(pairs)))
    weights = np.repeat(
        np.log1p(np.fromiter(count.values(), np.float32, len(count))), list(map(len, rows[:-1]))
    )
    weights = np.append(weights, np.log1p(np.fromiter(pairs.values(), np.float32, len(pairs))))
    table = np.bincount(np.concatenate(rows), weights, minlength=1 << BITS)
    frequencies: Floats = np.log((table + SMOOTHING) / (table.sum() + SMOOTHING * len(table)))
    return frequencies.astype(np.float16)


def _latin(found: Sequence[str]) -> bool:
    """Whether most words are written in Latin letters."""
    return 2 * sum(word[0] < "\u0250" for word in found) > len(found)
