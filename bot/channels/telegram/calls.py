"""Calls of the Bot API put together here, where the library's own methods would take longer than the call."""

from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter


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
