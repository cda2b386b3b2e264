"""Where a message with several questions may be cut: at punctuation, between questions, before a question.

It only says where. Whether a cut makes sense is for :mod:`bot.matching.recogniser`, which knows what the
parts mean.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.matching.cues import ALSO, ASKS, ASKS_FIRST, JOINS, TELLS
from bot.matching.forms import Forms
from bot.matching.words import LONGEST_TEXT, fold

MOST_PIECES = 5
"""Pieces of a message that are looked at."""

FEWEST_SPACES = 2
"""Spaces in a piece that asks by its question mark alone."""

_SOFT = ",:;/–—"
"""Signs that stand within a question as often as between two."""
_STOP = re.compile(r"[.?!;:…\n\r]+(?=\s|$)|[,+&/–—•]+(?=\s)|[\u2600-\u27bf\U0001f000-\U0001faff]+")
_WORD = re.compile(r"[^\W_]+")


class Piece(NamedTuple):
    """A piece of a message."""

    text: str
    asks: bool
    """Whether it can be a question: it has the words or the sign of one, or stands beside "and also"."""
    tells: bool = False
    """Whether it tells something about the person who asks: "I am a student in Bogotá"."""
    weak: bool = False
    """Whether it begins in the middle of a clause, at a word that may just as well go on with it ("who")."""
    joined: bool = False
    """Whether it stands after a word that joins it to what went before: "and in 2015?"."""


class Segments:
    """Cuts messages into pieces."""

    def __init__(self, cues: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._forms = Forms(
            (kind, form)
            for kind in (ALSO, JOINS, ASKS, ASKS_FIRST, TELLS)
            for forms in cues.get(kind, {}).values()
            for form in forms
        )

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of a message, in order.

        Of a long message those that ask are kept, the last ones before others: people tell first, then ask.
        """
        found: list[Piece] = []
        begin, before = 0, "."
        text = text[:LONGEST_TEXT]
        for stop in [*_STOP.finditer(text), None]:
            pieces = list(self._cut(text[begin : stop.start() if stop else len(text)]))
            if found and pieces and before == "+":
                found[-1], pieces[0] = found[-1]._replace(asks=True), pieces[0]._replace(asks=True)
            elif pieces and before[0] in _SOFT:
                pieces[0] = pieces[0]._replace(weak=not pieces[0].asks)
            elif len(pieces) == 1 and stop and "?" in stop[0] and pieces[0].text.count(" ") >= FEWEST_SPACES:
                pieces[0] = pieces[0]._replace(asks=True)
            found += pieces
            begin, before = (stop.end(), stop[0]) if stop else (0, "")
        if len(found) > MOST_PIECES:
            order = sorted(range(len(found)), key=lambda place: (found[place].asks, place))
            found = [found[place] for place in sorted(order[-MOST_PIECES:])]
        return found

    def _cut(self, clause: str) -> Iterator[Piece]:
        """The pieces of a clause."""
        spans = [match.span() for match in _WORD.finditer(clause)]
        folded = [fold(clause[start:end]) for start, end in spans]
        kinds: dict[int, tuple[int, str]] = {}
        """Where a word that matters begins: where it ends, and its kind; the longest counts."""
        covered = 0
        for match in sorted(self._forms.find(folded), key=lambda match: (match.start, -match.end)):
            if match.start >= covered:
                kinds[match.start] = match.end, match.label
                covered = match.end
        begin, after, weak = 0, "", False
        for place in range(len(spans) + 1):
            end, kind = kinds.get(place, (place, ""))
            cuts = kind in (ALSO, JOINS) or (kind == ASKS and place > begin)
            if place < len(spans) and (not cuts or place < begin):
                continue
            text = clause[spans[begin][0] : spans[place - 1][1]] if place > begin else ""
            if any(map(str.isalpha, text)):
                inside = {start: label for start, (_, label) in kinds.items() if begin <= start < place}
                asks = ALSO in (after, kind) or ASKS in inside.values() or inside.get(begin) == ASKS_FIRST
                yield Piece(text, asks, TELLS in inside.values(), weak, after in (ALSO, JOINS))
            begin, after, weak = (place, "", place > begin) if kind == ASKS else (end, kind, False)
