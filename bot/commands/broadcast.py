"""`vigie broadcast`: messages to those who asked for news."""

import asyncio
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.channels.plain import plain
from bot.commands import ContentOption, err, out, settings_for
from bot.commands.stored import database_of, seal_of
from bot.content.loader import load
from bot.content.model import Content
from bot.outreach.broadcasts import Broadcaster, news
from bot.outreach.texts import lacking, texts_of, unknown
from bot.settings import Settings
from bot.storage.broadcasts import LARGEST, Broadcast, Broadcasts, State
from bot.storage.database import Database
from bot.storage.processes import alive
from bot.storage.subscribers import Subscribers

app = typer.Typer(help="Broadcasts: messages to those who asked for news, each in their language, each once.")

_LOOK = 0.5  # seconds between two looks at how far a broadcast is

IdArgument = Annotated[
    int,
    typer.Argument(
        help="The broadcast's number, from new or status.", show_default=False, min=1, max=LARGEST
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask again.")]


@app.command()
def new(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A text file: fr: and the French text, en: and the English. Default: standard input.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    content: ContentOption = None,
) -> None:
    """Note a new broadcast, and show what each will read. Nobody gets it yet."""
    settings = settings_for(content)
    loaded = load(settings.content)
    texts = texts_of(_written(file), loaded)
    missing, wrong = lacking(texts, loaded), unknown(texts, loaded)
    if missing:
        raise typer.BadParameter(f"the text in {' and '.join(missing)} is missing: write fr: … and en: …")
    if wrong:
        raise typer.BadParameter(f"{', '.join(wrong)} stands for nothing: write it as in the answers")
    _fits(texts, loaded)
    with database_of(settings) as database:
        table = _table(settings, database)
        id_ = table.draft(texts)
        _preview(table.get(id_), loaded, Subscribers(database, seal_of(settings)))
    out.print(f"Noted as number {id_}. To send it: vigie broadcast send {id_}")


@app.command()
def preview(id_: IdArgument, content: ContentOption = None) -> None:
    """Show what each will read, in each language, and how many will."""
    settings = settings_for(content)
    with database_of(settings) as database:
        subscribers = Subscribers(database, seal_of(settings))
        _preview(_get(_table(settings, database), id_), load(settings.content), subscribers)


@app.command()
def send(id_: IdArgument, yes: YesOption = False, content: ContentOption = None) -> None:
    """Send a broadcast, once confirmed, and show how far it is."""
    settings = settings_for(content)
    loaded = load(settings.content)
    with database_of(settings) as database:
        table = _table(settings, database)
        made = _get(table, id_)
        if made.state is not State.DRAFT:
            raise typer.BadParameter(f"broadcast {id_} is {made.state}: a draft can be sent, or see resume")
        subscribers = Subscribers(database, seal_of(settings))
        _preview(made, loaded, subscribers)
        people = sum(subscribers.count().values())
        if not yes:
            typer.confirm(f"Send it to {people} people now?", abort=True)
        table.confirm(id_)
        _follow(settings, database, table, id_, loaded)


@app.command()
def resume(id_: IdArgument, content: ContentOption = None) -> None:
    """Go on with a broadcast that was paused, or that no process sends any more."""
    settings = settings_for(content)
    with database_of(settings) as database:
        table = _table(settings, database)
        if not table.resume(id_) and _get(table, id_).state is not State.SENDING:
            raise typer.BadParameter(f"broadcast {id_} is {_get(table, id_).state}: it cannot go on")
        _follow(settings, database, table, id_, load(settings.content))


@app.command()
def pause(id_: IdArgument) -> None:
    """Stop sending for now."""
    _change(id_, "pause")


@app.command()
def cancel(id_: IdArgument) -> None:
    """Send to nobody else, for good."""
    _change(id_, "cancel")


@app.command()
def status(
    id_: Annotated[
        int | None, typer.Argument(help="One broadcast. Default: all.", min=1, max=LARGEST)
    ] = None,
) -> None:
    """Show how far broadcasts are."""
    settings = settings_for(None)
    with database_of(settings) as database:
        table = _table(settings, database)
        found = [_get(table, id_)] if id_ is not None else table.all()
        people = Subscribers(database, seal_of(settings)).count()
    shown = Table("no.", "state", "to", "sent", "left", "unsubscribed", "given up", box=None)
    for each in found:
        cells = (each.id, each.state, each.total, each.sent, each.left, each.gone, each.failed)
        shown.add_row(*map(str, cells))
    out.print(f"Subscribed: {_people(people)}")
    out.print(shown if found else "There is no broadcast yet: vigie broadcast new FILE")


def _written(file: Path | None) -> str:
    """What the author wrote.

    Raises:
        typer.BadParameter: it is no text in UTF-8.
    """
    try:
        return file.read_text("utf-8") if file else sys.stdin.read()
    except UnicodeDecodeError:
        raise typer.BadParameter("this is no text in UTF-8: save it as such") from None


def _fits(texts: Mapping[str, str], content: Content) -> None:
    """Make sure that each text fits into one message of Telegram.

    Raises:
        typer.BadParameter: one does not.
    """
    from bot.channels.telegram.news import html  # noqa: PLC0415 Telegram's library takes time to load

    for locale in texts:
        try:
            html(news(texts, content, locale))
        except ValueError:
            raise typer.BadParameter(
                f"the text in {locale} is too long for one message: shorten it"
            ) from None


def _table(settings: Settings, database: Database) -> Broadcasts:
    return Broadcasts(database, seal_of(settings), random.SystemRandom().getrandbits(63))


def _get(table: Broadcasts, id_: int) -> Broadcast:
    found = table.get(id_)
    if found is None:
        raise typer.BadParameter(f"there is no broadcast {id_}: vigie broadcast status shows them")
    return found


def _change(id_: int, how: str) -> None:
    settings = settings_for(None)
    with database_of(settings) as database:
        table = _table(settings, database)
        made = _get(table, id_)
        if not getattr(table, how)(id_):
            raise typer.BadParameter(f"broadcast {id_} is {made.state}: there is nothing to {how}")
        out.print(f"Broadcast {id_} is {_get(table, id_).state}.")


def _preview(made: Broadcast | None, content: Content, subscribers: Subscribers) -> None:
    """What each will read, and how many will."""
    for locale in made.texts if made else ():
        message = news(made.texts if made else {}, content, locale)
        out.print(f"[bold]{content.languages[locale].name}[/bold]")
        text = "\n\n".join(plain(part) for part in (message.opening, message.text, message.ending))
        out.print(text + "\n", markup=False)
    out.print(f"Recipients: {_people(subscribers.count())}")


def _people(numbers: dict[str, int]) -> str:
    parts = ", ".join(f"{locale} {number}" for locale, number in sorted(numbers.items()))
    return f"{sum(numbers.values())} ({parts})" if parts else "nobody"


def _follow(settings: Settings, database: Database, table: Broadcasts, id_: int, content: Content) -> None:
    """Show how far a broadcast is; where no service runs that could send it, send it from here."""
    serving = alive(database)
    if serving:
        err.print("The running service sends it; this only shows how far it is.")
    try:
        asyncio.run(_watch(table, id_) if serving else _send_here(settings, table, id_, content))
    except KeyboardInterrupt:
        where = "It goes on." if serving else "It waits."
        err.print(f"{where} vigie broadcast status | pause {id_} | resume {id_} | cancel {id_}")


async def _send_here(settings: Settings, table: Broadcasts, id_: int, content: Content) -> None:
    """Send from this process."""
    from bot.channels.telegram.app import api  # noqa: PLC0415 Telegram's library takes time to load
    from bot.channels.telegram.news import post  # noqa: PLC0415 likewise

    async with api(settings.token.get_secret_value(), settings.api_url) as telegram:
        broadcaster = Broadcaster(table, lambda chat, message: post(telegram, chat, message), lambda: content)
        sending = asyncio.create_task(broadcaster.run())
        try:
            await _watch(table, id_)
        finally:
            broadcaster.stop()
            await sending


async def _watch(table: Broadcasts, id_: int) -> None:
    """Show a bar until the broadcast is not being sent any more."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task(f"Broadcast {id_}")
        while True:
            made = await asyncio.to_thread(_get, table, id_)
            progress.update(bar, total=made.total, completed=made.total - made.left)
            if made.state is not State.SENDING:
                break
            await asyncio.sleep(_LOOK)
    out.print(f"{made.state}: {made.sent} sent, {made.gone} blocked the bot, {made.failed} failed")
