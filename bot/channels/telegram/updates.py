"""Telegram's messages → what the conversation reads, or nothing where silence is meant."""

import re
from collections.abc import Collection

from telegram import Message as Incoming
from telegram import User
from telegram.constants import ChatType
from telegram.helpers import effective_message_type

from bot.message import Message

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


def read(incoming: Incoming, me: User, commands: Collection[str]) -> Message | None:
    """What a person sent, or None where the bot stays silent.

    It is silent about what Telegram itself writes into a chat (joins, pins, titles), about its own answers
    shared into a chat, about other bots, and in a group about everything that is not addressed to it.
    """
    if _own_or_automatic(incoming, me) or not addressed(incoming, me, commands):
        return None
    locale = locale_of(incoming.from_user)
    text = _words(incoming)
    if text:
        return Message(text=_plain_command(_without_mention(text, me)) or HELP, locale=locale)
    kind = _kind(incoming)
    return Message(unsupported=kind, locale=locale) if kind else None


def addressed(incoming: Incoming, me: User, commands: Collection[str]) -> bool:
    """Whether a message is meant for the bot: in a private chat always.

    In a group: a command of ours, unless it names another bot; a mention; a reply to the bot.
    """
    if incoming.chat.type == ChatType.PRIVATE:
        return True
    text = _words(incoming)
    command = _COMMAND.match(text)
    if command:
        name, to = command["name"].lower(), command["to"]
        return _is(to, me) if to else name in commands
    origin = incoming.reply_to_message and incoming.reply_to_message.from_user
    return bool(_mention(me).search(text)) or (origin is not None and origin.id == me.id)


def locale_of(person: User | None) -> str | None:
    """The language of a person's app, as two letters."""
    return person.language_code[:2].lower() if person and person.language_code else None


def _own_or_automatic(incoming: Incoming, me: User) -> bool:
    """Whether a message comes from inline mode, from another bot or from a channel's feed."""
    if incoming.via_bot and incoming.via_bot.id == me.id:
        return True
    sender = incoming.from_user
    from_bot = sender is not None and sender.is_bot and incoming.sender_chat is None
    return from_bot or bool(incoming.is_automatic_forward)


def _words(incoming: Incoming) -> str:
    """The text of a message, or the caption of a picture or file."""
    return incoming.text or incoming.caption or ""


def _kind(incoming: Incoming) -> str | None:
    """The kind of a message without words; None for what Telegram itself writes into a chat."""
    for attribute, kind in _KINDS:
        if incoming[attribute]:
            return kind
    return None if effective_message_type(incoming) else "other"


def _plain_command(text: str) -> str:
    """A command without the name of the bot that it is meant for."""
    command = _COMMAND.match(text)
    return f"/{command['name']} {text[command.end() :].strip()}".strip() if command else text


def _without_mention(text: str, me: User) -> str:
    """A text without the mention that addresses the bot."""
    return _mention(me).sub("", text).strip()


def _mention(me: User) -> re.Pattern[str]:
    """A mention of the bot by its user name; not the one in ``/help@name``, nor an e-mail address."""
    return re.compile(rf"\s*(?<![\w/.@+-])@{re.escape(me.username or '')}\b", re.ASCII | re.IGNORECASE)


def _is(name: str, me: User) -> bool:
    """Whether a user name is the bot's."""
    return name.lower() == (me.username or "").lower()
