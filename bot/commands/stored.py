"""What the commands that look into the database share."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.settings import Settings
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
