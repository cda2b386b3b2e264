"""The shape of an update, as far as it is read here (Bot API, "Getting updates").

Whoever knows the webhook's secret can send anything. What has not this shape is not Telegram's: it is set
aside before it is stored, and nothing behind the desk ever meets it.

A few lines here do for the whole of it; pydantic would take 15 MB in the process that serves, which needs it
for nothing else.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any], bool]
"""Whether a value is what Telegram would send."""

_LARGEST = 2**52  # ids have 52 significant bits at most (Bot API, Chat and User)
_LAST = 2**32  # seconds since 1970


def readable(update: Mapping[str, object]) -> bool:
    """Whether what is read of an update has the types that Telegram gives it."""
    return _UPDATE(update)


def _id(value: Any) -> bool:
    return type(value) is int and -_LARGEST <= value <= _LARGEST


def _time(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _LAST


def _flag(value: Any) -> bool:
    return type(value) is bool


def _text(value: Any) -> bool:
    return type(value) is str


def _part(*, needs: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> Check:
    """A part of an update, by its keys. What is not named may be anything."""
    needed, possible = tuple(needs.items()), tuple((may or {}).items())

    def check(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for key, fits in needed:
            if key not in value or not fits(value[key]):
                return False
        return all(key not in value or fits(value[key]) for key, fits in possible)

    return check


def _or_null(fits: Check) -> Check:
    return lambda value: value is None or fits(value)


_CHAT = _part(needs={"id": _id, "type": _text})
_USER = _part(
    needs={"id": _id, "is_bot": _flag, "first_name": _text},
    may={"username": _text, "language_code": _text},
)
_SOMEBODY = _part(needs={"id": _id})
_BARE = {"message_id": _id, "date": _time, "chat": _CHAT}
_MESSAGE = _part(
    needs=_BARE,
    may={
        "from": _or_null(_USER),
        "sender_chat": _or_null(_CHAT),
        "edit_date": _time,
        "text": _text,
        "caption": _text,
        "media_group_id": _text,
        "message_thread_id": _id,
        "is_topic_message": _flag,
        "is_automatic_forward": _flag,
        "via_bot": _or_null(_SOMEBODY),
        "reply_to_message": _or_null(_part(needs={}, may={"from": _or_null(_SOMEBODY)})),
    },
)
_PRESSED = _part(needs=_BARE, may={"message_thread_id": _id, "is_topic_message": _flag})
_PRESS = _part(
    needs={"id": _text, "from": _USER},
    may={"data": _text, "message": _or_null(_PRESSED)},
)
_QUERY = _part(needs={"id": _text, "from": _USER, "query": _text})
_MEMBERSHIP = _part(needs={"chat": _CHAT, "from": _USER, "new_chat_member": _part(needs={"status": _text})})
_UPDATE = _part(
    needs={},
    may={
        "message": _or_null(_MESSAGE),
        "edited_message": _or_null(_MESSAGE),
        "callback_query": _or_null(_PRESS),
        "inline_query": _or_null(_QUERY),
        "my_chat_member": _or_null(_MEMBERSHIP),
    },
)
