"""The store: a database that hangs holds nobody up, and loses nothing."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.storage.counts import CountsTable, Event
from bot.storage.database import Database
from bot.storage.errors import AwayError
from bot.storage.ledger import Arrival, Fate, Handled, Ledger, Record, Result
from bot.storage.store import Store
from bot.storage.tables import updates

DAY = date(2026, 11, 22)
EVENT = Event(DAY, "answer", "hotline/who_runs", "fr", "")


async def test_a_database_that_hangs_holds_nobody_up_and_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path}/vigie.sqlite3"
    database, other = Database(url), Database(url)
    database.migrate()
    store, back, handed = Store(database, patience=0.5), asyncio.Event(), list[int]()

    def receive(result: Result) -> None:
        handed.extend(each.id for each in result.handed)
        if store.here:
            back.set()

    await store.open(receive)
    await store.put(Arrival(1, 7, b"sealed"))
    Ledger(other, process=99).write([Arrival(2, 7, b"sealed")])  # it waits for the one before it in its chat
    back.clear()
    late, handled = Arrival(3, 8, b"sealed"), Handled(3, 8, Record("fr", fixed=True, recent=None), (EVENT,))
    with other.transaction():  # nobody else writes meanwhile
        with pytest.raises(AwayError):
            await store.put(late)
        assert "the database is away, serving from memory: no answer in time" in caplog.text
        await store.settle(handled)
    await back.wait()
    assert handed == [2], "what came with an answer that nobody waited for"
    assert (await store.put(late)).fates[3] is Fate.REPEAT
    await store.close()
    with other.engine.connect() as connection:
        waiting = connection.scalars(select(updates.c.id).where(updates.c.payload.is_not(None))).all()
    assert sorted(waiting) == [1, 2]
    assert CountsTable(other).read(DAY, DAY) == {EVENT: 1}
    other.close()
