"""What is done to the queue of updates and to the chats, many things in one transaction.

Each process that serves has a number. An update belongs to the process that handles it; a chat's updates
belong to one process for as long as any of them waits, so that they are handled in order. What comes in at
another process meanwhile is handed over. What a dead process leaves is taken over by a living one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from sqlalchemy import Connection, delete, func, select, update

from bot.storage import statements
from bot.storage.counts import Event, count
from bot.storage.database import Database
from bot.storage.tables import chats, metadata, updates, waiting

BEAT = 1.0
"""Seconds between a process's signs of life."""
SILENCE = 5.0
"""Seconds without a sign of life after which a process counts as dead."""
REMEMBERED = 48 * 3600
"""Seconds for which handled updates and message ids are remembered (a bot may delete for 48 hours)."""
SUSPECT = statements.SUSPECT
"""Processes that died with an update, from which on it is handled while no other such one is."""
HOPELESS = SUSPECT + 2
"""Attempts after which an update is given up."""
UNSEEN = 365 * 24 * 3600
"""Seconds after the last exchange for which a chat's language is kept."""


class Fate(Enum):
    """What becomes of an update that came in."""

    OURS = auto()
    """It is stored, and this process handles it."""
    OTHERS = auto()
    """It is stored, and will be handled after what waits in its chat already."""
    REPEAT = auto()
    """It came before, and is handled or will be."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a chat."""

    locale: str | None
    fixed: bool
    recent: bytes | None
    """Topics and message ids, sealed."""
    subscribed: bool = False
    """Whether the chat gets news. Read only: what is kept of that is the list of subscribers."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update came in."""

    id: int
    chat: int
    """The name of its chat."""
    payload: bytes
    """The update, sealed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Some of the replies to an update were sent."""

    id: int
    sent: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An update with which processes died before is about to be handled, and no other such one meanwhile."""

    id: int


@dataclass(frozen=True, slots=True)
class Handled:
    """An update was handled. Its chat is then kept as it is now; without a record, it is forgotten."""

    id: int
    chat: int
    record: Record | None
    events: tuple[Event, ...] = ()
    """What is counted of it, once for each update."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life. One that adopts also takes over what dead processes left."""

    adopts: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """The process ends: others may take over at once what it leaves."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete everything about a chat."""

    chat: int


@dataclass(frozen=True, slots=True)
class Purge:
    """Delete what is past its time."""


