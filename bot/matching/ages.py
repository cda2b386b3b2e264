"""Whether somebody tells that they are a child, or are none: "j'ai 12 ans", "im 13 and…", "I'm not a kid"."""

import re
from collections.abc import Sequence

from bot.matching.cues import ADULT, AGE_AFTER, AGE_BEFORE, ALSO, JOINS, TELLS, Lists
from bot.matching.forms import Forms
from bot.matching.words import words

YOUNGEST, OF_AGE = 6, 18
"""Years from which somebody writes, and from which they are an adult: the Palermo Protocol's line."""

_STOP = re.compile(r"[.?!,;…\n]+(?=\s|$)")
_NUMBER = re.compile(r"(\d{1,2})(\D*)")


class Ages:
    """Finds the age that somebody tells of themselves."""

    def __init__(self, cues: Lists) -> None:
        self._before, self._adult = (_forms(cues, kind) for kind in (AGE_BEFORE, ADULT))
        self._after = _first_words(cues, AGE_AFTER)
        self._goes_on = set().union(*(_first_words(cues, kind) for kind in (TELLS, JOINS, ALSO)))

    def tells_child(self, text: str) -> bool | None:
        """Whether a text tells that its writer is under 18, or is not; None where it does not say.

        "I am 13" does, and "I am 13 minutes late" does not.
        """
        if next(iter(self._adult.find(words(text))), None):
            return False
        sentences = [words(sentence) for sentence in _STOP.split(text)]
        ages = (self._age(read[match.end :]) for read in sentences for match in self._before.find(read))
        age = next((age for age in ages if age), 0)
        return age < OF_AGE if age else None

    def _age(self, follows: Sequence[str]) -> int:
        """The age with which words begin; 0 where they do not."""
        number = _NUMBER.fullmatch(follows[0]) if follows else None
        if not number or int(number[1]) < YOUNGEST:
            return 0
        unit = number[2] or (follows[1] if len(follows) > 1 else "")
        said = not unit or unit in self._after or (not number[2] and unit in self._goes_on)
        return int(number[1]) if said else 0


def _forms(cues: Lists, kind: str) -> Forms[str]:
    """The forms of a list, in any language."""
    return Forms((kind, form) for forms in cues.get(kind, {}).values() for form in forms)


def _first_words(cues: Lists, kind: str) -> set[str]:
    """The words with which the forms of a list begin, in any language."""
    return {words(form)[0] for forms in cues.get(kind, {}).values() for form in forms}
