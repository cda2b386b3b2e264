"""The gap log: what people ask and no answer fits. Off unless the operator turns it on.

A question is scrubbed before it is kept, put with those that are near-same, and shown only when enough people
asked. A message of somebody in danger never comes here.
"""

from datetime import date
from hashlib import blake2b

from bot.content.model import Content
from bot.insights.figures import Gap
from bot.insights.scrub import GONE, Scrubber
from bot.matching.likeness import Likeness, Traits, alike
from bot.storage.gaps import GapsTable, Group, Question

ENOUGH = 5
"""People who must have asked before a group is shown (k-anonymity)."""
ALIKE = 0.6
"""How alike near-same questions are: of pairs of examples so alike, 8 in 9 ask for the same answer."""

_REMEMBERED = 5_000  # traits of wordings


class GapLog:
    """Keeps questions without an answer."""

    def __init__(self, table: GapsTable, content: Content, secret: str) -> None:
        """Prepare.

        Args:
            table: where they are kept.
            content: its examples say which words are everybody's.
            secret: makes the marks that tell people apart; it is nowhere in the database.
        """
        self._table = table
        self._key = blake2b(secret.encode(), digest_size=32, person=b"vigie gaps").digest()
        self._scrubber = Scrubber(content)
        self._likeness = Likeness(e.text for i in content.intents.values() for e in i.examples)
        self._traits: dict[str, Traits] = {}

    def add(self, chat: int, text: str, locale: str, nearest: str, today: date) -> None:
        """Keep a question, scrubbed; not one of which too little would be left.

        Args:
            chat: who asked; only a mark of it is kept, and only until enough people asked.
            text: the question.
            locale: its language.
            nearest: the intent that comes nearest; empty where none is near.
            today: the day.
        """
        wording = self._scrubber.scrub(text)
        if wording:
            question = Question(wording, locale, nearest, today)
            self._table.add(
                question,
                lambda groups: self._nearest(wording, groups),
                lambda id_: self._mark(chat, id_),
                ENOUGH,
            )

    def _nearest(self, wording: str, groups: list[Group]) -> Group | None:
        """The group with the wording that is most alike, if that is near-same."""
        own = self._of(wording)
        best, group = max(
            ((alike(own, self._of(each)), group) for group in groups for each in group.wordings),
            key=lambda pair: pair[0],
            default=(0.0, None),
        )
        return group if best >= ALIKE else None

    def _of(self, wording: str) -> Traits:
        if wording not in self._traits:
            if len(self._traits) >= _REMEMBERED:
                self._traits.clear()
            self._traits[wording] = self._likeness.traits(wording.replace(GONE, " "))
        return self._traits[wording]

    def _mark(self, chat: int, group: int) -> int:
        """A chat's mark in a group: 16 bits."""
        digest = blake2b(f"{group}:{chat}".encode(), digest_size=2, key=self._key).digest()
        return int.from_bytes(digest, "big")


def shown(table: GapsTable) -> list[Gap]:
    """The groups that may be shown, the most frequent first."""
    found = [
        Gap(group.locale, tuple(group.wordings), sum(group.wordings.values()), group.nearest)
        for group in table.shown()
    ]
    return sorted(found, key=lambda gap: (-gap.times, gap.wordings))
