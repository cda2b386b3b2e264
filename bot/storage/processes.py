"""Which processes serve now."""

from sqlalchemy import select

from bot.storage.access import reach
from bot.storage.database import Database
from bot.storage.ledger import SILENCE
from bot.storage.tables import processes


def alive(database: Database) -> bool:
    """Whether a process that serves people gave a sign of life lately.

    Raises:
        AwayError: the database does not answer.
    """
    with reach(database) as (connection, now):
        lately = processes.c.seen > now - SILENCE
        return connection.scalar(select(processes.c.id).where(lately).limit(1)) is not None
