"""Counts by day. A row holds a day, what happened, and how often: nothing of a person."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.access import reach
from bot.storage.database import Database
from bot.storage.tables import counts


class Event(NamedTuple):
    """What is counted."""

    day: date
    outcome: str
    intent: str
    locale: str
    campaign: str


def count(connection: Connection, events: Mapping[Event, int]) -> None:
    """Add to the counts, in a transaction that has begun."""
    if not events:
        return
    added = _adding(connection.dialect.name)
    connection.execute(added, [{**event._asdict(), "times": times} for event, times in events.items()])


@cache
def _adding(dialect: str) -> Any:
    """The statement; to put it together takes longer than to carry it out."""
    row: Any = sqlite.insert(counts) if dialect == "sqlite" else postgresql.insert(counts)
    return row.on_conflict_do_update(
        index_elements=[column.name for column in counts.primary_key],
        set_={"times": counts.c.times + row.excluded.times},
    )


class CountsTable:
    """The counts of all processes. Every call is one transaction; it blocks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, events: Mapping[Event, int]) -> None:
        """Add to the counts."""
        with reach(self._database) as (connection, _):
            count(connection, events)

    def read(self, since: date, until: date) -> dict[Event, int]:
        """The counts of some days, the first and the last included."""
        within = counts.c.day.between(since, until)
        with reach(self._database) as (connection, _):
            rows = connection.execute(select(counts).where(within)).all()
        return {Event(r.day, r.outcome, r.intent, r.locale, r.campaign): r.times for r in rows}
