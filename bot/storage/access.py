"""One transaction, for those who go on without the database while it is away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import Database
from bot.storage.errors import AwayError


@contextmanager
def reach(database: Database) -> Iterator[tuple[Connection, float]]:
    """One transaction, and the time at its beginning in seconds since 1970.

    Raises:
        AwayError: the database does not answer, or refuses.
    """
    try:
        with database.transaction() as begun:
            yield begun
    except SQLAlchemyError:
        raise AwayError from None
