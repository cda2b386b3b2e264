"""What the commands that look into the database share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.commands import err
from bot.insights.tally import Tally, event_of
from bot.message import Turn
from bot.settings import Settings
from bot.storage.counts import CountsTable
from bot.storage.database import Database
from bot.storage.errors import AwayError, StorageError
from bot.storage.seal import Seal


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """The database of the service, with its tables.

    Raises:
        StorageError: it does not answer; the message says what to do.
    """
    database = Database(settings.database)
    try:
        if not database.current():
            if not database.sqlite:
                raise StorageError("the tables are not those of this version: run vigie migrate.")
            database.migrate()
        yield database
    except AwayError:
        raise StorageError("the database does not answer: check DATABASE_URL, or run vigie doctor.") from None
    finally:
        database.close()


@contextmanager
def counting(settings: Settings) -> Iterator[Callable[[Turn], None]]:
    """What the page tells of its turns, to be counted in the database.

    People come first: a database that does not answer is said, and the page is served without it.
    """
    try:
        with database_of(settings):
            pass
    except StorageError as error:
        err.print(f"Nothing is counted until it does: {error}", markup=False)
    database = Database(settings.database)
    tally = Tally(CountsTable(database))

    def observe(turn: Turn) -> None:
        event = event_of(turn, datetime.now(UTC).date())
        if event:
            tally.add(event)

    try:
        yield observe
    finally:
        tally.close()
        database.close()


def seal_of(settings: Settings) -> Seal:
    """What the service seals the database with.

    Raises:
        StorageError: neither a secret nor a token is set.
    """
    secret = settings.secret.get_secret_value() or settings.token.get_secret_value()
    if not secret:
        raise StorageError(
            "the list of subscribers is sealed: write TELEGRAM_BOT_TOKEN (or VIGIE_SECRET) into .env, "
            "as the service has it."
        )
    return Seal(secret)
