"""The shape of an update, as far as it is read here (Bot API, "Getting updates").

Whoever knows the webhook's secret can send anything. What has not this shape is not Telegram's: it is set
aside before it is stored, and nothing behind the desk ever meets it.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_LARGEST = 2**52  # ids have 52 significant bits at most (Bot API, Chat and User)
_Id = Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)]
_Time = Annotated[int, Field(ge=0, le=2**32)]  # seconds since 1970


class _Part(BaseModel):
    """A part of an update. What is not named here may be anything."""

    model_config = ConfigDict(strict=True, extra="ignore")


class _Chat(_Part):
    id: _Id
    type: str


class _User(_Part):
    id: _Id
    is_bot: bool
    first_name: str
    username: str = ""
    language_code: str = ""


class _Bare(_Part):
    """A message that the bot cannot see any more."""

    message_id: _Id
    date: _Time
    chat: _Chat


class _Message(_Bare):
    sender: _User | None = Field(None, alias="from")
    sender_chat: _Chat | None = None
    edit_date: _Time = 0
    text: str = ""
    caption: str = ""
    media_group_id: str = ""
    message_thread_id: _Id = 0


class _Press(_Part):
    id: str
    sender: _User = Field(alias="from")
    data: str = ""
    message: _Bare | None = None


class _Query(_Part):
    id: str
    sender: _User = Field(alias="from")
    query: str


class _Standing(_Part):
    status: str


class _Membership(_Part):
    chat: _Chat
    sender: _User = Field(alias="from")
    new_chat_member: _Standing


class _Update(_Part):
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Press | None = None
    inline_query: _Query | None = None
    my_chat_member: _Membership | None = None


class UnreadableError(Exception):
    """An update has not the shape that Telegram gives it."""


def readable(update: Mapping[str, object]) -> bool:
    """Whether what is read of an update has the types that Telegram gives it."""
    try:
        _Update.model_validate(update)
    except ValidationError:
        return False
    return True
