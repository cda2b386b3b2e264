"""The database: how it is reached, how one transaction runs, and how its tables come to be."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from bot.storage.errors import StorageError
from bot.storage.tables import REVISION

BUSY = 5
"""Seconds to wait for a database that is locked or does not answer."""

_LOCK = 1_818  # any number, the same in every process

_REMEDY = (
    "write DATABASE_URL as postgresql://user:password@host/name or sqlite:///vigie.sqlite3, "
    "or leave it out for a file in this folder."
)


class Database:
    """A SQLite file (WAL) or a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        """Prepare; nothing is reached for yet.

        Raises:
            StorageError: the address is none, or the folder of the file cannot be made.
        """
        address = read_url(url)
        self.sqlite = address.get_backend_name() == "sqlite"
        self.engine = _sqlite(address) if self.sqlite else _postgresql(address)

    @contextmanager
    def transaction(self) -> Iterator[tuple[Connection, float]]:
        """One transaction, and the time at its beginning in seconds since 1970.

        Transactions of all processes run one after the other: they are short, and so none ever sees half of
        what another decides.
        """
        with self.engine.begin() as connection:
            if self.sqlite:
                yield connection, time.time()  # the write lock was taken at BEGIN IMMEDIATE
            else:
                clock = connection.execute(
                    text("SELECT extract(epoch FROM clock_timestamp()) FROM pg_advisory_xact_lock(:lock)"),
                    {"lock": _LOCK},
                )
                yield connection, float(clock.scalar_one())

    def migrate(self) -> None:
        """Make the tables, or bring them up to date.

        Raises:
            StorageError: the database does not answer, or refuses.
        """
        from alembic import command  # noqa: PLC0415 - 11 MB that no process keeps which has nothing to migrate
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        try:
            with self.engine.begin() as connection:
                config.attributes["connection"] = connection
                if not self.sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                command.upgrade(config, "head")
        except SQLAlchemyError as error:
            raise StorageError(
                f"the database cannot be prepared ({reason(error)}): check DATABASE_URL, that the database "
                "runs, and that its user may make tables."
            ) from None

    def current(self) -> bool:
        """Whether the tables are those of this version.

        Raises:
            StorageError: the database does not answer.
        """
        try:
            with self.engine.connect() as connection:
                if not inspect(connection).has_table("alembic_version"):
                    return False
                made = connection.scalar(text("SELECT version_num FROM alembic_version"))
        except SQLAlchemyError as error:
            raise StorageError(
                f"the database does not answer ({reason(error)}): check DATABASE_URL, and that it runs."
            ) from None
        return bool(made == REVISION)

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def read_url(url: str) -> URL:
    """The address of a database, with the driver that we use; Heroku's ``postgres://`` is understood.

    Raises:
        StorageError: it is none, or one of another kind of database.
    """
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StorageError(f"this is not the address of a database: {_REMEDY}") from None
    if backend in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return address
    raise StorageError(f"{backend} is not supported: {_REMEDY}")


def reason(error: SQLAlchemyError) -> str:
    """The kind of a failure: its message could hold the address, and so the password."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    return type(origin).__name__


def _sqlite(address: URL) -> Engine:
    if address.database and address.database != ":memory:":
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"the folder of the database cannot be made ({error.strerror}): check DATABASE_URL."
            ) from None
    engine = create_engine(
        address, hide_parameters=True, connect_args={"timeout": BUSY, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "PRAGMA synchronous = FULL"
        )  # a message that was acknowledged survives a power cut
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(address: URL) -> Engine:
    limits = {"lock": BUSY, "statement": 2 * BUSY, "idle_in_transaction_session": BUSY}
    patience = " ".join(f"-c {name}_timeout={seconds}s" for name, seconds in limits.items())
    return create_engine(
        address,
        hide_parameters=True,
        pool_size=2,
        max_overflow=2,
        pool_pre_ping=False,
        connect_args={
            "connect_timeout": BUSY,
            "options": patience,
            "tcp_user_timeout": BUSY * 1000,
            "application_name": "vigie",
        },
    )
