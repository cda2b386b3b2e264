"""Where people are, or were taken: a country or a place in Peru that a text names after "in" or "to".

A nationality says nothing ("a British student in Lima"), nor does a thing ("a French SIM card").
"""

from collections.abc import Collection, Mapping, Sequence

from bot.matching.cues import ARTICLE, AT, HOME, NOT, Lists
from bot.matching.forms import Forms
from bot.matching.gazetteer import COUNTRIES, PLACES, Gazette
from bot.matching.words import words

NEGATED = 2
"""Words before "in" that may negate it: "I am not in Peru", "no estoy en el Perú"."""
PERU = "peru"
"""What stands for Peru, which has no entry in ``intents/gazetteer.yaml``: everything is about it."""


class Whereabouts:
    """Finds where people are."""

    def __init__(self, cues: Lists, gazette: Gazette) -> None:
        self._gazette = gazette
        self._home = Forms((PERU, form) for forms in cues.get(HOME, {}).values() for form in forms)
        self._at, self._article, self._not = (_words(cues, kind) for kind in (AT, ARTICLE, NOT))

    def named(self, text: str, locale: str | None) -> tuple[str, ...]:
        """The countries that a text says somebody is in or goes to, :data:`PERU` among them, in its order.

        Args:
            text: The text.
            locale: Its language, if it is known: "a British SIM" is no place, "a Lima" is one.
        """
        read = words(text)
        found = [(match.start, match.label) for match in self._home.find(read)]
        for (kind, name), start in self._gazette.places(read):
            if kind == COUNTRIES or kind in PLACES:
                found.append((start, name if kind == COUNTRIES else PERU))
        at, article, never = (_in(every, locale) for every in (self._at, self._article, self._not))
        return tuple(
            dict.fromkeys(
                name for start, name in sorted(found) if _stands_at(read[:start], at, article, never)
            )
        )


def _stands_at(
    before: Sequence[str], at: Collection[str], article: Collection[str], never: frozenset[str]
) -> bool:
    """Whether the words before a place end in one such as "in", an article left out, and not in "not in"."""
    if len(before) > 1 and before[-1] in article and before[-2] in at:
        before = before[:-1]
    return bool(before) and before[-1] in at and never.isdisjoint(before[-NEGATED - 1 : -1])


def _in(every: Mapping[str, frozenset[str]], locale: str | None) -> frozenset[str]:
    """The words of a language; of all, where it is not known or has none."""
    return every.get(locale or "", frozenset().union(*every.values()))


def _words(cues: Lists, kind: str) -> dict[str, frozenset[str]]:
    """A list's words in each language."""
    return {
        locale: frozenset(word for form in forms for word in words(form))
        for locale, forms in cues.get(kind, {}).items()
    }
