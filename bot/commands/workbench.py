"""The maintainers' commands: studio, try, diff, new, examples, sheets, schema."""

import sys
import webbrowser
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer
from platformdirs import user_cache_path
from rich.table import Table

from bot.channels.errors import ChannelError
from bot.commands import ContentOption, err, out, settings_for
from bot.commands.stored import database_of
from bot.content.loader import read
from bot.content.model import Content
from bot.content.problem import Severity
from bot.content.shape import did_you_mean
from bot.conversation import Conversation
from bot.insights.gaps import shown
from bot.live import Live
from bot.matching.recogniser import Recogniser
from bot.message import Outcome, Session
from bot.required import load
from bot.settings import Settings
from bot.storage.gaps import GapsTable
from bot.workbench import scaffold, schemas, sheet
from bot.workbench.copies import copied, write_all
from bot.workbench.history import HistoryError, content_at
from bot.workbench.inspection import as_line
from bot.workbench.routing import KINDS, Difference, Question, compare, edited, examples, routes, utterances
from bot.workbench.suggest import suggestions
from bot.workbench.why import Why, explain

SAMPLE = 3000
"""Examples that `vigie diff` asks, beside all utterances, unless told to ask all."""
SHOWN = 20
"""Changed questions of a kind that are printed."""

UtterancesOption = Annotated[
    Path | None,
    typer.Option(
        "--utterances",
        metavar="DIR",
        help="A folder of questions with their right answers (*.jsonl). Default: tests/data/utterances in "
        "the content folder.",
    ),
]
examples_app = typer.Typer(help="Examples: how people put a question.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the application."""
    app.command()(studio)
    app.command("try")(try_)
    app.command()(diff)
    app.command()(new)
    app.add_typer(examples_app, name="examples")
    app.command("export-sheet")(export_sheet)
    app.command("import-sheet")(import_sheet)
    app.command()(schema)


def studio(
    content: ContentOption = None,
    utterances_: UtterancesOption = None,
    port: Annotated[int, typer.Option(help="The port of the page.", min=0, max=65535)] = 8090,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the studio: the chat, the files with their state, and why each answer comes."""
    from bot.channels.web import server  # noqa: PLC0415 only the studio needs it
    from bot.studio.app import build  # noqa: PLC0415 likewise
    from bot.studio.workshop import Workshop  # noqa: PLC0415 likewise

    settings = settings_for(content)
    with err.status("Learning from the examples…"):
        live = Live(settings.content, _cache(settings))
        workshop = Workshop(live, _utterances(utterances_, settings))
    listening = server.listen(server.HOST, port, any_port=True)
    address = server.address(listening)
    err.print(f"The studio: {address}   (Ctrl+C ends it)")
    Thread(target=workshop.prepare, name="routes", daemon=True).start()
    if browser:
        webbrowser.open(address)
    with live.watching():
        server.serve(build(live, workshop), listening)


def try_(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    content: ContentOption = None,
    locale: Annotated[
        str | None, typer.Option("--language", help="The language of the person's app.")
    ] = None,
    after: Annotated[
        str, typer.Option(metavar="THEME/INTENT", help="The answer that the person has just read.")
    ] = "",
) -> None:
    """Explain what a question leads to: candidates, words that counted, what would have to change."""
    settings = settings_for(content)
    conversation, recogniser = _conversation(load(settings.content), settings)
    answers = conversation.content.answers
    if after and after not in answers:
        raise typer.BadParameter(
            f"unknown answer {after}: {did_you_mean(after, answers)}", param_hint="--after"
        )
    read = Session(answered=(after,), offered=answers[after].see_also) if after else Session()
    why = explain(conversation, recogniser, question, read, locale)
    _print_why(why, conversation)


def diff(
    revision: Annotated[str, typer.Argument(metavar="[REV]", help="The commit to compare with.")] = "HEAD",
    content: ContentOption = None,
    utterances_: UtterancesOption = None,
    every: Annotated[
        bool, typer.Option("--all", help=f"Ask every example, and not a sample of {SAMPLE}; takes longer.")
    ] = False,
) -> None:
    """Name the known questions that get another answer since a commit, and how sure it was and is."""
    settings = settings_for(content)
    after = load(settings.content)
    try:
        before = content_at(settings.content, revision, after)
    except HistoryError as error:
        raise ChannelError(str(error)) from None
    questions = [*_utterances(utterances_, settings), *examples(after, None if every else SAMPLE)]
    with err.status(f"Asking {len(questions)} questions, before and after…"):
        was, now = (routes(_conversation(each, settings)[0], questions) for each in (before, after))
    _print_difference(compare(was, now, edited(before, after)))


def new(
    intent: Annotated[
        str, typer.Argument(metavar="THEME/INTENT", help="Its place, such as hotline/who_runs.")
    ],
    content: ContentOption = None,
) -> None:
    """Ask for a new question's title, answer and examples, and write its files."""
    folder = settings_for(content).content
    draft, _ = read(folder)
    theme, slash, name = intent.partition("/")
    if not slash or not name:
        raise typer.BadParameter("write theme/intent, such as hotline/who_runs")
    if intent in draft.content.answers or intent in draft.content.intents:
        raise typer.BadParameter(f"{intent} is there already: edit answers/{intent}.yaml")
    made = scaffold.files(_asked(intent, theme, draft.content))
    with copied(folder) as copy:
        write_all(copy, made)
        _, problems = read(copy)
    told = [problem for problem in problems if problem.file in made]
    write_all(folder, made)
    for file in made:
        out.print(f"written: {file}", markup=False)
    for problem in sorted(told):
        err.print(as_line(problem), markup=False, style="red" if problem.severity is Severity.ERROR else None)
    wrong = any(problem.severity is Severity.ERROR for problem in told)
    if wrong:
        err.print("Mend what is named above; until then the last good content is served.")
    raise typer.Exit(1 if wrong else 0)


@examples_app.command("suggest")
def suggest(
    intent: Annotated[
        str, typer.Argument(metavar="THEME/INTENT", help="The topic, such as hotline/who_runs.")
    ],
    content: ContentOption = None,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1, max=100)] = 15,
) -> None:
    """Show wordings that nearly reach a topic, to take into its examples or to keep away from it."""
    settings = settings_for(content)
    loaded = load(settings.content)
    if intent not in loaded.intents:
        raise typer.BadParameter(f"there is no intents/{intent}.yaml: look at the names in intents/")
    with err.status("Learning from the examples…"):
        recogniser = Recogniser.load(loaded, _cache(settings))
    asked: list[str] = []
    if settings.gaps:
        with database_of(settings) as database:
            asked = [wording for gap in shown(GapsTable(database)) for wording in gap.wordings]
    found = suggestions(loaded, recogniser, intent, limit, asked)
    table = Table("wording", "stands in", "confidence", box=None)
    for each in found:
        table.add_row(each.text, each.place, f"{each.confidence:.2f}")
    out.print(table if found else "Nothing else comes near this topic: its examples stand well apart.")


