"""How fast Telegram is called: under its limits, the urgent first, and never more at once than it takes.

Telegram takes about 30 messages a second in all, one a second in a chat with a little in hand, and 20 a
minute in a group (bot FAQ, "My bot is hitting limits"). It refuses more, which holds up everybody.
"""

import asyncio
import heapq
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count


class Priority(IntEnum):
    """Who goes first when not all can go at once."""

    URGENT = 0
    REPLY = 1
    BROADCAST = 2


PRIORITY: ContextVar[Priority] = ContextVar("priority", default=Priority.REPLY)
"""The priority of the calls that the current task makes."""

RATE = 30
"""Messages a second in all."""

_MARGIN = 1.1  # what leaves here evenly may arrive there less evenly
_MARGIN_OF_ALL = 1.01  # of many: when each arrived is known well enough
_CHAT = (5, 5.0)  # messages in so many seconds
_GROUP = (20, 60.0)
_KEPT = 10_000  # chats whose last messages are remembered
_CALLS_A_SECOND = 1500  # what one process can do
_FEWEST, _MOST = 3, 96  # calls at once
_FEWEST_UNLIMITED = 32  # likewise, where Telegram sets no rate: what they are noted in takes its time
_HELD = 0.5  # seconds after which a slow call gives up its place
_TIMED = 50  # calls whose round trip is remembered


class Window:
    """At most so many in any so many seconds."""

    __slots__ = ("_most", "_on_their_way", "_seconds", "_times")  # there is one for each chat

    def __init__(self, most: float, seconds: float, margin: float = _MARGIN) -> None:
        self._most = int(most)
        self._times: list[float] = []
        self._seconds = seconds * margin
        self._on_their_way = 0

    def next(self, now: float) -> float:
        """When the next may go; infinity: not before one of those on their way has arrived."""
        places = self._most - self._on_their_way
        if places <= 0:
            return math.inf
        return max(now, self._times[-places] + self._seconds) if len(self._times) >= places else now

    def take(self, at: float) -> None:
        """One goes, and arrives at that time."""
        self._times.append(at)
        del self._times[: -self._most]

    def begin(self) -> None:
        """One goes now, and arrives later."""
        self._on_their_way += 1

    def end(self, at: float) -> None:
        """One that began has arrived, at that time or before."""
        self._on_their_way -= 1
        self.take(at)

    @property
    def last(self) -> float:
        """When the last one goes."""
        return self._times[-1] if self._times else 0.0


@dataclass(order=True, slots=True)
class _Ticket:
    """Somebody who wants to call."""

    priority: Priority
    number: int
    counts: bool = field(compare=False)
    """Whether it is a message, which counts towards the limits."""
    called: asyncio.Future[None] = field(compare=False)
    arrived: bool = field(default=False, compare=False)
    left: bool = field(default=False, compare=False)
    """Whether its place is free again."""


Keep = Callable[[Callable[[], None]], None]


class Pace:
    """Lets calls go, one after the other."""

    def __init__(self, rate: float = RATE, *, chats: bool = True) -> None:
        """Say how fast.

        Args:
            rate: messages a second in all; 0: as fast as it goes.
            chats: whether the limits of each chat are kept.
        """
        self._all = Window(rate, 1.0, _MARGIN_OF_ALL) if rate else None
        self._fewest = _FEWEST if rate else _FEWEST_UNLIMITED
        self._calls_a_second = min(2 * rate, _CALLS_A_SECOND) if rate else _CALLS_A_SECOND
        self._chats: dict[int, Window] | None = {} if chats else None
        self._held: dict[int, float] = {}
        self._queue: list[_Ticket] = []
        self._numbers = count()
        self._going = 0
        self._trips: deque[float] = deque(maxlen=_TIMED)
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._queue)

    @property
    def under_way(self) -> int:
        """How many calls have a place."""
        return self._going

    @asynccontextmanager
    async def turn(self, chat: int | None, keep: Keep | None = None) -> AsyncIterator[None]:
        """Wait until a call may go, and hold its place while it is under way.

        Args:
            chat: where a message goes; None: the call is no message, and counts towards no limit.
            keep: takes what frees the place, and calls it once it is noted that the call was made; until then
                it would be made again if this process died. None: the place is free after the call.
        """
        if chat is not None:
            await self._chat_ready(chat)
        loop = asyncio.get_running_loop()
        ticket = _Ticket(PRIORITY.get(), next(self._numbers), chat is not None, loop.create_future())
        heapq.heappush(self._queue, ticket)
        self._let_go()
        try:
            await ticket.called
        except asyncio.CancelledError:
            if ticket.called.done() and not ticket.called.cancelled():
                self._leave(ticket)
            ticket.called.cancel()
            self._let_go()
            raise
        began = time.monotonic()
        slow = loop.call_later(_HELD, self._leave, ticket)

        def leave() -> None:
            slow.cancel()
            self._leave(ticket)

        made = False
        try:
            yield
            made = True
        finally:
            self._trips.append(time.monotonic() - began)
            self._arrive(ticket)
            if made and keep:
                keep(leave)
            else:
                leave()

    def _arrive(self, ticket: _Ticket) -> None:
        """A message had arrived before the way back began, which takes some of the quickest round trip.

        The next takes the rest of it to get there.
        """
        if ticket.counts and self._all and not ticket.arrived:
            ticket.arrived = True
            self._all.end(time.monotonic() - min(self._trips, default=0.0))
            self._let_go()

    def _leave(self, ticket: _Ticket) -> None:
        """A call is over, or has taken so long that it holds up others no more."""
        self._arrive(ticket)
        if not ticket.left:
            ticket.left = True
            self._going -= 1
            self._let_go()

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked to leave a chat alone for some time."""
        self._held[chat] = time.monotonic() + seconds

    async def _chat_ready(self, chat: int) -> None:
        """Wait until a chat may get a message, and count it."""
        now = time.monotonic()
        at = self._held.pop(chat, now)
        if self._chats is not None:
            window = self._chats.get(chat) or Window(*(_CHAT if chat > 0 else _GROUP))
            at = window.next(max(now, at))
            window.take(at)
            self._chats[chat] = window
            if len(self._chats) > _KEPT:
                self._chats = {c: w for c, w in self._chats.items() if w.last > now - 2 * _GROUP[1]}
        if at > now:
            await asyncio.sleep(at - now)

    def _let_go(self) -> None:
        """Let as many go as may go now."""
        while self._queue and self._going < self._places:
            ticket = self._queue[0]
            if ticket.called.done():
                heapq.heappop(self._queue)
                continue
            now = time.monotonic()
            if ticket.counts and self._all:
                wait = self._all.next(now) - now
                if wait > 0:
                    self._look_again(wait)
                    return
                self._all.begin()
            heapq.heappop(self._queue)
            self._going += 1
            ticket.called.set_result(None)

    def _look_again(self, seconds: float) -> None:
        """Let others go later; where nobody knows when, the end of a call does."""
        if self._timer is None and seconds < math.inf:

            def look() -> None:
                self._timer = None
                self._let_go()

            self._timer = asyncio.get_running_loop().call_later(seconds, look)

    @property
    def _places(self) -> int:
        """How many calls are under way at once: as many as the rate asks for (Little's law).

        More would only stand in Telegram's queue instead of ours, where the urgent cannot overtake, and would
        come twice if this process died.
        """
        quickest = min(self._trips, default=0.0)
        return min(_MOST, max(self._fewest, math.ceil(quickest * self._calls_a_second)))
