"""The desk: every update that comes in is stored, handled once, in the order of its chat, and crossed off.

An update is safe once it is stored, or, while the database is away, once it is answered; only then does
Telegram learn that it came. What a process leaves when it dies, the next one
handles, from what is stored.
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.channels.telegram import metrics
from bot.channels.telegram.memory import Memory
from bot.channels.telegram.progress import PROGRESS, Progress
from bot.channels.telegram.shape import readable
from bot.channels.telegram.updates import WITH_CHAT, Raw, chat_of
from bot.matching.knowledge import give_back
from bot.storage.errors import AwayError
from bot.storage.ledger import HOPELESS, SUSPECT, Arrival, Attempt, Entry, Fate, Handled, Result
from bot.storage.ledger import Progress as Note
from bot.storage.seal import Seal
from bot.storage.store import Store

Handle: TypeAlias = Callable[[Raw], Awaitable[None]]

ROOM = 1000
"""Updates in hand from which no more should be fetched."""

_IN_A_ROW = 6  # updates begun before what they send goes out; fewer take longer each, more wait longer
_BURST = 200  # updates in hand at once that leave memory to give back once they are answered
_REMEMBERED = 10_000  # updates that this process knows again without the database
_LARGEST = 2**63 - 1

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Job:
    """An update in hand."""

    id: int
    chat: int | None
    raw: Raw
    safe: asyncio.Future[None]
    """Done once Telegram may forget the update."""
    stored: bool = False
    sent: str | None = None
    attempts: int = 0
    """Processes that died with it (:class:`~bot.storage.ledger.Waiting`)."""
    since: float = field(default_factory=time.monotonic)


class Desk:
    """Takes updates in and sees to it that each is handled."""

    def __init__(
        self, handle: Handle, give_up: Handle, memory: Memory, seal: Seal, store: Store | None
    ) -> None:
        """Say who works.

        Args:
            handle: handles one update; what it raises is logged by its type.
            give_up: answers an update, without a look at it, with which process after process died.
            memory: what is remembered of the chats.
            seal: seals what is stored.
            store: where updates are stored; None: nowhere, and they are safe once they are answered.
        """
        self._handle = handle
        self._give_up = give_up
        self._memory = memory
        self._seal = seal
        self._store = store
        self._open = asyncio.Event()
        self._begun = asyncio.Semaphore(_IN_A_ROW)
        self._alone = asyncio.Lock()
        self._lines: dict[int | _Job, deque[_Job]] = {}
        self._work: set[asyncio.Task[None]] = set()
        self._known: dict[int, asyncio.Future[None] | None] = {}  # None: safe
        self._room = asyncio.Event()
        self._room.set()
        self._in_hand = 0
        self._crowded = False

    @property
    def in_hand(self) -> int:
        """How many updates wait for an answer."""
        return self._in_hand

    def open(self) -> None:
        """Begin to handle: Telegram can be called now."""
        self._open.set()

    async def room(self) -> None:
        """Wait until more can be taken in."""
        await self._room.wait()

    async def idle(self) -> None:
        """Wait until everything that was taken in is handled."""
        while self._work:
            await asyncio.wait(self._work)

    async def close(self, seconds: float) -> None:
        """Finish what was begun. What takes longer is stored, and left to the next process."""
        if self._work and self._open.is_set():
            await asyncio.wait(self._work, timeout=seconds)
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    async def take(self, raw: Raw) -> None:
        """Take an update in; return once it is safe, and Telegram may forget it.

        Raises:
            ValueError: it has no number.
        """
        number = raw.get("update_id")
        if not isinstance(number, int) or not 0 <= number <= _LARGEST:
            raise ValueError("an update without a number")
        if number in self._known:
            metrics.repeats.inc()
            safe = self._known[number]
            if safe is not None:
                await asyncio.shield(safe)
            return
        if not readable(raw):
            _set_aside()
            return
        metrics.updates.labels(_kind(raw)).inc()
        job = _Job(number, chat_of(raw), raw, self._remember(number))
        if job.chat is None:  # a query of inline mode: whoever typed it does not wait for long
            self._begin(job, None)
        elif not await self._stored(job):
            self._begin(job, None)
            await asyncio.shield(job.safe)
            return
        self._safe(job)

    async def _stored(self, job: _Job) -> bool:
        """Store an update, and begin to handle it if this process shall; False where it cannot be stored."""
        if self._store is None or job.chat is None:
            return False
        name = self._seal.name(job.chat)
        payload = self._seal.close(json.dumps(job.raw).encode())
        try:
            result = await self._store.put(Arrival(job.id, name, payload))
        except AwayError:
            return False
        job.stored = True
        fate = result.fates[job.id]
        if fate is Fate.REPEAT:
            metrics.repeats.inc()
        elif fate is Fate.OURS:
            self._begin(job, result)
        return True

    def receive(self, result: Result) -> None:
        """Begin what other processes handed over, or left when they died."""
        for waiting in result.handed:
            opened = self._seal.open(waiting.payload)
            if opened is None:
                log.error(
                    "a stored message cannot be opened: it was sealed with another VIGIE_SECRET or token"
                )
                continue
            raw = json.loads(opened)
            safe = self._known.get(waiting.id) or self._remember(waiting.id)
            job = _Job(waiting.id, chat_of(raw), raw, safe, True, waiting.sent, waiting.attempts)  # noqa: FBT003 - it is stored
            self._begin(job, result)

    def _remember(self, number: int) -> asyncio.Future[None]:
        """Know an update again; the future tells when it is safe."""
        safe = self._known[number] = asyncio.get_running_loop().create_future()
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return safe

    def _safe(self, job: _Job) -> None:
        """Telegram may forget an update."""
        if job.id in self._known:
            self._known[job.id] = None
        if not job.safe.done():
            job.safe.set_result(None)

    def _begin(self, job: _Job, result: Result | None) -> None:
        """Put an update into the line of its chat."""
        key = job if job.chat is None else job.chat
        line = self._lines.get(key)
        if line is None:
            if result is not None and job.chat is not None:
                self._memory.load(job.chat, result.records.get(self._seal.name(job.chat)))
            line = self._lines[key] = deque()
            task = asyncio.create_task(self._serve(key, line))
            self._work.add(task)
            task.add_done_callback(self._work.discard)
        line.append(job)
        self._count(1)

    def _count(self, change: int) -> None:
        """Keep the number of updates in hand."""
        self._in_hand += change
        metrics.queue.set(self._in_hand)
        (self._room.set if self._in_hand < ROOM else self._room.clear)()
        if self._in_hand >= _BURST:
            self._crowded = True
        elif self._crowded and not self._in_hand:
            self._crowded = False
            give_back()

    async def _serve(self, key: "int | _Job", line: deque[_Job]) -> None:
        """Handle the updates of a chat, one after the other."""
        try:
            await self._open.wait()
            while line:
                job = line.popleft()
                async with self._begun:  # begin a few at a time: what is to be sent goes out in between
                    await asyncio.sleep(0)
                try:
                    await (self._do(job, self._handle) if job.attempts < SUSPECT else self._try(job))
                finally:
                    self._count(-1)
        finally:
            self._count(-len(line))
            del self._lines[key]

    async def _try(self, job: _Job) -> None:
        """Handle an update with which processes died, and note that before, so as not to go on for ever.

        One such update at a time: if this process dies as well, it is known which it was.
        """
        async with self._alone:
            await self._note(job, Attempt(job.id))
            if job.attempts < HOPELESS:
                await self._do(job, self._handle)
                return
            log.error("an update is given up: every process that handled it died")
            metrics.failures.inc()
            await self._do(job, self._give_up if job.attempts == HOPELESS else _nothing)

    async def _do(self, job: _Job, handle: Handle) -> None:
        """Handle one update, and tick it off."""
        progress = Progress(job.sent, self._noting(job))
        PROGRESS.set(progress)
        try:
            await handle(job.raw)
        except Exception as error:
            metrics.failures.inc()
            log.error("an update was not handled", exc_info=error)  # noqa: TRY400 - its level is an error without a traceback
        metrics.latency.observe(time.monotonic() - job.since)
        if self._store and job.chat is not None:
            name, record = self._seal.name(job.chat), self._memory.record(job.chat)
            await self._store.settle(Handled(job.id, name, record, progress.events))
        progress.noted()
        self._safe(job)

    def _noting(self, job: _Job) -> Callable[[str], Awaitable[None]]:
        """What notes that some of the replies were sent."""

        async def note(sent: str) -> None:
            await self._note(job, Note(job.id, sent))

        return note

    async def _note(self, job: _Job, entry: Entry) -> None:
        """Note something about an update; while the database is away, it would be done again."""
        if self._store and job.stored:
            with suppress(AwayError):
                await self._store.put(entry)


async def _nothing(_: Raw) -> None:
    """Not even the apology could be sent."""


def _set_aside() -> None:
    """An update has not the shape of Telegram's. Nothing of it is shown: it may hold anything."""
    metrics.unreadable.inc()
    log.warning("an update is set aside: it has not the shape that Telegram gives updates")


_KINDS = (*WITH_CHAT, "callback_query", "inline_query")


def _kind(raw: Raw) -> str:
    """The kind of an update."""
    return next((kind for kind in _KINDS if kind in raw), "other")
