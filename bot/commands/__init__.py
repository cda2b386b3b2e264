"""The sub-commands of `vigie`, a module each, and what they share."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import settings as settings_module
from bot.outreach.links import USERNAME
from bot.settings import Settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

ContentOption = Annotated[
    Path | None,
    typer.Option(
        "--content",
        metavar="DIR",
        help="The folder that holds intents/ and answers/. Default: VIGIE_CONTENT, else the checkout's, "
        "else the one that was installed.",
    ),
]
ToOption = Annotated[
    Path, typer.Option("--to", metavar="DIR", help="The folder to write into; it is made if need be.")
]
UsernameOption = Annotated[
    str,
    typer.Option(
        "--username", help="The bot's user name on Telegram, for links. Default: TELEGRAM_BOT_USERNAME."
    ),
]


def settings_for(content: Path | None) -> Settings:
    """The settings in force, with the content folder of the command line."""
    return settings_module.load(content)


def username_of(settings: Settings, given: str) -> str:
    """The bot's user name, from the command line or the settings.

    Raises:
        typer.BadParameter: there is none, or it cannot be one.
    """
    name = (given or settings.username).removeprefix("@")
    if not USERNAME.fullmatch(name):
        found = f"{name} is no user name of Telegram" if name else "the links need the bot's user name"
        raise typer.BadParameter(
            f"{found}: write --username NAME, or TELEGRAM_BOT_USERNAME=NAME into .env "
            "(@BotFather shows it; letters, digits and _)"
        )
    return name


def write(folder: Path, name: str, data: bytes) -> Path:
    """Write a file into a folder, which is made if need be, and say where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    out.print(str(path), markup=False)
    return path
