"""The Telegram channel: messages, buttons and inline queries, by long polling or a webhook."""

import bot.channels.telegram.library  # noqa: F401 - before everything that imports the library
from bot.channels.telegram.app import TELEGRAM, Options, serve
from bot.channels.telegram.hook import Hook, secret_of

__all__ = ["TELEGRAM", "Hook", "Options", "secret_of", "serve"]
