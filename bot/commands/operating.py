"""Commands for whoever runs the service: `vigie migrate`, `vigie webhook …`, `vigie doctor`."""

import asyncio
from typing import Annotated

import typer
from platformdirs import user_cache_path

from bot.commands import ContentOption, out, settings_for
from bot.orders import Orders, compile_service
from bot.preparation import prepare
from bot.settings import SettingsError
from bot.storage.database import Database

webhook = typer.Typer(help="How Telegram brings messages.", no_args_is_help=True)


def migrate() -> None:
    """Make the tables of the database, or bring them up to date."""
    database = Database(settings_for(None).database)
    database.migrate()
    database.close()
    out.print("The database is up to date.")


def learn(content: ContentOption = None) -> None:
    """Learn from the content now, so that the next start need not: in an image's build, before a restart."""
    settings = settings_for(content)
    cache = settings.cache or user_cache_path("vigie")
    known = prepare(settings.content, cache)
    compile_service()
    count = sum(len(intent.wordings) for intent in known.intents.values())
    out.print(f"Learnt from {count} examples; kept in {cache}", markup=False)


@webhook.command("set")
def set_() -> None:
    """Tell Telegram to bring messages to WEBHOOK_URL."""
    from bot.channels.telegram import doctor  # noqa: PLC0415 Telegram's library takes time to load
    from bot.service import options  # noqa: PLC0415 likewise

    chosen = options(Orders.of(settings_for(None)))
    if chosen.hook is None:
        raise SettingsError(
            "WEBHOOK_URL: write the public address of this service, such as https://vigie.example.org"
        )
    asyncio.run(doctor.set_webhook(chosen))
    out.print(f"Telegram brings messages to {chosen.hook.url}", markup=False)


@webhook.command()
def remove() -> None:
    """Tell Telegram to keep messages until they are fetched."""
    from bot.channels.telegram import doctor  # noqa: PLC0415 Telegram's library takes time to load
    from bot.service import options  # noqa: PLC0415 likewise

    asyncio.run(doctor.remove_webhook(options(Orders.of(settings_for(None)))))
    out.print("Telegram keeps messages until they are fetched.")


@webhook.command()
def show() -> None:
    """Show how Telegram brings messages now."""
    from bot.channels.telegram import doctor  # noqa: PLC0415 Telegram's library takes time to load
    from bot.service import options  # noqa: PLC0415 likewise

    for finding in asyncio.run(doctor.webhook_findings(options(Orders.of(settings_for(None))))):
        out.print(str(finding), markup=False)


def doctor(
    content: ContentOption = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing of Telegram.")] = False,
) -> None:
    """Look at settings, token, webhook, database and content, and say what to do."""
    from bot.commands.examination import examine  # noqa: PLC0415 Telegram's library takes time to load

    findings = examine(settings_for(content), offline=offline)
    for finding in findings:
        out.print(str(finding), markup=False)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)
