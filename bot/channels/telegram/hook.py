"""Where Telegram brings updates to, and how it learns that."""

from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlsplit

from telegram import Bot

from bot.channels.telegram.polling import WANTED

CONNECTIONS = 100
"""Connections that Telegram may open (setWebhook, max_connections)."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram brings updates to."""

    url: str
    """The public address."""
    secret: str
    """What Telegram says to prove that it is Telegram (letters, digits, _ and -)."""
    host: str = "127.0.0.1"
    port: int = 8080

    @property
    def path(self) -> str:
        """The path at which updates come in."""
        return urlsplit(self.url).path or "/"

    async def register(self, api: Bot) -> None:
        """Tell Telegram where to bring updates. What waits meanwhile is not lost.

        Raises:
            TelegramError: Telegram refuses, or cannot be reached.
        """
        await api.set_webhook(
            self.url, secret_token=self.secret, allowed_updates=WANTED, max_connections=CONNECTIONS
        )


def secret_of(token: str) -> str:
    """The webhook's secret where the operator sets none: made from the token, the same in every process."""
    return blake2b(token.encode(), digest_size=24, person=b"vigie webhook").hexdigest()
