"""How far an update has come: what a process that died began goes on where it was."""

import json
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from bot.channels.telegram.traces import Sent
from bot.storage.counts import Event


class Progress:
    """The replies to one update that were sent, and what is counted of it when it is ticked off."""

    def __init__(self, before: str | None, note: Callable[[str], Awaitable[None]]) -> None:
        """Begin, or go on.

        Args:
            before: what was noted last, if anything.
            note: keeps what is sent, beyond the end of the process.
        """
        self._before = deque(Sent(number, editable) for number, editable in json.loads(before or "[]"))
        self._sent: list[Sent] = []
        self._note = note
        self._events: list[Event] = []
        self._leave: Callable[[], None] | None = None

    @property
    def events(self) -> tuple[Event, ...]:
        """What is counted of the update."""
        return tuple(self._events)

    def count(self, event: Event) -> None:
        """Count something when the update is ticked off, and so once, whoever dies meanwhile."""
        self._events.append(event)

    def next(self) -> Sent | None:
        """The next reply, if it was sent already."""
        if not self._before:
            return None
        self._sent.append(self._before.popleft())
        return self._sent[-1]

    async def made(self, sent: Sent, *, last: bool) -> None:
        """A reply was sent. The last needs no note: the update is ticked off at once."""
        self._sent.append(sent)
        if not last:
            await self._note(json.dumps([(each.id, each.editable) for each in self._sent]))
            self.noted()

    def keep(self, leave: Callable[[], None]) -> None:
        """Keep the place of a call until it is noted that it was made: few at once are not noted yet."""
        self.noted()
        self._leave = leave

    def noted(self) -> None:
        """What was sent is noted, and does not come again."""
        leave, self._leave = self._leave, None
        if leave:
            leave()


PROGRESS: ContextVar[Progress | None] = ContextVar("progress", default=None)
"""How far the update that the current task handles has come."""
