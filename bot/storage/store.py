"""Storage as the service uses it: without blocking, many entries in one transaction, and never in the way.

While the database is away the service goes on from memory; what is owed to the database is written when it is
back.
"""

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import Database, reason
from bot.storage.errors import AwayError, StorageError
from bot.storage.ledger import (
    BEAT,
    SILENCE,
    Beat,
    Entry,
    Handled,
    Leave,
    Ledger,
    Purge,
    Result,
)

_AT_ONCE = 200  # entries in one transaction
_RIDE = 0.004  # seconds for which what was handled waits for others: by itself it costs ten times as much
_OWED = 50_000  # entries kept for a database that is away
_HOUR = 3600
_PATIENCE = 3.0  # seconds for one transaction, which takes milliseconds; nobody waits longer for an answer

log = logging.getLogger(__name__)

Receive = Callable[[Result], None]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Wish:
    """An entry to be made, and who waits for it."""

    entry: Entry
    made: asyncio.Future[Result]


class Store:
    """Writes entries, each in the first transaction after it was asked for."""

    def __init__(self, database: Database, *, silence: float = SILENCE, patience: float = _PATIENCE) -> None:
        """Prepare; nothing is reached for yet.

        Args:
            database: where entries are written.
            silence: seconds without a sign of life after which a process counts as dead.
            patience: seconds after which a database that does not answer counts as away.
        """
        self.process = random.SystemRandom().getrandbits(63)
        self._database = database
        self._ledger = Ledger(database, self.process, silence)
        self._silence = silence
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage")
        self._wishes: deque[_Wish] = deque()
        self._owed: deque[Entry] = deque(maxlen=_OWED)
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._since: float | None = None  # when the database was found last (monotonic); None: away
        self._receive: Receive = lambda _: None

    @property
    def here(self) -> bool:
        """Whether the database answers."""
        return self._since is not None

    async def open(self, receive: Receive) -> None:
        """Begin to write.

        Args:
            receive: called with every result, before those who wait for it learn of it.
        """
        self._receive = receive
        await self._find()
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._beat())]

    async def close(self) -> None:
        """Write what is left, say that this process ends, and stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        left = [*self._owed, *(wish.entry for wish in self._wishes), Leave()]
        if self.here:
            with suppress(SQLAlchemyError):
                await self._in_thread(lambda: self._ledger.write(left))
        self._thread.shutdown()
        self._database.close()

    async def put(self, entry: Entry) -> Result:
        """Make an entry, and return once it is safe.

        Raises:
            AwayError: the database is away.
        """
        if not self.here:
            raise AwayError
        loop = asyncio.get_running_loop()
        made = loop.create_future()
        self._wishes.append(_Wish(entry, made))
        if not isinstance(entry, Handled):
            self._wake.set()
        elif len(self._wishes) == 1:  # nobody waits for an answer any more
            loop.call_later(_RIDE, self._wake.set)
        result: Result = await made
        return result

    async def settle(self, entry: Handled) -> None:
        """Make an entry; if the database is away, when it is back."""
        try:
            await self.put(entry)
        except AwayError:
            self._owed.append(entry)

    async def _write(self) -> None:
        """Make the entries that are asked for."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._wishes:
                wishes = [self._wishes.popleft() for _ in range(min(_AT_ONCE, len(self._wishes)))]
                await self._make(wishes)

    async def _make(self, wishes: list[_Wish]) -> None:
        """Make some entries; if that fails, the database counts as away."""
        try:
            if not self.here:
                raise AwayError  # noqa: TRY301 - away is away, whoever noticed
            result = await self._soon([wish.entry for wish in wishes])
        except (SQLAlchemyError, AwayError) as error:
            if isinstance(error, SQLAlchemyError):
                self._lose(reason(error))
            for wish in wishes:
                if not wish.made.done():
                    wish.made.set_exception(AwayError())
            return
        self._receive(result)
        for wish in wishes:
            if not wish.made.done():
                wish.made.set_result(result)

    async def _soon(self, entries: list[Entry]) -> Result:
        """Make some entries, within the time that somebody may wait for an answer.

        What takes longer may still be made. Then nobody is told, and what it hands over is received.

        Raises:
            AwayError: it takes longer.
            SQLAlchemyError: the database does not answer.
        """
        writing = asyncio.ensure_future(self._in_thread(lambda: self._ledger.write(entries)))
        await asyncio.wait([writing], timeout=self._patience)
        if writing.done():
            return writing.result()

        def late(made: asyncio.Future[Result]) -> None:
            if not made.cancelled() and not made.exception():
                self._receive(made.result())

        writing.add_done_callback(late)
        self._lose("no answer in time")
        raise AwayError

    async def _beat(self) -> None:
        """Show that this process lives, look for the database when it is away, and purge now and then."""
        purged = 0.0
        while True:
            await asyncio.sleep(BEAT)
            if self._since is None:
                await self._find()
                continue
            now = time.monotonic()
            # after an outage every process looks dead until it has had the time to show that it is not
            with suppress(AwayError):
                await self.put(Beat(adopts=now - self._since >= self._silence))
                if now - purged > _HOUR:
                    await self.put(Purge())
                    purged = now

    async def _find(self) -> None:
        """Reach the database, and write what is owed to it."""
        owed = list(self._owed)
        try:
            if not await self._in_thread(self._database.current):
                await self._in_thread(self._prepare)
            result = await self._in_thread(lambda: self._ledger.write([Beat(adopts=False), *owed]))
        except (SQLAlchemyError, StorageError) as error:
            if not owed and self._since is None and not self._tasks:
                log.error("the database is away, serving from memory: %s", type(error).__name__)  # noqa: TRY400
            return
        for _ in owed:
            self._owed.popleft()
        if self._tasks:
            log.warning("the database is back")
        self._since = time.monotonic()
        self._receive(result)

    def _prepare(self) -> None:
        """Make the tables of a SQLite file; PostgreSQL is migrated by ``vigie migrate``."""
        if not self._database.sqlite:
            raise StorageError("the tables are not those of this version: run vigie migrate.")
        self._database.migrate()

    def _lose(self, why: str) -> None:
        """The database stopped answering."""
        if self.here:
            log.error("the database is away, serving from memory: %s", why)
        self._since = None

    async def _in_thread(self, work: Callable[[], Made]) -> Made:
        """Do what blocks where it blocks nobody."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
