"""Counts what came of each message: that it was, not who wrote it."""

from collections import Counter
from datetime import date
from queue import SimpleQueue
from threading import Thread

from bot.insights.figures import HELPFUL, UNHELPFUL
from bot.message import Effect, Outcome, Turn
from bot.storage.counts import CountsTable, Event
from bot.storage.errors import AwayError


def event_of(turn: Turn, today: date) -> Event | None:
    """What is counted of a turn: an answer, a miss, a judgement; None for a menu, which answers nothing."""
    campaign = turn.details.get("campaign", "")
    if Effect.HELPFUL in turn.effects or Effect.UNHELPFUL in turn.effects:
        outcome = HELPFUL if Effect.HELPFUL in turn.effects else UNHELPFUL
        return Event(today, outcome, turn.details["intent"], turn.locale, "")
    if turn.outcome is Outcome.ANSWER and not turn.intent:
        return None
    return Event(today, turn.outcome, turn.intent or "", turn.locale, campaign)


class Tally:
    """Counts for a channel that stores nothing else: at once, in a thread, so that nobody waits for it."""

    def __init__(self, table: CountsTable) -> None:
        """Begin.

        Args:
            table: where is counted.
        """
        self._table = table
        self._events: SimpleQueue[Event | None] = SimpleQueue()
        self._thread = Thread(target=self._write, name="tally", daemon=True)
        self._thread.start()

    def add(self, event: Event) -> None:
        """Count something."""
        self._events.put(event)

    def close(self) -> None:
        """Write what is left, if the database answers, and stop."""
        self._events.put(None)
        self._thread.join()

    def _write(self) -> None:
        """Write what comes in, until told to stop; what came in meanwhile goes into one transaction."""
        waiting: Counter[Event] = Counter()
        while (found := self._events.get()) is not None:
            waiting[found] += 1
            if self._events.empty():
                waiting = self._left_of(waiting)
        self._left_of(waiting)

    def _left_of(self, waiting: Counter[Event]) -> Counter[Event]:
        """Write; what is left is everything where the database is away, and waits for the next event."""
        try:
            self._table.add(waiting)
        except AwayError:
            return waiting
        return Counter()