Entry: TypeAlias = Arrival | Progress | Attempt | Handled | Beat | Leave | Forget | Purge


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that this process is to handle now."""

    id: int
    chat: int
    payload: bytes
    sent: str | None
    attempts: int
    """How many processes died with it; from :data:`SUSPECT` on, those that handled no other such one."""


@dataclass(slots=True)
class Result:
    """What came of the entries of one transaction."""

    fates: dict[int, Fate] = field(default_factory=dict)
    """Of the updates that came in."""
    records: dict[int, Record] = field(default_factory=dict)
    """What is kept of their chats, and of the chats of those handed over."""
    handed: list[Waiting] = field(default_factory=list)
    """Updates that others handed over to this process, in order."""


class Ledger:
    """The queue and the chats, for one process. Every call is one transaction; it blocks."""

    def __init__(self, database: Database, process: int, silence: float = SILENCE) -> None:
        self._database = database
        self._process = process
        self._silence = silence
        self._upserts = statements.Upserts(of_sqlite=database.sqlite)

    def write(self, entries: Sequence[Entry]) -> Result:
        """Make entries, all or none.

        Raises:
            sqlalchemy.exc.DBAPIError: the database does not answer; nothing is known of the entries then.
        """
        result = Result()
        with self._database.transaction() as (connection, now):
            for entry in entries:
                if isinstance(entry, Progress):
                    connection.execute(statements.note, {"number": entry.id, "replies": entry.sent})
                elif isinstance(entry, Attempt):
                    connection.execute(statements.attempt, {"number": entry.id})
            self._handled(connection, [e for e in entries if isinstance(e, Handled)], now)
            self._arrivals(connection, [e for e in entries if isinstance(e, Arrival)], result)
            for entry in entries:
                if isinstance(entry, Beat):
                    self._beat(connection, now, adopts=entry.adopts)
                elif isinstance(entry, Forget):
                    _forget(connection, [entry.chat])
                elif isinstance(entry, Purge):
                    _purge(connection, now)
                elif isinstance(entry, Leave):
                    connection.execute(statements.leave, {"process": self._process})
            self._collect(connection, result)
            result.records = _records(connection, _chats_of(entries, result))
        return result

    def _arrivals(self, connection: Connection, arrivals: Sequence[Arrival], result: Result) -> None:
        """Store what came in, unless it is there already."""
        if not arrivals:
            return
        ids = [arrival.id for arrival in arrivals]
        known = set(connection.scalars(statements.known, {"ids": ids}))
        names = list({arrival.chat for arrival in arrivals})
        owners: dict[int, int] = {
            row.chat: row.owner for row in connection.execute(statements.owners, {"chats": names})
        }
        rows = []
        for arrival in arrivals:
            if arrival.id in known:
                result.fates[arrival.id] = Fate.REPEAT
                continue
            known.add(arrival.id)
            owner = owners.setdefault(arrival.chat, self._process)
            ours = owner == self._process
            result.fates[arrival.id] = Fate.OURS if ours else Fate.OTHERS
            rows.append(
                {
                    "id": arrival.id,
                    "chat": arrival.chat,
                    "owner": owner,
                    "handed": not ours,
                    "payload": arrival.payload,
                }
            )
        if rows:
            connection.execute(statements.store, rows)

    def _handled(self, connection: Connection, handled: Sequence[Handled], now: float) -> None:
        """Empty what was handled down to its number, and keep the chats as they are now."""
        if not handled:
            return
        empty = {"chat": None, "owner": None, "handed": False, "payload": None, "sent": None, "done": now}
        ids = list(dict.fromkeys(entry.id for entry in handled))
        before = set(connection.scalars(statements.done, {"ids": ids}))
        first = {entry.id: entry.events for entry in reversed(handled) if entry.id not in before}
        count(connection, Counter(event for events in first.values() for event in events))
        connection.execute(self._upserts.empty, [{"id": i, **empty} for i in ids])
        last = {entry.chat: entry.record for entry in handled}
        _forget(connection, [chat for chat, record in last.items() if record is None])
        rows = [
            {"chat": chat, "locale": r.locale, "fixed": r.fixed, "recent": r.recent, "seen": now}
            for chat, r in last.items()
            if r is not None
        ]
        if rows:
            connection.execute(self._upserts.keep, rows)

    def _beat(self, connection: Connection, now: float, *, adopts: bool) -> None:
        """Show that this process lives, and take over what dead ones left."""
        connection.execute(self._upserts.live, {"id": self._process, "seen": now})
        if adopts:
            mine = {"process": self._process}
            connection.execute(statements.bury, {"since": now - self._silence, **mine})
            connection.execute(statements.adopt, mine)

    def _collect(self, connection: Connection, result: Result) -> None:
        """Take what was handed over to this process."""
        mine = {"process": self._process}
        rows = connection.execute(statements.handed, mine).all()
        if rows:
            connection.execute(statements.take, mine)
            result.handed = [Waiting(*row) for row in rows]


def _chats_of(entries: Sequence[Entry], result: Result) -> set[int]:
    """The chats of which this process needs to know what is kept."""
    ours = {e.chat for e in entries if isinstance(e, Arrival) and result.fates[e.id] is Fate.OURS}
    return ours | {each.chat for each in result.handed}


def _records(connection: Connection, names: set[int]) -> dict[int, Record]:
    """What is kept of some chats."""
    if not names:
        return {}
    asked = {"chats": list(names)}
    rows = connection.execute(statements.kept, asked)
    wanting = set(connection.scalars(statements.wanting, asked))
    known = {row.chat: Record(row.locale, row.fixed, row.recent, row.chat in wanting) for row in rows}
    return {name: Record(None, fixed=False, recent=None, subscribed=True) for name in wanting} | known


def _forget(connection: Connection, names: Sequence[int]) -> None:
    """Delete everything about some chats, wherever it stands; what waits for an answer stays until then."""
    if names:
        for table in metadata.sorted_tables:
            if "chat" in table.c and table is not updates:
                connection.execute(delete(table).where(table.c.chat.in_(names)))


def _purge(connection: Connection, now: float) -> None:
    """Delete what is past its time."""
    connection.execute(delete(updates).where(updates.c.done < now - REMEMBERED))
    old = chats.c.seen < now - REMEMBERED
    connection.execute(update(chats).where(old, chats.c.recent.is_not(None)).values(recent=None))
    connection.execute(delete(chats).where(chats.c.seen < now - UNSEEN))


def count_waiting(connection: Connection) -> int:
    """How many updates wait for an answer, in all processes."""
    return connection.scalar(select(func.count()).select_from(updates).where(waiting)) or 0
