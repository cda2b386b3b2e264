"""The links that lead to the bot (t.me), and their QR codes."""

import io
import re
from dataclasses import dataclass

import segno

USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
"""A Telegram user name (telegram.org: 5 to 32 characters; short ones are sold)."""

_WEAR = "q"
"""A quarter of the code may be torn or dirty."""
_QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to the bot that says where somebody comes from.

    The payload is a campaign's name, or ``theme-intent`` of an answer: Telegram takes 64 letters, digits,
    ``_`` and ``-``, and no slash.
    """

    username: str
    payload: str = ""

    @property
    def url(self) -> str:
        """The whole address."""
        return f"https://{self.short}"

    @property
    def short(self) -> str:
        """The address without ``https://``, for a text message."""
        return f"{self.name}?start={self.payload}" if self.payload else self.name

    @property
    def name(self) -> str:
        """The bot's own address, short enough to be typed from a poster."""
        return f"t.me/{self.username}"

    def svg(self, *, border: int = _QUIET) -> bytes:
        """The QR code as a drawing that can be printed at any size."""
        return self._drawn("svg", border=border, scale=10, xmldecl=False)

    def png(self, *, scale: int = 20) -> bytes:
        """The QR code as a picture, ``scale`` pixels a module."""
        return self._drawn("png", border=_QUIET, scale=scale)

    def _drawn(self, kind: str, **how: object) -> bytes:
        made = io.BytesIO()
        segno.make(self.url, error=_WEAR, boost_error=False, micro=False).save(made, kind=kind, **how)
        return made.getvalue()


def answer_link(username: str, intent: str) -> Link:
    """The link that opens the bot with an answer."""
    return Link(username, intent.replace("/", "-", 1))
