"""The Telegram channel: messages, buttons and inline queries, by long polling or a webhook."""

import os

from bot.channels.telegram.app import TELEGRAM, Options, serve
from bot.channels.telegram.hook import Hook, secret_of

__all__ = ["TELEGRAM", "Hook", "Options", "secret_of", "serve"]

os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta: the library warns otherwise
