"""Replies → calls of the Bot API: texts, keyboards, contact cards; sent anew or edited in place."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.calls import call
from bot.channels.telegram.progress import PROGRESS
from bot.channels.telegram.render import pieces
from bot.channels.telegram.traces import Sent
from bot.message import Button, Card, Reply

Json: TypeAlias = dict[str, Any]

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_NO_PREVIEW = NO_PREVIEW.to_dict()

_DIALLED = re.compile(r"\+?[\d ()-]{3,32}")  # a number of two digits makes no card; the text has it too
_DELETED_AT_ONCE = 100  # ids that deleteMessages takes


@dataclass(frozen=True, slots=True)
class Place:
    """Where replies go."""

    chat: int
    thread: int | None = None
    """The topic of a forum."""
    quoted: int | None = None
    """The message that the first reply quotes, in a group."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message to be written."""

    html: str
    keyboard: Json | None = None
    """As the Bot API wants it."""


async def deliver(
    api: Bot, place: Place, replies: Iterable[Reply], *, over: Iterable[Sent] = ()
) -> tuple[Sent, ...]:
    """Send replies; where messages stand that they replace, edit these first, and delete what is left.

    What was sent before the process died (:data:`PROGRESS`) is not sent again.

    Returns the messages that now hold the replies.
    """
    progress = PROGRESS.get()
    standing = [sent for sent in over if sent.editable]
    surplus = [sent for sent in over if not sent.editable]
    holding: list[Sent] = []
    posts = list(_posts(replies, inline_mode=api.supports_inline_queries))
    for number, post in enumerate(posts, 1):
        before = standing.pop(0) if standing and isinstance(post, Text) else None
        sent = progress and progress.next()
        if not sent:
            sent = await _post(api, place, post, before, quoting=not holding)
            if progress:
                await progress.made(sent, last=number == len(posts))
        holding.append(sent)
    await delete(api, place.chat, [sent.id for sent in surplus + standing])
    return tuple(holding)


async def _post(api: Bot, place: Place, post: Text | Card, before: Sent | None, *, quoting: bool) -> Sent:
    """Send a message, or put it in the place of the one before."""
    if isinstance(post, Card):
        return await _hand_card(api, place, post)
    edited = before and await _edit(api, place, before, post)
    return edited or await _send(api, place, post, quoting=quoting)


async def delete(api: Bot, chat: int, messages: list[int]) -> None:
    """Delete messages; those that cannot be deleted any more stay."""
    for start in range(0, len(messages), _DELETED_AT_ONCE):
        with suppress(BadRequest):
            await api.delete_messages(chat, messages[start : start + _DELETED_AT_ONCE])


def keyboard(rows: tuple[tuple[Button, ...], ...], *, inline_mode: bool) -> InlineKeyboardMarkup | None:
    """Buttons under a message. Those that share an answer need the bot's inline mode to be on."""
    shown = [[_key(button) for button in row if inline_mode or not button.share] for row in rows]
    keys = [row for row in shown if row]
    return InlineKeyboardMarkup(keys) if keys else None


@lru_cache(maxsize=500)  # those under answers are few
def _keyboard(rows: tuple[tuple[Button, ...], ...], *, inline_mode: bool) -> Json | None:
    """Buttons under a message, as the Bot API wants them."""
    made = keyboard(rows, inline_mode=inline_mode)
    return made.to_dict() if made else None


def _posts(replies: Iterable[Reply], *, inline_mode: bool) -> Iterator[Text | Card]:
    """The messages that replies make: long ones several, the buttons under the last."""
    for reply in replies:
        texts = pieces(reply.text)
        yield from (Text(text) for text in texts[:-1])
        yield from (Text(text, _keyboard(reply.buttons, inline_mode=inline_mode)) for text in texts[-1:])
        if reply.card and _DIALLED.fullmatch(reply.card.number):
            yield reply.card


def _key(button: Button) -> InlineKeyboardButton:
    """One button."""
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.share:
        return InlineKeyboardButton(button.label, switch_inline_query=button.share)
    return InlineKeyboardButton(button.label, callback_data=button.action)


async def _send(api: Bot, place: Place, text: Text, *, quoting: bool) -> Sent:
    """Send a text."""
    made = await call(
        api,
        "sendMessage",
        chat_id=place.chat,
        text=text.html,
        parse_mode=ParseMode.HTML.value,
        reply_markup=text.keyboard,
        link_preview_options=_NO_PREVIEW,
        message_thread_id=place.thread,
        reply_parameters=_quote(place) if quoting else None,
    )
    return Sent(made["message_id"])


def _quote(place: Place) -> Json | None:
    """The message that a reply quotes, if it still stands."""
    return {"message_id": place.quoted, "allow_sending_without_reply": True} if place.quoted else None


async def _edit(api: Bot, place: Place, sent: Sent, text: Text) -> Sent | None:
    """Put a text in the place of another; None where that message is gone or too old."""
    try:
        await call(
            api,
            "editMessageText",
            chat_id=place.chat,
            message_id=sent.id,
            text=text.html,
            parse_mode=ParseMode.HTML.value,
            reply_markup=text.keyboard,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" in error.message.lower():
            return sent
        if "to edit" in error.message.lower() or "can't be edited" in error.message.lower():
            return None
        raise
    return sent


async def _hand_card(api: Bot, place: Place, card: Card) -> Sent:
    """Send a contact that the person's app can dial and save."""
    message = await api.send_contact(
        place.chat, phone_number=card.number, first_name=card.name, message_thread_id=place.thread
    )
    return Sent(message.message_id, editable=False)
