"""Logs that hold no token, and nothing that a person wrote.

The libraries below us log addresses with the token in them, payloads with people's words in them, and
tracebacks with both. A record is therefore cleaned when it is made, whoever makes it and whatever handler
shows it.
"""

import logging
import re
import traceback
from pathlib import PurePath
from types import TracebackType
from typing import TypeAlias

TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{3,}")
"""Anything that looks like the token of a Telegram bot."""

_PACKAGE = PurePath(__file__).parents[2]

_LIBRARIES = frozenset({"telegram", "httpx", "httpcore", "asyncio"})

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None
)


def guard() -> None:
    """Quieten the libraries and clean every record from now on. Calling it again changes nothing."""
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.setLogRecordFactory(CleanRecord)


class CleanRecord(logging.LogRecord):
    """A log record without a token, and with an exception told by its type and place alone.

    Of a library's record only the wording stays, not the values that were to be put into it: an update,
    a payload or an address.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the signature is logging's
        self,
        name: str | None,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: tuple[object, ...] | None,
        exc_info: _ExcInfo,
        func: str | None = None,
        sinfo: str | None = None,
    ) -> None:
        if (name or "").partition(".")[0] in _LIBRARIES:
            msg, args = str(msg).partition("\n")[0], ()
        super().__init__(name or "", level, pathname, lineno, msg, args, None, func, sinfo)
        self.failure = describe(exc_info[1]) if exc_info and exc_info[1] else ""

    def getMessage(self) -> str:  # noqa: N802 - logging's own name
        """The message, cleaned, and the failure behind it."""
        text = super().getMessage()
        return TOKEN.sub("[token]", f"{text} ({self.failure})" if self.failure else text)


def describe(error: BaseException) -> str:
    """The type of an exception and the place in the code where it came up: never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    name = type(error).__name__
    if not frames:
        return name
    ours = [frame for frame in frames if PurePath(frame.filename).is_relative_to(_PACKAGE)]
    frame = (ours or frames)[-1]
    return f"{name} at {PurePath(frame.filename).name}:{frame.lineno}"
