"""What the process that serves Telegram is told: plain values, which travel from one process to the next.

To read the settings, with a remedy for each mistake, and to offer commands takes 20 MB of libraries that
nobody needs once the service runs, and Python never gives memory of libraries back. So `vigie run` becomes
another process (exec), which keeps its number and its environment and nothing else.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NoReturn, Self

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from bot.settings import Settings

SERVICE = "bot.service"
"""The module that serves."""
LEAN = "-OO"
"""Python's option to do without docstrings, of which libraries have 7 MB, and without assertions."""


@dataclass(frozen=True, slots=True)
class Orders:
    """The settings of the service, each as :class:`~bot.settings.Settings` explains it."""

    token: str
    api_url: str
    rate: float
    database: str
    secret: str
    webhook_url: str
    webhook_secret: str
    metrics_token: str
    host: str
    port: int
    admins: tuple[int, ...]
    gaps: bool
    log_level: str
    content: str
    cache: str
    """The folder for what was read and learnt."""

    @classmethod
    def of(cls, settings: "Settings", host: str | None = None, port: int | None = None) -> Self:
        """What the settings say; host and port of the command line go before theirs."""
        return cls(
            token=settings.token.get_secret_value(),
            api_url=settings.api_url,
            rate=settings.rate,
            database=settings.database,
            secret=settings.secret.get_secret_value(),
            webhook_url=settings.webhook_url,
            webhook_secret=settings.webhook_secret.get_secret_value(),
            metrics_token=settings.metrics_token.get_secret_value(),
            host=host or settings.host,
            port=settings.port if port is None else port,
            admins=tuple(sorted(settings.admins)),
            gaps=settings.gaps,
            log_level=settings.log_level,
            content=str(settings.content),
            cache=str(settings.cache or user_cache_path("vigie")),
        )

    @classmethod
    def read(cls, descriptor: int) -> Self:
        """The orders that are written in an open file, which is closed then."""
        with os.fdopen(descriptor, "rb") as file:
            given = json.load(file)
        return cls(**given | {"admins": tuple(given["admins"])})

    @property
    def written(self) -> bytes:
        """The orders as :meth:`read` takes them."""
        return json.dumps(asdict(self)).encode()

    def hand_over(self) -> NoReturn:
        """Become the process that serves.

        The orders, which hold secrets, go through a pipe: a command line or a file could be read by others.
        """
        reading, writing = os.pipe()
        os.set_inheritable(reading, True)  # noqa: FBT003 - its only argument beside the file
        with os.fdopen(writing, "wb") as file:
            file.write(self.written)
        os.execv(sys.executable, [sys.executable, LEAN, "-m", SERVICE, str(reading)])  # noqa: S606 - nothing of it comes from outside


def compile_service() -> None:
    """Leave the service's bytecode beside its sources, where they can be written to.

    Without it a start takes a second more. PYTHONDONTWRITEBYTECODE does not count here: this was asked for.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    modules = f"import {SERVICE}, bot.channels.telegram.app, bot.channels.telegram.webhook"
    subprocess.run([sys.executable, LEAN, "-c", modules], check=True, env=environment)  # noqa: S603 - nothing of it comes from outside
