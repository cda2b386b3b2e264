"""What the page sends and what it gets back, as JSON.

The page holds the session between two messages, in plain sight: it names a language and the answers shown
last, nothing that the person wrote. It comes back from outside, so it is read like any other input.
"""

from collections.abc import Collection
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.plain import plain
from bot.channels.web.render import dial, html
from bot.content.model import Content
from bot.message import Button, Message, Reply, Session, Turn

LONGEST_TEXT = 8000
"""Characters of a message that the page may send."""
MOST_REMEMBERED = 8
"""Answers that a session names at the most."""

_Name = Annotated[str, Field(max_length=64)]
_Names = Annotated[tuple[_Name, ...], Field(max_length=MOST_REMEMBERED)]


class _Sent(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class SentSession(_Sent):
    """A session as the page sends it back."""

    locale: _Name | None = None
    fixed: bool = False
    answered: _Names = ()
    offered: _Names = ()
    situation: _Names = ()

    def session(self, content: Content) -> Session:
        """The session, without answers that there are not (any more)."""
        known = content.answers
        answered, offered = (tuple(i for i in ids if i in known) for ids in (self.answered, self.offered))
        return Session(self.locale, self.fixed, answered, offered=offered, situation=self.situation)


class SentMessage(_Sent):
    """A message as the page sends it."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    action: _Name = ""
    locale: _Name | None = None
    session: SentSession = Field(default_factory=SentSession)

    def message(self) -> Message:
        """The message for the conversation."""
        return Message(self.text, self.action, locale=self.locale)


def record(turn: Turn, diallable: Collection[str]) -> dict[str, Any]:
    """A turn for the page.

    Args:
        turn: the turn.
        diallable: numbers that become links where they stand in bold.
    """
    session = turn.session
    return {
        "outcome": turn.outcome,
        "locale": turn.locale,
        "effects": turn.effects,
        "replies": [_reply(reply, diallable) for reply in turn.replies],
        "session": {
            "locale": session.locale,
            "fixed": session.fixed,
            "answered": session.answered[:MOST_REMEMBERED],
            "offered": session.offered[:MOST_REMEMBERED],
            "situation": session.situation,
        },
    }


def _reply(reply: Reply, diallable: Collection[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "html": html(reply.text, diallable),
        "buttons": [[_button(button, reply) for button in row] for row in reply.buttons],
        "replaces": reply.replaces,
    }
    if reply.card:
        shown["card"] = {
            "name": reply.card.name,
            "number": reply.card.number,
            "address": dial(reply.card.number),
        }
    return shown


def _button(button: Button, reply: Reply) -> dict[str, str]:
    """A button; one that shares carries the text, since the page has no other chat to show it in."""
    if button.share:
        return {"label": button.label, "share": plain(reply.text)}
    return (
        {"label": button.label, "url": button.url}
        if button.url
        else {
            "label": button.label,
            "action": button.action,
        }
    )
