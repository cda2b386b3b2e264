"""What `vigie doctor` looks at."""

import asyncio
from datetime import UTC, datetime

from bot.channels.telegram import doctor
from bot.composer import overdue
from bot.content.loader import examine as examine_content
from bot.content.problem import Severity
from bot.findings import Finding
from bot.orders import Orders
from bot.service import options
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.errors import StorageError


def examine(settings: Settings, *, offline: bool) -> list[Finding]:
    """Everything that can go wrong, each with what to do."""
    findings = [_database(settings), *_content(settings)]
    if not settings.token.get_secret_value():
        text = (
            "not set: open a chat with @BotFather, send /newbot, and put TELEGRAM_BOT_TOKEN=<token> into .env"
        )
        findings.append(Finding("token", well=False, text=text))
    elif not offline:
        findings += asyncio.run(doctor.findings(options(Orders.of(settings))))
    return findings


def _database(settings: Settings) -> Finding:
    try:
        database = Database(settings.database)
        current = database.current()
        database.close()
    except StorageError as error:
        return Finding("database", well=False, text=str(error))
    kind = "SQLite" if database.sqlite else "PostgreSQL"
    if current:
        return Finding("database", well=True, text=f"{kind} answers, its tables are up to date")
    return Finding(
        "database", well=database.sqlite, text=f"{kind} answers; to make its tables: vigie migrate"
    )


def _content(settings: Settings) -> list[Finding]:
    made, problems = examine_content(settings.content)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if made is None or errors:
        return [Finding("content", well=False, text=f"{len(errors)} errors: vigie check names them")]
    late = [c.id for c in made.contacts.values() if overdue(c, datetime.now(UTC).date())]
    text = (
        f"to be looked at again: {', '.join(late)} (answers/contacts.yaml)"
        if late
        else "all looked at in time"
    )
    return [
        Finding("content", well=True, text=f"{len(made.answers)} answers without an error"),
        Finding("contacts", well=not late, text=text),
    ]
