"""The command `vigie`."""

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from functools import partial
from threading import Event
from typing import Annotated

import typer
from platformdirs import user_cache_path
from rich.panel import Panel

from bot.channels import console, lines
from bot.channels.errors import ChannelError
from bot.channels.plain import plain
from bot.commands import ContentOption, broadcast, campaign, err, operating, out, settings_for, workbench
from bot.commands.check import check
from bot.commands.export import export
from bot.commands.report import report
from bot.commands.stored import counting, database_of
from bot.content.problem import ContentError, Severity
from bot.conversation import Conversation
from bot.live import Live
from bot.matching.recogniser import Recogniser
from bot.message import Message, Session
from bot.orders import Orders
from bot.policy import Policy
from bot.required import load
from bot.settings import Settings, SettingsError
from bot.storage.errors import StorageError
from bot.workbench.sheet import SheetError

app = typer.Typer(
    name="vigie",
    help="Curated answers about human trafficking in Peru, on Telegram and in a console.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(campaign.app, name="campaign")
app.add_typer(broadcast.app, name="broadcast")
app.add_typer(operating.webhook, name="webhook")
app.command()(operating.migrate)
app.command()(operating.learn)
app.command()(operating.doctor)
app.command()(check)
app.command()(export)
app.command()(report)
workbench.add_to(app)


def _conversation(settings: Settings) -> Conversation:
    """The conversation over the content that the settings name."""
    content = load(settings.content)
    with err.status("Learning from the examples…"):
        recogniser = Recogniser.load(content, settings.cache or user_cache_path("vigie"))
    return Conversation(content, recogniser)


def _live(settings: Settings, policy: Policy | None = None) -> Live:
    """The same, taking edits of the content while it serves."""
    with err.status("Learning from the examples…"):
        converse = partial(Conversation, policy=policy)
        cache = settings.cache or user_cache_path("vigie")
        return Live(settings.content, cache, converse, lean=True)


def _system_locale() -> str | None:
    return (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2].lower() or None


def _typed() -> Iterator[str]:
    """The lines that come in: with a prompt at a keyboard, echoed after one from a pipe."""
    interactive = sys.stdin.isatty()
    while True:
        if interactive:
            sys.stdout.write("> ")
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if not interactive and line.strip():
            sys.stdout.write(f"> {line.strip()}\n")
        yield line


@app.command()
def run(
    content: ContentOption = None,
    web: Annotated[bool, typer.Option("--web", help="Serve the web page instead.")] = False,
    host: Annotated[
        str | None, typer.Option(help="Where the page listens: an address of this machine. Default: HOST.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="The page's port. Default: PORT.", min=0, max=65535)
    ] = None,
) -> None:
    """Serve people on Telegram; without a token, on a web page here, and in the console."""
    settings = settings_for(content)
    host, port = host or settings.host, settings.port if port is None else port
    token = settings.token.get_secret_value()
    if web:
        from bot.channels.web import app as web_app  # noqa: PLC0415 Starlette and uvicorn, where they serve
        from bot.channels.web import server  # noqa: PLC0415 likewise

        counted = "database" in settings.model_fields_set  # the file that is there by default is Telegram's
        live = _live(settings, Policy(counted=counted))
        listening = server.listen(host, port)
        err.print(f"The page: {server.address(listening)}")
        with live.watching(), counting(settings) if counted else nullcontext() as observe:
            server.serve(web_app.build(live, observe=observe), listening)
    elif not token:
        _run_here(settings, host, port)
    else:
        _serve(settings, host, port)


def _serve(settings: Settings, host: str, port: int) -> None:
    """Serve Telegram: in a process that has nothing in memory but what serving takes."""
    if settings.database.startswith("sqlite:"):
        # whatever is wrong with the file, the service says it and serves; here its tables are made,
        # which takes 11 MB that are not given back
        with suppress(StorageError), database_of(settings):
            pass
    orders = Orders.of(settings, host, port)
    if sys.platform != "win32":  # there a process cannot become another: its parent would end
        orders.hand_over()
    from bot.service import serve  # noqa: PLC0415 Telegram's library takes time to load

    serve(orders)


def _run_here(settings: Settings, host: str, port: int) -> None:
    """Without a token: the web page and the console, side by side.

    When standard input is closed before anything was asked (a service), the page goes on serving.
    """
    from bot.channels.web import app as web_app  # noqa: PLC0415 Starlette and uvicorn, where they serve
    from bot.channels.web import server  # noqa: PLC0415 likewise

    live = _live(settings)
    listening = server.listen(host, port, any_port=True)
    err.print("To serve Telegram: open a chat with @BotFather, send /newbot, and copy the token it gives.")
    err.print("Then put TELEGRAM_BOT_TOKEN=<token> into a file .env here.\n")
    err.print(f"Until then, the page: {server.address(listening)}  or ask me in this console:\n")
    asked = False

    def typed() -> Iterator[str]:
        nonlocal asked
        for line in _typed():
            asked = True
            yield line

    with live.watching(), server.serving(web_app.build(live), listening):
        console.chat(live, typed(), _write, _system_locale())
        if not asked and not sys.stdin.isatty():
            Event().wait()


@app.command()
def chat(content: ContentOption = None) -> None:
    """Talk in the console; reads questions from a pipe too."""
    conversation = _conversation(settings_for(content))
    console.chat(conversation, _typed(), _write, _system_locale())


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")] = "",
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help="Read one JSON object a line (id, text, perhaps session and language), write one a line.",
        ),
    ] = False,
    content: ContentOption = None,
) -> None:
    """Print the answer to one question, or to many as JSON lines."""
    if bool(question) == jsonl:
        raise typer.BadParameter('write a question in quotes, such as vigie ask "who runs it?", or --jsonl')
    conversation = _conversation(settings_for(content))
    if not jsonl:
        turn = conversation.respond(Message(question, locale=_system_locale()), Session())
        out.print(console.show(turn), *(f"  - {c.title}" for c in turn.choices), sep="\n", markup=False)
        return
    for answer in lines.ask(conversation, sys.stdin):
        _write(answer + "\n")


@app.command()
def show(
    intent: Annotated[str, typer.Argument(help="The intent, such as hotline/who_runs.")],
    content: ContentOption = None,
) -> None:
    """Print an answer in each language."""
    conversation = _conversation(settings_for(content))
    if intent not in conversation.content.answers:
        near = ", ".join(c.intent for c in conversation.search(intent, None, 3))
        raise typer.BadParameter(f"there is no answer {intent}. Near it: {near}")
    for language in conversation.content.languages.values():
        if language.locale not in conversation.content.answers[intent].text:
            continue
        turn = conversation.respond(Message(action=f"in:{language.locale}:{intent}"), Session())
        out.print(Panel(plain(turn.replies[0].text), title=f"{language.name}: {intent}", title_align="left"))


def main() -> None:
    """Run a command; what an operator can mend is said in a sentence, without a traceback."""
    try:
        app()
    except ContentError as error:
        for problem in error.problems:
            err.print(str(problem), markup=False, style="red" if problem.severity is Severity.ERROR else None)
        sys.exit(1)
    except (SettingsError, ChannelError, StorageError, SheetError, lines.LineError) as error:
        err.print(str(error), markup=False, style="red")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
