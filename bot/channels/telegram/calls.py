"""Calls of the Bot API put together here, where the library's own methods would take longer than the call.

And what a refusal means.
"""

from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

_NOBODY = ("chat not found", "user is deactivated", "bot can't initiate conversation", "peer_id_invalid")
"""What Telegram says of a chat that is no more (Bot API, 400)."""


async def call(api: Bot, method: str, *, read_timeout: float | None = None, **parameters: Any) -> Any:
    """Make a call.

    Args:
        api: the Bot API.
        method: its name there.
        read_timeout: seconds for one attempt; None: the usual ones.
        parameters: what goes to JSON as it is; those that are None are left out.

    Returns:
        what Telegram answers, as it came.

    Raises:
        TelegramError: Telegram refuses, or cannot be reached.
    """
    data = RequestData(
        [RequestParameter(name, value, None) for name, value in parameters.items() if value is not None]
    )
    seconds = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
    return await api.request.post(f"{api.base_url}/{method}", data, read_timeout=seconds)


def nobody_there(error: TelegramError) -> bool:
    """Whether a call was refused because there is nobody: blocked, removed, deactivated, no such chat."""
    none = isinstance(error, BadRequest) and error.message.lower().startswith(_NOBODY)
    return none or isinstance(error, Forbidden)
