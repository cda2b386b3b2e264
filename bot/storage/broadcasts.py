"""Broadcasts: their texts, their state, and whom they have not reached yet.

A broadcast is sent by one process at a time, which says so every few seconds; when it falls silent another
one goes on, and at once where the operating system tells that it died (SQLite: all of them are on one
machine). A recipient's row goes in the transaction that counts the message as sent, so that only a message
whose sending was not yet noted when its process died can be sent once more.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from bot.storage.access import reach
from bot.storage.baton import Baton
from bot.storage.database import Database
from bot.storage.seal import Seal
from bot.storage.tables import broadcasts, deliveries, subscribers

LARGEST = 2**31 - 1
"""The largest number that a broadcast can have."""
LEASE = 2.5
"""Seconds without a word from its process after which a broadcast is taken over."""


class State(StrEnum):
    """How far a broadcast is."""

    DRAFT = "draft"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    GONE = "gone"
    """The chat blocked the bot or does not exist: it is unsubscribed."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it stands."""

    id: int
    texts: Mapping[str, str]
    """By locale; Markdown."""
    state: State
    total: int
    """Recipients when it was confirmed."""
    sent: int
    gone: int
    failed: int
    left: int
    """Whom it has still to reach."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a broadcast has not reached yet."""

    name: int
    chat: int
    locale: str
    tries: int


