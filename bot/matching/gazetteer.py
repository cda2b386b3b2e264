"""What a text names of ``intents/gazetteer.yaml``: places, groups, times and details; and years."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.content.model import Gazetteer
from bot.matching.forms import Forms, Found
from bot.matching.words import LONGEST_TEXT, words

Name = tuple[str, str]
"""Kind and name of an entry."""
YEARS = "years"
"""The kind of a year."""
COUNTRIES = "countries"
"""The kind of a country."""
UNTOLD = ("times", "details")
"""The kinds of words that narrow a question, and sound odd when they are said back: "today", "why"."""
PLACES = ("regions", "places")
"""The kinds of names that are the same in every language."""

_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Token(NamedTuple):
    """A folded word of a text, and how it was written."""

    word: str
    written: str
    before: str = " "
    """What stands between it and the word before."""


class Gazette:
    """Finds names in texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._forms = Forms(
            ((kind, name), form)
            for kind, names in gazetteer.entries.items()
            for name, forms in names.items()
            for form in forms
        )

    def names(self, found: Sequence[str]) -> set[Name]:
        """What a text names, given as its words."""
        return {match.label for match in self._find(found)}

    def places(self, found: Sequence[str]) -> Iterator[tuple[Name, int]]:
        """What a text names, each with the place of its first word."""
        return ((match.label, match.start) for match in self._find(found))

    def mentions(self, tokens: Sequence[Token]) -> dict[Name, str]:
        """What a text names, each with how it is written there."""
        matches = self._find([token.word for token in tokens])
        return {match.label: _written(tokens[match.start : match.end]) for match in reversed(matches)}

    def _find(self, found: Sequence[str]) -> list[Found[Name]]:
        years = (
            Found((YEARS, word), place, place + 1)
            for place, word in enumerate(found)
            if _YEAR.fullmatch(word)
        )
        return [*years, *_longest(self._forms.find(found))]


def tokens(text: str) -> Iterator[Token]:
    """The words of a text."""
    plain = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    end = 0
    for match in _WORD.finditer(plain):
        for word in words(match[0]):
            yield Token(word, match[0], plain[end : match.start()])
        end = match.end()


def _written(found: Sequence[Token]) -> str:
    """Words side by side as they were written."""
    first, *others = found
    return first.written + "".join(token.before + token.written for token in others)


def _longest(matches: Iterable[Found[Name]]) -> list[Found[Name]]:
    """The matches that are no part of a longer one: "Latin American" is not American."""
    every = list(matches)
    return [
        match
        for match in every
        if not any(
            other.start <= match.start and match.end <= other.end and other[1:] != match[1:]
            for other in every
        )
    ]
