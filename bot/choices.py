"""Which answers are shown to choose from: beside one that is not quite sure, or in the place of one."""

from collections.abc import Sequence

from bot import trouble
from bot.content.model import Content
from bot.matching.matcher import Candidate
from bot.matching.recogniser import Part, Reading
from bot.message import Session
from bot.trouble import Trouble

OFFER_AT = 0.12
"""Confidence from which an answer is offered."""
SURE_AT = 0.9
"""Confidence from which an answer is given without saying what else may have been meant."""
INSTEAD_AT = 0.01
"""Confidence from which another answer may have been meant instead; below, it is a chance neighbour."""
RATHER_AT, CARD_SURE_AT = 0.05, 0.8
"""Confidence from which other help is shown under a card, to who has read one before, and confidence in the
card from which none is. Of 201 such cards for messages of an author who was not learnt 67 did not fit; other
help is shown under 85, and is the right one in 27 of the 67."""
NEAR_AT = 0.02
"""Relevance from which answers are shown as the nearest ones to what has no answer."""
INTRODUCTION = "smalltalk/introduction"
"""The reply to who says what they do or work on, under which stands what they may be looking for."""
OFFERED = 3
"""How many answers are offered at the most."""


class Choices:
    """Chooses among the candidates of a question those that are shown.

    Args:
        content: The content.
        trouble: What of it helps somebody in trouble.
    """

    def __init__(self, content: Content, trouble: Trouble) -> None:
        self._content = content
        self._trouble = trouble

    def in_menu(self, intent: str) -> bool:
        """Whether an intent's answer stands in the menu: small talk does not."""
        return self._content.themes[trouble.theme(intent)].menu

    def likely(self, part: Part) -> list[Candidate]:
        """What a question may well mean, the likelier first."""
        likely = [c for c in part.candidates if c.confidence >= OFFER_AT]
        return [c for c in likely[:OFFERED] if self.in_menu(c.intent)]

    def near(self, part: Part, session: Session) -> list[Candidate]:
        """What is nearest to a question, if anything is near: in calm, a card for danger must be likely."""
        if part.relevance < NEAR_AT:
            return []
        calm = not trouble.in_trouble(session)
        suiting = [
            c
            for c in part.candidates
            if self._offered(c.intent)
            and not (calm and trouble.theme(c.intent) in trouble.CARDS and c.confidence < OFFER_AT)
        ]
        return suiting[:OFFERED]

    def uncovered(self, part: Part, session: Session) -> list[Candidate]:
        """What is shown to who asks for something that the answer does not cover."""
        return self.unread([*part.covering, part.candidates[0]][:OFFERED], session)

    def unread(self, candidates: Sequence[Candidate], session: Session) -> list[Candidate]:
        """The candidates that the person has not just read; if there are none, what goes with that answer."""
        unread = [c for c in candidates if c.intent not in session.answered]
        related = self._content.answers[session.answered[0]].see_also if session.answered else ()
        return unread or [Candidate(intent, 0.0, 0.0) for intent in related]

    def instead(self, parts: Sequence[Part]) -> list[str]:
        """What may have been meant rather than the answers that are given, when those are not quite sure.

        Help beside an answer to an ordinary question, or such an answer beside help, must be likelier.
        """
        given = {part.candidates[0].intent for part in parts}
        others = [
            c
            for part in parts
            if self._leaves_open(part.candidates[0])
            for c in part.candidates[1:]
            if c.confidence >= (INSTEAD_AT if self._alike(c, part.candidates[0]) else OFFER_AT)
        ]
        others.sort(key=lambda c: -c.confidence)
        fitting = [c.intent for c in others if c.intent not in given and self._offered(c.intent)]
        return fitting[: OFFERED - 1]

    def rather(self, reading: Reading, card: str, *, again: bool) -> list[str]:
        """What may help better than a card: other help that is likely.

        Under a card that comes again what goes with it may stand too, but not for who despairs.
        """
        least = INSTEAD_AT if again else RATHER_AT
        candidates = [c for part in reading.parts for c in part.candidates if c.confidence >= least]
        likely = [c.intent for c in sorted(candidates, key=lambda c: -c.confidence)]
        related = self._content.answers[card].see_also if again and card != trouble.DESPAIR else ()
        others = dict.fromkeys(i for i in (*likely, *related) if self._trouble.helps(i))
        return [i for i in others if i not in (card, trouble.DESPAIR, trouble.CLOSING)][: OFFERED - 1]

    def _leaves_open(self, given: Candidate) -> bool:
        """Whether an answer that is given leaves open what else may have been meant."""
        return given.intent == INTRODUCTION or (given.confidence < SURE_AT and self.in_menu(given.intent))

    def _alike(self, one: Candidate, other: Candidate) -> bool:
        """Whether both help somebody in trouble, or neither does."""
        return self._trouble.helps(one.intent) == self._trouble.helps(other.intent)

    def _offered(self, intent: str) -> bool:
        """Whether an answer may be shown to somebody who did not ask for it."""
        return self.in_menu(intent) and not self._content.answers[intent].only_if_asked