def export_sheet(
    file: Annotated[Path, typer.Argument(help="The table to write: a name that ends in .xlsx or .csv.")],
    content: ContentOption = None,
    only: Annotated[
        str, typer.Option("--only", help="Only files whose path begins like this, such as answers/hotline.")
    ] = "",
) -> None:
    """Write all texts and examples into a table, a language a column."""
    folder = settings_for(content).content
    draft, _ = read(folder)
    rows = (row for row in sheet.rows(draft) if row.file.startswith(only))
    from bot.workbench import files  # noqa: PLC0415 - what reads Excel takes 8 MB, in every process that serves

    count = files.save(file, sheet.table(rows, list(draft.content.languages)))
    out.print(
        f"{count} texts are in {file}. Edit the language columns only, then: vigie import-sheet {file}",
        markup=False,
    )


def import_sheet(
    file: Annotated[Path, typer.Argument(help="The table that was edited.")], content: ContentOption = None
) -> None:
    """Take an edited table back into the files; when one row is wrong, nothing is written."""
    folder = settings_for(content).content
    draft, _ = read(folder)
    from bot.workbench import files  # noqa: PLC0415 - likewise

    rows = sheet.parsed(files.open_table(file), list(draft.content.languages))
    changed = sheet.take(folder, rows)
    for each in changed:
        out.print(f"edited: {each}", markup=False)
    if not changed:
        out.print("Nothing was edited in the table.")


def schema(
    content: ContentOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Where to write. Default: the content folder.")
    ] = None,
) -> None:
    """Write JSON Schemas of the files and tie them to VS Code, which then completes and underlines."""
    folder = settings_for(content).content
    draft, _ = read(folder)
    for file in schemas.write(draft.content, to or folder):
        out.print(file, markup=False)


def _conversation(content: Content, settings: Settings) -> tuple[Conversation, Recogniser]:
    """The conversation over some content, and what it understands messages with."""
    with err.status("Learning from the examples…"):
        recogniser = Recogniser.load(content, _cache(settings))
    return Conversation(content, recogniser), recogniser


def _cache(settings: Settings) -> Path:
    return settings.cache or user_cache_path("vigie")


