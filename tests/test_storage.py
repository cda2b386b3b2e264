"""The database: both kinds, its tables, its seal, and the queue that processes share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from bot.storage.counts import CountsTable, Event
from bot.storage.database import Database, read_url
from bot.storage.errors import StorageError
from bot.storage.ledger import (
    Arrival,
    Beat,
    Entry,
    Fate,
    Forget,
    Handled,
    Leave,
    Ledger,
    Progress,
    Purge,
    Record,
    Result,
)
from bot.storage.seal import Seal
from bot.storage.tables import chats, metadata, updates
from tests.postgres import Postgres  # noqa: TC001 - read by the fixtures

KINDS = ("sqlite", "postgresql")
KEPT = Record("fr", fixed=True, recent=b"sealed")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A new database of each kind, with its tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/folder/vigie.sqlite3"
    else:
        server: Postgres = request.getfixturevalue("postgresql")
        url = server.database("storage").replace("postgresql://", "postgres://")
    made = Database(url)
    assert not made.current()
    made.migrate()
    yield made
    made.close()


@dataclass
class Process:
    """One of several processes on a database; each call is a transaction."""

    ledger: Ledger

    def __call__(self, *entries: Entry) -> Result:
        """Make entries."""
        return self.ledger.write(entries)


@pytest.fixture
def processes(database: Database) -> tuple[Process, Process]:
    """Two processes that live."""
    made = tuple(Process(Ledger(database, number)) for number in (1, 2))
    for process in made:
        process(Beat(adopts=False))
    return made[0], made[1]


def arrival(number: int, chat: int = 7) -> Arrival:
    """An update that comes in."""
    return Arrival(number, chat, f"update {number}".encode())


# --- tables ---


def test_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.migrate()
    assert database.current()


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u:p@h:5432/d", "postgresql+psycopg"),
        ("postgresql://u:p@h/d", "postgresql+psycopg"),
        ("sqlite:///vigie.sqlite3", "sqlite"),
    ],
)
def test_an_address_is_read_with_our_driver(url: str, driver: str) -> None:
    assert read_url(url).drivername == driver


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://u:p@h/d", "postgres://u:p@h:port/d"])
def test_another_address_is_told_with_the_remedy(url: str) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL") as error:
        read_url(url)
    assert "u:p" not in str(error.value)


def test_a_folder_that_cannot_be_made_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="DATABASE_URL"):
        Database(f"sqlite:///{tmp_path}/file/folder/x.sqlite3")


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    database = Database("postgresql://somebody:secret@127.0.0.1:9/vigie")
    for ask in (database.current, database.migrate):
        with pytest.raises(StorageError, match="check DATABASE_URL") as error:
            ask()
        assert "secret" not in str(error.value)
        assert error.value.__suppress_context__


# --- the seal ---


def test_only_the_secret_opens_what_was_sealed() -> None:
    seal = Seal("secret")
    sealed = seal.close("ils m’ont enfermée".encode())
    assert b"enferm" not in sealed
    assert Seal("secret").open(sealed) == "ils m’ont enfermée".encode()
    assert Seal("another").open(sealed) is None
    assert seal.open(sealed[:-1]) is None
    assert seal.open(b"") is None
    assert seal.close(b"") != seal.close(b"")


def test_a_chats_name_leads_nowhere_without_the_secret() -> None:
    names = {Seal(secret).name(chat) for secret in ("one", "two") for chat in (1, 2, -1)}
    assert len(names) == 6
    assert Seal("one").name(5) == Seal("one").name(5)
    assert all(-(2**63) <= name < 2**63 for name in names)


# --- the queue ---


def test_an_update_is_handled_once(processes: tuple[Process, Process]) -> None:
    one, two = processes
    assert one(arrival(1)).fates == {1: Fate.OURS}
    assert two(arrival(1)).fates == {1: Fate.REPEAT}
    one(Handled(1, 7, KEPT))
    for process in processes:
        result = process(arrival(1))
        assert result.fates == {1: Fate.REPEAT}
        assert result.handed == []


def test_a_repeat_in_one_transaction_is_one(processes: tuple[Process, Process]) -> None:
    one, _ = processes
    one(arrival(1), arrival(1))
    one(Handled(1, 7, None), Handled(1, 7, None))
    assert one(arrival(1)).fates == {1: Fate.REPEAT}


def test_an_update_is_counted_when_it_is_handled_and_once(
    processes: tuple[Process, Process], database: Database
) -> None:
    one, two = processes
    event = Event(date(2026, 11, 21), "answer", "hotline/who_runs", "fr", "")
    one(arrival(1), arrival(2))
    one(Handled(1, 7, KEPT, (event,)), Handled(1, 7, KEPT, (event,)))
    two(Handled(1, 7, KEPT, (event,)))  # it took over from a process that turned out to live
    two(Handled(2, 7, None, (event,)), Handled(3, 7, None, (event,)))
    assert CountsTable(database).read(event.day, event.day) == {event: 3}


def test_a_chat_belongs_to_one_process_while_it_waits(processes: tuple[Process, Process]) -> None:
    one, two = processes
    one(arrival(1))
    assert two(arrival(2), arrival(3, chat=8)).fates == {2: Fate.OTHERS, 3: Fate.OURS}
    handed = one(Handled(1, 7, KEPT)).handed
    assert [(each.id, each.payload) for each in handed] == [(2, b"update 2")]
    assert two(arrival(4)).fates == {4: Fate.OTHERS}
    assert [each.id for each in one(Handled(2, 7, KEPT)).handed] == [4]
    one(Handled(4, 7, KEPT))
    assert two(arrival(5)).fates == {5: Fate.OURS}


def test_what_comes_in_elsewhere_keeps_its_place(processes: tuple[Process, Process]) -> None:
    one, two = processes
    one(arrival(1))
    two(arrival(2))
    result = one(arrival(3))
    assert [each.id for each in result.handed] == [2], "told before the fate of 3"
    assert result.fates == {3: Fate.OURS}


def test_what_a_dead_process_leaves_is_taken_over_in_order(database: Database) -> None:
    dead, alive = Process(Ledger(database, 1)), Process(Ledger(database, 2, silence=-1))
    dead(Beat(adopts=False))
    for number in (3, 1, 2):
        dead(arrival(number))
    dead(Progress(1, "[[9, true]]"))
    assert alive(Beat(adopts=False)).handed == []
    handed = alive(Beat(adopts=True)).handed
    assert [(each.id, each.sent) for each in handed] == [(1, "[[9, true]]"), (2, None), (3, None)]
    assert alive(Beat(adopts=True)).handed == []


def test_what_a_living_process_has_stays_with_it(processes: tuple[Process, Process]) -> None:
    one, two = processes
    one(arrival(1))
    assert two(Beat(adopts=True)).handed == []


def test_who_leaves_is_followed_at_once(processes: tuple[Process, Process]) -> None:
    one, two = processes
    one(arrival(1))
    one(Leave())
    assert [each.id for each in two(Beat(adopts=True)).handed] == [1]


def test_what_came_in_while_the_database_was_away_counts_as_handled(
    processes: tuple[Process, Process],
) -> None:
    one, two = processes
    one(Handled(1, 7, KEPT))
    assert two(arrival(1)).fates == {1: Fate.REPEAT}


# --- what is kept ---


def test_what_is_kept_of_a_chat_comes_with_its_next_message(processes: tuple[Process, Process]) -> None:
    one, two = processes
    assert one(arrival(1)).records == {}
    one(Handled(1, 7, KEPT))
    assert two(arrival(2)).records == {7: KEPT}
    two(Handled(2, 7, Record("en", fixed=False, recent=None)))
    assert one(arrival(3)).records == {7: Record("en", fixed=False, recent=None)}


@pytest.mark.parametrize("entry", [Handled(2, 7, None), Forget(7)])
def test_a_forgotten_chat_is_gone(
    processes: tuple[Process, Process], database: Database, entry: Entry
) -> None:
    one, _ = processes
    one(arrival(1), Handled(1, 7, KEPT), Handled(3, 8, KEPT))
    one(entry)
    with database.engine.connect() as connection:
        assert list(connection.scalars(select(chats.c.chat))) == [8]


def test_of_a_handled_update_only_its_number_stays(
    processes: tuple[Process, Process], database: Database
) -> None:
    one, _ = processes
    one(arrival(1), Progress(1, "[]"))
    one(Handled(1, 7, KEPT))
    with database.engine.connect() as connection:
        (row,) = connection.execute(select(updates)).mappings()
    assert (row["chat"], row["owner"], row["payload"], row["sent"]) == (None, None, None, None)


def test_what_is_past_its_time_is_deleted(processes: tuple[Process, Process], database: Database) -> None:
    one, _ = processes
    one(Handled(1, 7, KEPT), Handled(2, 8, KEPT), Handled(3, 9, KEPT), arrival(4))
    hours = {1: 47, 2: 49, 3: 24 * 366}
    with database.engine.begin() as connection:
        now = connection.scalar(select(updates.c.done).where(updates.c.id == 1)) or 0.0
        for number, age in hours.items():
            at = now - age * 3600
            connection.execute(updates.update().where(updates.c.id == number).values(done=at))
            connection.execute(chats.update().where(chats.c.chat == number + 6).values(seen=at))
    one(Purge())
    with database.engine.connect() as connection:
        assert sorted(connection.scalars(select(updates.c.id))) == [1, 4]
        rows = connection.execute(select(chats.c.chat, chats.c.locale, chats.c.recent)).all()
    assert sorted((row.chat, row.locale, row.recent) for row in rows) == [
        (7, "fr", b"sealed"),
        (8, "fr", None),
    ]
