"""What goes into a conversation and what comes out: values that every channel shares.

A Telegram update, a line typed in a console and a message from the web page all become a
:class:`Message`; each gets a :class:`Turn` back. Texts are Markdown: a channel renders them its own way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    FALLBACK = "fallback"
    URGENT = "urgent"


class Effect(StrEnum):
    """Something that the channel must do beside showing the replies."""

    FORGET = "forget"
    """Delete everything that is kept about the chat."""
    EXIT = "exit"
    """Delete what can still be deleted of the conversation, then forget the chat."""
    SUBSCRIBE = "subscribe"
    """Keep the chat's wish to get campaign messages."""
    UNSUBSCRIBE = "unsubscribe"
    """Drop the chat's wish to get campaign messages."""
    HELPFUL = "helpful"
    """The answer was found helpful: count it."""
    UNHELPFUL = "unhelpful"
    """The answer was not found helpful: count it."""
    GAP = "gap"
    """No answer fits the question: a channel that keeps such questions may keep it, scrubbed."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sent.

    Exactly one of text, action and unsupported matters, in the order action, unsupported, text.
    """

    text: str = ""
    action: str = ""
    """The action of the button that was pressed."""
    unsupported: str = ""
    """The kind of a message without a text to read: photo, voice, sticker, location, contact, file…"""
    locale: str | None = None
    """The language of the person's app, as two letters: a hint, no more."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is remembered from one message to the next. It holds nothing that the person wrote."""

    locale: str | None = None
    """The language of the last exchange."""
    fixed: bool = False
    """Whether the person chose that language with /language."""
    answered: tuple[str, ...] = ()
    """The intents that were answered last, for "source?" and "tell me more"."""
    subscribed: bool = False
    """Whether the person asked for news; the channel knows, and says so here."""
    offered: tuple[str, ...] = ()
    """The intents that were offered last, in the order shown, for "2" and "the other one"."""
    situation: tuple[str, ...] = ()
    """For the next card: the cards that told who speaks (a child, a relative) and that they are abroad, and
    the country that they are in, if it is not Peru."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press under a reply: exactly one of action, url and share is set."""

    label: str
    action: str = ""
    """Comes back as :attr:`Message.action`; at most 64 bytes (Bot API, callback_data)."""
    url: str = ""
    share: str = ""
    """A query with which the person's app offers an answer in another chat (Telegram inline mode)."""


@dataclass(frozen=True, slots=True)
class Card:
    """A contact that the person's app can dial and save."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person."""

    text: str
    """Markdown: paragraphs, bold, italic, bullets and links."""
    buttons: tuple[tuple[Button, ...], ...] = ()
    card: Card | None = None
    """Sent after the text, where the channel has such cards."""
    replaces: bool = False
    """Stands in the place of the message whose button was pressed, where the channel can."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that was offered instead of given."""

    intent: str
    title: str
    reply: str
    """The answer as the person would read it, Markdown."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message led to."""

    outcome: Outcome
    replies: tuple[Reply, ...]
    session: Session
    locale: str
    intent: str | None = None
    """The first intent answered."""
    confidence: float = 0.0
    choices: tuple[Choice, ...] = ()
    effects: tuple[Effect, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    """What an effect is about: ``intent`` of a helpful answer, ``campaign`` of a deep link."""
