"""Notes what came of each message: that it was, not who wrote it.

Counts are gathered in memory and written every few seconds, so that a row in the database tells a day and no
time, and nobody waits for it.
"""

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime

from bot.insights.figures import HELPFUL, UNHELPFUL
from bot.insights.gaps import GapLog
from bot.message import Effect, Message, Outcome, Turn
from bot.storage.counts import CountsTable, Event
from bot.storage.errors import AwayError

EVERY = 10.0
"""Seconds between two writings; what was counted since the last is lost when the process is killed."""

_MOST_GAPS = 1_000  # questions that wait to be written; more than that is a flood, and not kept

log = logging.getLogger(__name__)


class Tally:
    """Counts turns, and keeps the questions that no answer fits where the operator wants that."""

    def __init__(self, counts: CountsTable, gaps: GapLog | None = None) -> None:
        self._counts = counts
        self._gaps = gaps
        self._events: Counter[Event] = Counter()
        self._questions: list[tuple[int, str, str, str, date]] = []
        self._task: asyncio.Task[None] | None = None

    def note(self, chat: int, message: Message, turn: Turn) -> None:
        """Count a turn; keep its question if no answer fits it."""
        today = datetime.now(UTC).date()
        event = event_of(turn, today)
        if event:
            self._events[event] += 1
        if self._gaps and Effect.GAP in turn.effects and len(self._questions) < _MOST_GAPS:
            nearest = turn.choices[0].intent if turn.choices else ""
            self._questions.append((chat, message.text, turn.locale, nearest, today))

    async def open(self) -> None:
        """Begin to write every few seconds."""
        self._task = asyncio.create_task(self._write_now_and_then())

    async def close(self) -> None:
        """Write what is left, and stop."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(AwayError):
            await self.flush()

    async def flush(self) -> None:
        """Write what was counted since the last time.

        Raises:
            AwayError: the database is away; everything is kept for the next time.
        """
        events, self._events = self._events, Counter()
        try:
            await asyncio.to_thread(self._counts.add, events)
        except AwayError:
            self._events.update(events)
            raise
        while self._gaps and self._questions:
            await asyncio.to_thread(self._gaps.add, *self._questions[0])
            del self._questions[0]

    async def _write_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            with suppress(AwayError):
                await self.flush()


def event_of(turn: Turn, today: date) -> Event | None:
    """What is counted of a turn: an answer, a miss, a judgement; None for a menu, which answers nothing."""
    campaign = turn.details.get("campaign", "")
    if Effect.HELPFUL in turn.effects or Effect.UNHELPFUL in turn.effects:
        outcome = HELPFUL if Effect.HELPFUL in turn.effects else UNHELPFUL
        return Event(today, outcome, turn.details["intent"], turn.locale, "")
    if turn.outcome is Outcome.ANSWER and not turn.intent:
        return None
    return Event(today, turn.outcome, turn.intent or "", turn.locale, campaign)
