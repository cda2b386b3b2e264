"""Who asked for news. Kept are the chat, sealed, and its language; nothing else."""

from sqlalchemy import delete, func, insert, select

from bot.storage.access import reach
from bot.storage.database import Database
from bot.storage.seal import Seal
from bot.storage.tables import deliveries, subscribers


class Subscribers:
    """The list of those who want news. Every call is one transaction; it blocks."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def add(self, chat: int, locale: str) -> None:
        """Put a chat on the list, or change its language."""
        name = self._seal.name(chat)
        with reach(self._database) as (connection, _):
            connection.execute(delete(subscribers).where(subscribers.c.chat == name))
            address = self._seal.close(str(chat).encode())
            connection.execute(insert(subscribers).values(chat=name, address=address, locale=locale))

    def remove(self, chat: int) -> None:
        """Take a chat off the list; what is on its way to it is not sent any more."""
        name = self._seal.name(chat)
        with reach(self._database) as (connection, _):
            for table in (subscribers, deliveries):
                connection.execute(delete(table).where(table.c.chat == name))

    def has(self, chat: int) -> bool:
        """Whether a chat is on the list."""
        name = self._seal.name(chat)
        with reach(self._database) as (connection, _):
            return connection.scalar(select(subscribers.c.chat).where(subscribers.c.chat == name)) is not None

    def count(self) -> dict[str, int]:
        """How many there are, by language."""
        with reach(self._database) as (connection, _):
            rows = connection.execute(
                select(subscribers.c.locale, func.count().label("people")).group_by(subscribers.c.locale)
            )
            return {row.locale: row.people for row in rows}
