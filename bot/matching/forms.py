"""Finds words and expressions of a list in a text.

A form is a word or several, compared without accents and case; ``*`` at its end stands for any ending.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from bot.matching.words import words

Label = TypeVar("Label", bound=Hashable)


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
        self._words: dict[str, list[tuple[tuple[str, ...], bool, Label]]] = {}
        """Forms by their first word: the words after it, whether the last is a beginning, the label."""
        self._beginnings: dict[str, list[Label]] = {}
        for label, form in forms:
            first, *rest = words(form)
            open_ended = form.endswith("*")
            if open_ended and not rest:
                self._beginnings.setdefault(first, []).append(label)
            else:
                self._words.setdefault(first, []).append((tuple(rest), open_ended, label))
        self._begun = lru_cache(maxsize=1 << 14)(self._begin)

    def find(self, text: Sequence[str]) -> Iterator[Found[Label]]:
        """The forms in a text, given as its words, from left to right."""
        for start, word in enumerate(text):
            for label in self._begun(word):
                yield Found(label, start, start + 1)
            for rest, open_ended, label in self._words.get(word, ()):
                end = start + 1 + len(rest)
                if _same(text[start + 1 : end], rest, open_ended):
                    yield Found(label, start, end)

    def _begin(self, word: str) -> tuple[Label, ...]:
        """The labels of the beginnings that a word has."""
        return tuple(
            label for end in range(1, len(word) + 1) for label in self._beginnings.get(word[:end], ())
        )


def _same(found: Sequence[str], form: Sequence[str], open_ended: bool) -> bool:
    if not open_ended:
        return tuple(found) == form
    return len(found) == len(form) and tuple(found[:-1]) == form[:-1] and found[-1].startswith(form[-1])
