"""Settings → how the Telegram channel serves."""

from bot.channels.telegram import Hook, Options, secret_of
from bot.settings import Settings


def options(settings: Settings, host: str | None = None, port: int | None = None) -> Options:
    """How the channel serves under these settings."""
    return Options(
        settings.token.get_secret_value(),
        settings.api_url,
        database=settings.database,
        secret=settings.secret.get_secret_value(),
        hook=hook(settings, host, port),
        rate=settings.rate,
        chat_limits=settings.rate > 0,
        metrics_token=settings.metrics_token.get_secret_value(),
        admins=settings.admins,
        gaps=settings.gaps,
    )


def hook(settings: Settings, host: str | None = None, port: int | None = None) -> Hook | None:
    """Where Telegram brings messages to; None where they are fetched."""
    if not settings.webhook_url:
        return None
    secret = settings.webhook_secret.get_secret_value() or secret_of(settings.token.get_secret_value())
    return Hook(settings.webhook_url, secret, host or settings.host, settings.port if port is None else port)
