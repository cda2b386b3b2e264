"""`vigie check`: everything that is wrong with the content, and what could be better."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_cache_path

from bot.commands import ContentOption, err, out, settings_for
from bot.content.documents import audit
from bot.content.problem import Problem, Severity
from bot.matching.checks import confusions
from bot.matching.matcher import Matcher
from bot.workbench import pages, translations
from bot.workbench.hints import steals
from bot.workbench.inspection import Inspection, annotation, as_line, inspect


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    GITHUB = "github"


def check(  # noqa: PLR0913, PLR0917 one parameter an option
    content: ContentOption = None,
    documents: Annotated[
        Path | None,
        typer.Option(
            "--documents",
            metavar="DIR",
            help="Also hold every figure, date, name and e-mail against the documents in this folder.",
        ),
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Also look whether the pages of sources and contacts are there.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Say that all texts say the same in all their languages now.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--errors-only", help="Leave the warnings out.")] = False,
    format_: Annotated[
        Format, typer.Option("--format", help="text, or github for annotations beside a change.")
    ] = Format.TEXT,
) -> None:
    """Name everything that is wrong with the content, with file, line and what to write."""
    settings = settings_for(content)
    folder = settings.content
    found = inspect(folder, datetime.now().astimezone().date())
    problems = list(found.problems)
    if not (found.errors or quiet):
        with err.status("Comparing the examples…"):
            content_now, cache = found.draft.content, settings.cache or user_cache_path("vigie")
            problems += steals(confusions(content_now, Matcher.load(content_now, cache)))
    if online and not found.errors:
        problems += pages.gone(found.draft)
    if quiet:
        problems = [problem for problem in problems if problem.severity is Severity.ERROR]
    shown = _placed(folder) if format_ is Format.GITHUB else ""
    for problem in sorted(problems):
        line = annotation(problem, shown) if format_ is Format.GITHUB else as_line(problem)
        out.print(line, markup=False, style=_STYLE.get(problem.severity))
    wrong = found.errors
    if documents and found.draft.places:
        wrong += _audit(folder, documents)
    if not wrong:
        _sum_up(found, problems)
        if accept:
            count = translations.accept(folder, found.draft)
            out.print(
                f"{count} texts are marked as saying the same in their languages ({translations.FILE})."
            )
        elif found.unaccepted:
            err.print(
                f"{found.unaccepted} texts are new or edited in every language: when they say the same, run "
                "vigie check --accept"
            )
    raise typer.Exit(1 if wrong else 0)


_STYLE = {Severity.ERROR: "red"}


def _sum_up(found: Inspection, problems: Iterable[Problem]) -> None:
    """The last lines: what there is, and what waits."""
    content = found.draft.content
    examples = sum(len(intent.wordings) for intent in content.intents.values())
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    out.print(
        f"{len(content.answers)} answers, {examples} examples, {len(content.contacts)} contacts: no errors"
        + (f", {warnings} to look at." if warnings else ".")
    )


def _placed(folder: Path) -> str:
    """The content folder as seen from here, as annotations name it."""
    here = Path.cwd().resolve()
    whole = folder.resolve()
    return f"{whole.relative_to(here).as_posix()}/".removeprefix("./") if whole.is_relative_to(here) else ""


def _audit(content: Path, documents: Path) -> int:
    """Hold the answers against the documents, say what was not found, and count the errors."""
    findings, problems = audit(content, documents)
    for problem in problems:
        out.print(str(problem), markup=False)
    absent = [p for p in problems if p.severity is not Severity.ERROR]
    wrong = len(problems) - len(absent)
    out.print(
        f"{len(findings)} figures, dates, names and e-mails held against the documents: "
        f"{len(findings) - len(problems)} found in what the answer cites, {len(absent)} stand on a page that "
        f"it cites and that is not in {documents}, {wrong} in none."
    )
    return wrong
