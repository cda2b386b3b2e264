"""What the ledger says to the database: put together once, since that takes longer than to carry it out."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import chats, processes, subscribers, updates, waiting

SUSPECT = 2
"""Processes that died with an update, from which on it may be why."""

_ids = updates.c.id.in_(bindparam("ids", expanding=True))
_mine = updates.c.owner == bindparam("process")
_silent = processes.c.seen < bindparam("since")

# --- updates that come in ---

known = select(updates.c.id).where(_ids)
owners = select(updates.c.chat, updates.c.owner).where(
    updates.c.chat.in_(bindparam("chats", expanding=True)), waiting
)
store = updates.insert()

# --- updates in hand ---

note = update(updates).where(updates.c.id == bindparam("number")).values(sent=bindparam("replies"))
attempt = update(updates).where(updates.c.id == bindparam("number")).values(attempts=updates.c.attempts + 1)
done = select(updates.c.id).where(_ids, updates.c.done.is_not(None))
handed = (
    select(updates.c.id, updates.c.chat, updates.c.payload, updates.c.sent, updates.c.attempts)
    .where(_mine, updates.c.handed)
    .order_by(updates.c.id)
)
take = update(updates).where(_mine, updates.c.handed).values(handed=False)

# --- processes ---

bury = delete(processes).where(_silent, processes.c.id != bindparam("process"))
adopt = (
    update(updates)
    .where(waiting, updates.c.owner.not_in(select(processes.c.id)))
    .values(
        owner=bindparam("process"),
        handed=True,
        attempts=case((updates.c.attempts < SUSPECT, updates.c.attempts + 1), else_=updates.c.attempts),
    )
)
leave = delete(processes).where(processes.c.id == bindparam("process"))

# --- chats ---

kept = select(chats.c.chat, chats.c.locale, chats.c.fixed, chats.c.recent).where(
    chats.c.chat.in_(bindparam("chats", expanding=True))
)
wanting = select(subscribers.c.chat).where(subscribers.c.chat.in_(bindparam("chats", expanding=True)))


class Upserts:
    """Rows that are made, or changed where they are there already: each kind of database has its own way."""

    def __init__(self, *, of_sqlite: bool) -> None:
        insert: Any = sqlite.insert if of_sqlite else postgresql.insert

        def upsert(table: Table, key: str, columns: Iterable[str]) -> Any:
            row = insert(table)
            return row.on_conflict_do_update(
                index_elements=[key], set_={name: row.excluded[name] for name in columns}
            )

        self.empty = upsert(updates, "id", ("chat", "owner", "handed", "payload", "sent", "done"))
        """Handled updates, down to their number."""
        self.keep = upsert(chats, "chat", ("locale", "fixed", "recent", "seen"))
        """Chats as they are now."""
        self.live = upsert(processes, "id", ("seen",))
        """A process that lives."""
