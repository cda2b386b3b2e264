"""How the bot stands with Telegram: the token, and how messages come in. What to do where it is not well."""

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.errors import ChannelError
from bot.channels.telegram.app import Options, api
from bot.findings import Finding


async def findings(options: Options) -> list[Finding]:
    """The token and the webhook."""
    try:
        async with _bot(options) as bot:
            known = Finding("token", well=True, text=f"Telegram knows it, as @{bot.username}")
            info = await bot.get_webhook_info()
            return [known, *_of_webhook(info, options)]
    except ChannelError as error:
        return [Finding("token", well=False, text=str(error))]
    except InvalidToken:
        text = "Telegram does not accept it: copy it again from @BotFather, /mybots, API Token"
        return [Finding("token", well=False, text=text)]
    except TelegramError:
        text = (
            "the Bot API cannot be reached: check this machine's network, and TELEGRAM_API_URL if it is set"
        )
        return [Finding("Telegram", well=False, text=text)]


async def webhook_findings(options: Options) -> list[Finding]:
    """How messages come in."""
    return [each for each in await findings(options) if each.subject != "token" or not each.well]


async def set_webhook(options: Options) -> None:
    """Have messages brought.

    Raises:
        ChannelError: Telegram refuses, or cannot be reached.
    """
    if options.hook is None:
        raise ValueError("no webhook")
    try:
        async with _bot(options) as bot:
            await options.hook.register(bot)
    except TelegramError as error:
        raise ChannelError(f"the webhook was not set ({type(error).__name__}): check WEBHOOK_URL") from None


async def remove_webhook(options: Options) -> None:
    """Have messages kept until they are fetched.

    Raises:
        ChannelError: Telegram refuses, or cannot be reached.
    """
    try:
        async with _bot(options) as bot:
            await bot.delete_webhook()
    except TelegramError as error:
        raise ChannelError(f"the webhook was not removed ({type(error).__name__})") from None


def _bot(options: Options) -> Bot:
    return api(options.token, options.api_url)


def _of_webhook(info: WebhookInfo, options: Options) -> list[Finding]:
    """Whether messages come in as the settings say."""
    wanted = options.hook.url if options.hook else ""
    if info.url != wanted:
        remedy = "vigie webhook set" if wanted else "vigie webhook remove, or set WEBHOOK_URL"
        now = "another address is set" if info.url and wanted else "one is set" if info.url else "none is set"
        return [Finding("webhook", well=False, text=f"{now}, which is not what WEBHOOK_URL says: {remedy}")]
    fetched = "none, messages are fetched, by one process (worker: of the Procfile, without web:)"
    how = f"messages are brought to {info.url}" if wanted else fetched
    waiting = f"; {info.pending_update_count} wait"
    found = [Finding("webhook", well=True, text=how + waiting)]
    if info.last_error_message:
        when = f"{info.last_error_date:%Y-%m-%d %H:%M} UTC" if info.last_error_date else "lately"
        text = f"Telegram last failed to bring a message {when}: {info.last_error_message}"
        found.append(Finding("webhook", well=False, text=text))
    return found
