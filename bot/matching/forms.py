"""Finds words and expressions of a list in a text.

A form is a word or several, compared without accents and case; ``*`` at its end stands for any ending.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from bot.matching.words import words

Label = TypeVar("Label", bound=Hashable)


_Rest = tuple[tuple[str, ...], bool, Label]
"""The words of a form after its first, whether the last of them is a beginning, and the form's label."""


class Found(NamedTuple, Generic[Label]):
    """A form in a text."""

    label: Label
    start: int
    """Its first word."""
    end: int
    """The word after its last."""


class Forms(Generic[Label]):
    """Forms with a label each."""

    def __init__(self, forms: Iterable[tuple[Label, str]]) -> None:
        self._words: dict[str, list[_Rest[Label]]] = {}
        """Forms by their first word."""
        self._beginnings: dict[str, list[_Rest[Label]]] = {}
        """Forms of one word with an open end, by what it begins with."""
        for label, form in forms:
            first, *rest = words(form)
            open_ended = form.endswith("*")
            if open_ended and not rest:
                self._beginnings.setdefault(first, []).append(((), False, label))
            else:
                self._words.setdefault(first, []).append((tuple(rest), open_ended, label))
        self._begun = lru_cache(maxsize=1 << 14)(self._begin)

    def find(self, text: Sequence[str]) -> Iterator[Found[Label]]:
        """The forms in a text, given as its words, from left to right."""
        for start, forms in enumerate(map(self._begun, text)):
            for rest, open_ended, label in forms:
                end = start + 1 + len(rest)
                if not rest or _same(text[start + 1 : end], rest, open_ended):
                    yield Found(label, start, end)

    def _begin(self, word: str) -> tuple[_Rest[Label], ...]:
        """The forms that may begin with a word."""
        ends = range(1, len(word) + 1)
        begun = (form for end in ends for form in self._beginnings.get(word[:end], ()))
        return (*begun, *self._words.get(word, ()))


def _same(found: Sequence[str], form: Sequence[str], open_ended: bool) -> bool:
    if not open_ended:
        return tuple(found) == form
    return len(found) == len(form) and tuple(found[:-1]) == form[:-1] and found[-1].startswith(form[-1])
