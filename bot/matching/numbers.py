"""Which number that the bot gives does a message ask about? "Is 113 for foreigners too?", "and the 0800?".

Answers give several numbers, and no example can hold what is asked of each. So the contact itself is the
answer: whom it is for, when it answers, what it costs.
"""

import re
from collections.abc import Collection, Sequence

from bot.content.model import LISTED_KINDS, Content
from bot.matching.segments import Piece

MOST_WORDS, MOST_BARE = 10, 5
"""Words up to which a piece of a message that asks, and one that does not, may be about the number in it:
"I called 113 and nobody came" is not."""
SURE, SHORTEST = 4, 3
"""Digits of a number that is known wherever it stands, and of one or the beginning of one that was given just
before: "145" is a figure elsewhere."""
OWN = ("hotline", "police")
"""The contacts that answers are about: what is asked of them is matched like anything else."""

_NUMBER = re.compile(r"(?<!\w)\d[\d-]*(?: \d{2,}[\d-]*)*(?!\w)")


class Numbers:
    """Knows the numbers of the contacts.

    Args:
        content: The content.
    """

    def __init__(self, content: Content) -> None:
        self._contacts = {
            _digits(contact.number): id_
            for id_, contact in content.contacts.items()
            if contact.number and contact.kind in LISTED_KINDS and id_ not in OWN
        }

    def asked(self, pieces: Sequence[Piece], before: Collection[str]) -> str | None:
        """The contact whose number a message asks about; None where it asks about none.

        Args:
            pieces: The pieces of the message.
            before: The contacts whose numbers were given just before.
        """
        lengths = [len(piece.text.split()) for piece in pieces]
        bare = MOST_BARE if sum(lengths) <= MOST_WORDS else 0
        short = (
            p for p, length in zip(pieces, lengths, strict=True) if length <= (MOST_WORDS if p.asks else bare)
        )
        numbers = (_digits(number) for piece in short for number in _NUMBER.findall(piece.text))
        return next(filter(None, (self._contact(digits, before) for digits in numbers)), None)

    def _contact(self, digits: str, before: Collection[str]) -> str | None:
        """The contact with a number, or the one given before whose number begins so."""
        known = self._contacts.get(digits)
        if known and (len(digits) >= SURE or known in before):
            return known
        begun = {id_ for number, id_ in self._contacts.items() if number.startswith(digits) and id_ in before}
        return begun.pop() if len(digits) >= SHORTEST and len(begun) == 1 else None


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