def _utterances(folder: Path | None, settings: Settings) -> list[Question]:
    """The questions of strangers, where there are some."""
    place = folder or settings.content / "tests" / "data" / "utterances"
    return list(utterances(place)) if place.is_dir() else []


def _print_why(why: Why, conversation: Conversation) -> None:
    """An explanation as text."""
    given = [choice.intent for choice in why.turn.choices] or [why.turn.intent or "nothing"]
    verb = {
        Outcome.ANSWER: "answers",
        Outcome.CLARIFY: "offers",
        Outcome.FALLBACK: "knows no answer; shows",
        Outcome.URGENT: "gives the emergency card",
    }[why.turn.outcome]
    out.print(f"[bold]{verb}[/bold] {', '.join(given)}")
    out.print(f"language: {why.reading.locale or 'not clear'}, urgency: {why.reading.urgency or 'none'}")
    for part in why.reading.parts:
        out.print(f"\n“{part.text}”", markup=False)
        table = Table("intent", "confidence", "nearest example", box=None)
        for candidate in part.candidates[:5]:
            table.add_row(candidate.intent, f"{candidate.confidence:.2f}", candidate.example or "")
        out.print(table)
        if part.missing:
            out.print(f"asked for and not covered by the answer: {', '.join(part.missing)}", markup=False)
    if why.reasons:
        for each in why.reasons.corrections:
            out.print(f"“{each.word}” was read as “{' '.join(each.meant)}”", markup=False)
        counted = sorted(why.reasons.words, key=lambda pair: -abs(pair[1]))[:8]
        told = ", ".join(f"{word} {weight:+.2f}" for word, weight in counted)
        out.print(f"\nwords that counted: {told}", markup=False)
    for advice in why.advice:
        out.print("\n" + conversation.say(advice.key, "en", **advice.values), markup=False)


def _print_difference(difference: Difference) -> None:
    """What changed, in plain words; the summary last."""
    headings = {
        "lost": "No longer answered right",
        "moved": "Another answer",
        "gained": "Now answered right",
        "unsurer": "Less sure",
        "surer": "Surer",
    }
    for kind in KINDS:
        changes = difference.of(kind)
        if not changes:
            continue
        out.print(f"[bold]{headings[kind]} ({len(changes)})[/bold]")
        for change in changes[:SHOWN]:
            out.print(f"  “{change.question}”", markup=False)
            out.print(f"      {change.before}  →  {change.after}", markup=False)
        if len(changes) > SHOWN:
            out.print(f"  … and {len(changes) - SHOWN} more")
    out.print(difference.summary(), markup=False)


def _asked(intent: str, theme: str, content: Content) -> scaffold.Draft:
    """What the maintainer says of a new question."""
    languages = [each for each in content.languages.values() if each.complete]
    theme_title: dict[str, str] = {}
    if theme not in content.themes:
        err.print(f"{theme} is a new theme.")
        theme_title = {each.locale: _ask(f"Its title in the menu, in {each.name}") for each in languages}
    title = {each.locale: _ask(f"Title in {each.name} (a button shows 40 characters)") for each in languages}
    text = {
        each.locale: "\n\n".join(_lines(f"Answer in {each.name}, a paragraph a line; an empty line ends it"))
        for each in languages
    }
    asked = {
        each.locale: _lines(f"How do people ask in {each.name}? One wording a line, an empty line ends it")
        for each in languages
    }
    sources = _ids("Sources (ids, with commas; may be empty)", content.sources)
    contacts = _ids("Contacts as buttons (ids, with commas; may be empty)", content.contacts)
    order = max((each.order for each in content.themes.values()), default=0) + 10
    return scaffold.Draft(intent, title, text, asked, sources, contacts, theme=theme_title, order=order)


def _ask(question: str) -> str:
    """One line that is not empty."""
    while True:
        answer = str(typer.prompt(question, default="", show_default=False, err=True)).strip()
        if answer:
            return answer
        err.print("Please write something.")


def _lines(question: str) -> list[str]:
    """Lines until an empty one; one at least."""
    err.print(f"{question}:", markup=False)
    lines: list[str] = []
    while True:
        line = sys.stdin.readline()
        if line.strip():
            lines.append(line.strip())
        elif lines or not line:
            return lines


def _ids(question: str, known: Iterable[str]) -> Sequence[str]:
    """Ids that there are, from one line."""
    while True:
        answer = str(typer.prompt(question, default="", show_default=False, err=True))
        ids = [each.strip() for each in answer.split(",") if each.strip()]
        unknown = [each for each in ids if each not in known]
        if not unknown:
            return ids
        err.print(f"There is no {', '.join(unknown)}. There are: {', '.join(sorted(known))}", markup=False)
