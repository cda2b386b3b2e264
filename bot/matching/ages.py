"""Whether somebody tells that they are not an adult: "j'ai 12 ans", "im 13 and…", "tengo 14 años"."""

import re
from collections.abc import Sequence

from bot.matching.cues import AGE_AFTER, AGE_BEFORE, JOINS, TELLS, Lists
from bot.matching.forms import Forms
from bot.matching.words import words

YOUNGEST, ADULT = 6, 18
"""Years from which somebody writes, and from which they are an adult: the Palermo Protocol's line."""

_NUMBER = re.compile(r"(\d{1,2})(\D*)")


class Ages:
    """Finds the age that somebody tells of themselves."""

    def __init__(self, cues: Lists) -> None:
        before = cues.get(AGE_BEFORE, {}).values()
        self._before = Forms((AGE_BEFORE, form) for forms in before for form in forms)
        self._after = _first_words(cues, AGE_AFTER)
        self._goes_on = _first_words(cues, TELLS) | _first_words(cues, JOINS)

    def tells_child(self, text: str) -> bool:
        """Whether a text tells that its writer is under 18: "I am 13", and not "I am 13 minutes late"."""
        read = words(text)
        return any(self._is_child(read[match.end :]) for match in self._before.find(read))

    def _is_child(self, follows: Sequence[str]) -> bool:
        number = _NUMBER.fullmatch(follows[0]) if follows else None
        if not number or not YOUNGEST <= int(number[1]) < ADULT:
            return False
        unit = number[2] or (follows[1] if len(follows) > 1 else "")
        return not unit or unit in self._after or (not number[2] and unit in self._goes_on)


def _first_words(cues: Lists, kind: str) -> set[str]:
    """The words with which the forms of a list begin, in any language."""
    return {words(form)[0] for forms in cues.get(kind, {}).values() for form in forms}
