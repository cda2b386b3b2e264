"""Telegram's messages → what the conversation reads, or nothing where silence is meant.

They are read as they come (Bot API, "Message"), after a look at their shape (:mod:`.shape`): to make the
library's objects of them takes a tenth of the time of an answer.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from telegram import User
from telegram.constants import ChatType, MessageType

from bot.message import Message

Raw: TypeAlias = Mapping[str, Any]
"""An update, or a part of one, as Telegram sends it."""

WITH_CHAT = ("message", "edited_message", "my_chat_member")
"""The kinds of updates that name their chat."""

HELP = "/help"
"""What a bare mention of the bot stands for."""

_COMMAND = re.compile(r"\s*/(?P<name>\w{1,32})(?:@(?P<to>\w{3,32}))?(?=\s|$)", re.ASCII)

_KINDS = (  # an animation is a document as well, a venue a location: the first that is there counts
    ("photo", "photo"),
    ("live_photo", "photo"),
    ("paid_media", "photo"),
    ("voice", "voice"),
    ("video", "video"),
    ("video_note", "video"),
    ("audio", "audio"),
    ("sticker", "sticker"),
    ("dice", "sticker"),
    ("animation", "animation"),
    ("document", "file"),
    ("location", "location"),
    ("contact", "contact"),
    ("poll", "poll"),
    ("checklist", "poll"),
    ("story", "other"),
    ("game", "other"),
    ("invoice", "other"),
)


def chat_of(raw: Raw) -> int | None:
    """The chat whose order a readable update keeps; None for one of no chat."""
    holder = next((raw[key] for key in WITH_CHAT if raw.get(key)), None)
    if holder is None:
        holder = (raw.get("callback_query") or {}).get("message")
    return int(holder["chat"]["id"]) if holder else None


def read(incoming: Raw, me: User, commands: Collection[str]) -> Message | None:
    """What a person sent, or None where the bot stays silent.

    It is silent about what Telegram itself writes into a chat (joins, pins, titles), about its own answers
    shared into a chat, about other bots, and in a group about everything that is not addressed to it.
    """
    if _own_or_automatic(incoming, me) or not addressed(incoming, me, commands):
        return None
    locale = locale_of(incoming.get("from"))
    text = _words(incoming)
    if text:
        return Message(text=_plain_command(_without_mention(text, me)) or HELP, locale=locale)
    kind = _kind(incoming)
    return Message(unsupported=kind, locale=locale) if kind else None


def addressed(incoming: Raw, me: User, commands: Collection[str]) -> bool:
    """Whether a message is meant for the bot: in a private chat always.

    In a group: a command of ours, unless it names another bot; a mention; a reply to the bot.
    """
    if is_private(incoming):
        return True
    text = _words(incoming)
    command = _COMMAND.match(text)
    if command:
        name, to = command["name"].lower(), command["to"]
        return _is(to, me) if to else name in commands
    origin = (incoming.get("reply_to_message") or {}).get("from")
    return bool(_mention(me.username).search(text)) or (origin is not None and origin["id"] == me.id)


def is_private(incoming: Raw) -> bool:
    """Whether a message stands in a chat with one person."""
    return bool(incoming["chat"]["type"] == ChatType.PRIVATE)


def locale_of(person: Raw | None) -> str | None:
    """The language of a person's app, as two letters."""
    code: str = (person or {}).get("language_code") or ""
    return code[:2].lower() or None


def thread_of(incoming: Raw) -> int | None:
    """The topic of a forum in which a message stands."""
    return incoming.get("message_thread_id") if incoming.get("is_topic_message") else None


def _own_or_automatic(incoming: Raw, me: User) -> bool:
    """Whether a message comes from inline mode, from another bot or from a channel's feed."""
    through, sender = incoming.get("via_bot"), incoming.get("from")
    if through and through["id"] == me.id:
        return True
    from_bot = bool(sender and sender["is_bot"]) and incoming.get("sender_chat") is None
    return from_bot or bool(incoming.get("is_automatic_forward"))


def _words(incoming: Raw) -> str:
    """The text of a message, or the caption of a picture or file."""
    return incoming.get("text") or incoming.get("caption") or ""


def _kind(incoming: Raw) -> str | None:
    """The kind of a message without words; None for what Telegram itself writes into a chat."""
    for key, kind in _KINDS:
        if incoming.get(key):
            return kind
    known = any(incoming.get(key) not in (None, False) for key in MessageType)
    return None if known else "other"


def _plain_command(text: str) -> str:
    """A command without the name of the bot that it is meant for."""
    command = _COMMAND.match(text)
    return f"/{command['name']} {text[command.end() :].strip()}".strip() if command else text


def _without_mention(text: str, me: User) -> str:
    """A text without the mention that addresses the bot."""
    return _mention(me.username).sub("", text).strip()


@lru_cache(maxsize=1)
def _mention(username: str | None) -> re.Pattern[str]:
    """A mention of the bot by its user name; not the one in ``/help@name``, nor an e-mail address."""
    return re.compile(rf"\s*(?<![\w/.@+-])@{re.escape(username or '')}\b", re.ASCII | re.IGNORECASE)


def _is(name: str, me: User) -> bool:
    """Whether a user name is the bot's."""
    return name.lower() == (me.username or "").lower()
