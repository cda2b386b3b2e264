"""`vigie report`: what people ask, without the people."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.commands import ContentOption, out, settings_for
from bot.commands.stored import database_of
from bot.content.loader import load
from bot.insights import report as reports
from bot.insights.report import Report, examples
from bot.storage.counts import CountsTable
from bot.storage.gaps import GapsTable

_SPAN = re.compile(r"(\d{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_SHOWN = 15


def report(
    since: Annotated[str, typer.Option(help="From when: 30d, 8w, 6m, 1y, or a day as 2026-11-01.")] = "30d",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write it as one web page with charts.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help="Also write its summary as a picture.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the report, as two letters.")] = "en",
    content: ContentOption = None,
) -> None:
    """Show what people asked: counts by day, topic, language and campaign; nothing of anybody."""
    settings = settings_for(content)
    loaded = load(settings.content)
    if language not in loaded.languages:
        raise typer.BadParameter(f"there is no language {language}: {', '.join(loaded.languages)}")
    until = datetime.now(UTC).date()
    with database_of(settings) as database:
        made = reports.report(
            CountsTable(database), GapsTable(database), loaded, language, first_day(since, until), until
        )
    _print(made)
    for path, data in ((html, made.html().encode() if html else b""), (png, made.png() if png else b"")):
        if path:
            path.write_bytes(data)
            out.print(str(path), markup=False)


def first_day(since: str, until: date) -> date:
    """The first day of a period that is written as ``30d`` or as a day.

    Raises:
        typer.BadParameter: it is neither, or lies after the last day.
    """
    span = _SPAN.fullmatch(since.strip().lower())
    try:
        day = (
            until - timedelta(days=int(span[1]) * _DAYS[span[2]] - 1)
            if span
            else date.fromisoformat(since.strip())
        )
    except (ValueError, OverflowError):
        day = until + timedelta(days=1)
    if day > until:
        raise typer.BadParameter(f"{since} is no past: write 30d, 8w, 6m, 1y, or a day as 2026-11-01")
    return day


def _print(made: Report) -> None:
    """The report as tables."""
    out.print(f"[bold]{made.period}[/bold]")
    summary = Table(*(name for name, _ in made.summary), box=None)
    summary.add_row(*(value for _, value in made.summary))
    out.print(summary)
    for part in made.parts:
        rows = [row for row in part.rows if part.key != "days" or row[-1] != "0"]
        if rows:
            table = Table(*part.head, title=made.say(part.key), title_justify="left", box=None)
            for row in rows if part.key == "days" else islice(rows, _SHOWN):
                table.add_row(*row)
            out.print()
            out.print(table)
    out.print(f"\n[bold]{made.say('gaps')}[/bold]")
    if not made.figures.gaps:
        out.print(made.say("gaps_none"))
    for gap in made.figures.gaps:
        out.print(f"× {gap.times}  {gap.wordings[0]}  {gap.nearest}", markup=False)
        out.print(examples(gap) + "\n" * bool(examples(gap)), markup=False)