class Broadcasts:
    """All broadcasts, as one process sees them. Every call is one transaction; it blocks."""

    def __init__(self, database: Database, seal: Seal, process: int) -> None:
        self._database = database
        self._seal = seal
        self._process = process
        file = database.engine.url.database if database.sqlite else None
        self._baton = Baton(Path(f"{file}-sender")) if file and file != ":memory:" else None

    def draft(self, texts: Mapping[str, str]) -> int:
        """Note a new broadcast, which nobody gets yet, and return its number."""
        with reach(self._database) as (connection, now):
            made = connection.execute(
                insert(broadcasts).values(
                    texts=json.dumps(dict(texts), ensure_ascii=False), state=State.DRAFT, made=now
                )
            )
            return int(made.inserted_primary_key[0])  # type: ignore[index] # an insert of one row has one

    def get(self, id_: int) -> Broadcast | None:
        """A broadcast by its number."""
        with reach(self._database) as (connection, _):
            return _get(connection, id_)

    def all(self) -> list[Broadcast]:
        """Every broadcast, the newest first."""
        with reach(self._database) as (connection, _):
            ids = connection.scalars(select(broadcasts.c.id).order_by(broadcasts.c.id.desc())).all()
            return [found for id_ in ids if (found := _get(connection, id_))]

    def newest(self) -> Broadcast | None:
        """The broadcast that was made last."""
        return next(iter(self.all()), None)

    def confirm(self, id_: int) -> bool:
        """Begin to send a draft to all who are subscribed now; False where it is no draft any more."""
        with reach(self._database) as (connection, now):
            if not _move(connection, id_, {State.DRAFT}, State.SENDING):
                return False
            chosen = select(
                literal(id_), subscribers.c.chat, subscribers.c.address, subscribers.c.locale, literal(now)
            )
            columns = ["broadcast", "chat", "address", "locale", "due"]
            connection.execute(insert(deliveries).from_select(columns, chosen))
            total = connection.scalar(
                select(func.count()).select_from(deliveries).where(deliveries.c.broadcast == id_)
            )
            connection.execute(update(broadcasts).where(broadcasts.c.id == id_).values(total=total))
            return True

    def pause(self, id_: int) -> bool:
        """Stop sending for now."""
        with reach(self._database) as (connection, _):
            return _move(connection, id_, {State.SENDING}, State.PAUSED)

    def resume(self, id_: int) -> bool:
        """Go on sending."""
        with reach(self._database) as (connection, _):
            return _move(connection, id_, {State.PAUSED}, State.SENDING)

    def cancel(self, id_: int) -> bool:
        """Send to nobody else, for good."""
        with reach(self._database) as (connection, _):
            moved = _move(connection, id_, {State.DRAFT, State.SENDING, State.PAUSED}, State.CANCELLED)
            if moved:
                connection.execute(delete(deliveries).where(deliveries.c.broadcast == id_))
            return moved

    def claim(self) -> Broadcast | None:
        """The oldest broadcast that is to be sent and that no living process sends: it is ours now."""
        with reach(self._database) as (connection, now):
            free = true() if self._baton else self._free(now)
            id_ = connection.scalar(
                select(broadcasts.c.id)
                .where(broadcasts.c.state == State.SENDING, free)
                .order_by(broadcasts.c.id)
                .limit(1)
            )
            if id_ is None or (self._baton and not self._baton.take()):
                return None
            connection.execute(
                update(broadcasts)
                .where(broadcasts.c.id == id_)
                .values(owner=self._process, until=now + LEASE)
            )
            return _get(connection, id_)

    def due(self, id_: int, number: int) -> tuple[list[Recipient], float | None]:
        """Who comes next: those whose time has come, and else the seconds until the next one's.

        None in its place: nobody comes next, or the broadcast is not to be sent on by this process.

        Args:
            id_: the broadcast.
            number: the most to return.
        """
        with reach(self._database) as (connection, now):
            if not self._hold(connection, id_, now):
                return [], None
            rows = connection.execute(
                select(deliveries)
                .where(deliveries.c.broadcast == id_)
                .order_by(deliveries.c.due, deliveries.c.chat)
                .limit(number)
            ).all()
            ready = []
            for row in rows:
                found = self._recipient(row)
                if found is None:
                    _drop(connection, id_, row.chat, Fate.FAILED)
                elif row.due <= now:
                    ready.append(found)
            return ready, (max(rows[0].due - now, 0.0) if rows else None)

    def settle(self, id_: int, recipient: Recipient, fate: Fate) -> bool:
        """Note what became of a message; False where the broadcast is not to be sent on by this process."""
        with reach(self._database) as (connection, now):
            _drop(connection, id_, recipient.name, fate)
            if fate is Fate.GONE:
                for table in (subscribers, deliveries):
                    connection.execute(delete(table).where(table.c.chat == recipient.name))
            return self._hold(connection, id_, now)

    def postpone(self, id_: int, recipient: Recipient, seconds: float, *, counts: bool = True) -> bool:
        """Try a recipient again later; False where the broadcast is not to be sent on by this process."""
        with reach(self._database) as (connection, now):
            later = {"due": now + seconds, "tries": recipient.tries + counts}
            mine = (deliveries.c.broadcast == id_, deliveries.c.chat == recipient.name)
            connection.execute(update(deliveries).where(*mine).values(later))
            return self._hold(connection, id_, now)

    def finish(self, id_: int) -> None:
        """Note that everybody was reached, if so."""
        with reach(self._database) as (connection, _):
            left = select(deliveries.c.chat).where(deliveries.c.broadcast == id_).exists()
            connection.execute(
                update(broadcasts)
                .where(broadcasts.c.id == id_, broadcasts.c.state == State.SENDING, ~left)
                .values(state=State.DONE, owner=None, until=None)
            )

    def release(self, id_: int) -> None:
        """Let another process go on at once."""
        with reach(self._database) as (connection, _):
            connection.execute(
                update(broadcasts)
                .where(broadcasts.c.id == id_, broadcasts.c.owner == self._process)
                .values(owner=None, until=None)
            )
        self.close()

    def close(self) -> None:
        """Send nothing more: what this process leaves is another's."""
        if self._baton:
            self._baton.drop()

    def _free(self, now: float) -> ColumnElement[bool]:
        """Whether no other process sends a broadcast."""
        mine = broadcasts.c.owner == self._process
        return or_(broadcasts.c.owner.is_(None), mine, broadcasts.c.until < now)

    def _hold(self, connection: Connection, id_: int, now: float) -> bool:
        """Say that this process still sends a broadcast; False where it may not."""
        held = connection.execute(
            update(broadcasts)
            .where(broadcasts.c.id == id_, broadcasts.c.state == State.SENDING, self._free(now))
            .values(owner=self._process, until=now + LEASE)
        )
        return bool(held.rowcount)

    def _recipient(self, row: Row[tuple[object, ...]]) -> Recipient | None:
        """A row with its address opened; None where another secret sealed it."""
        address = self._seal.open(row.address)
        return Recipient(row.chat, int(address), row.locale, row.tries) if address else None


def _drop(connection: Connection, id_: int, name: int, fate: Fate) -> None:
    """Take somebody off the list of those whom a broadcast has not reached, and count what became of it."""
    mine = (deliveries.c.broadcast == id_, deliveries.c.chat == name)
    if connection.execute(delete(deliveries).where(*mine)).rowcount:
        column = broadcasts.c[fate.value]
        connection.execute(update(broadcasts).where(broadcasts.c.id == id_).values({column: column + 1}))


def _get(connection: Connection, id_: int) -> Broadcast | None:
    row = connection.execute(select(broadcasts).where(broadcasts.c.id == id_)).one_or_none()
    if row is None:
        return None
    left = connection.scalar(
        select(func.count()).select_from(deliveries).where(deliveries.c.broadcast == id_)
    )
    texts = json.loads(row.texts)
    return Broadcast(row.id, texts, State(row.state), row.total, row.sent, row.gone, row.failed, left or 0)


def _move(connection: Connection, id_: int, before: set[State], after: State) -> bool:
    """Change the state, if it is one of those before."""
    moved = connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == id_, broadcasts.c.state.in_(before))
        .values(state=after, owner=None, until=None)
    )
    return bool(moved.rowcount)
