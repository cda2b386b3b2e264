"""What Telegram shows of the bot itself: its menu of commands and its description, in each language."""

import logging

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.content.model import Content
from bot.conversation import Conversation
from bot.live import Live

_COMMAND = "command."

log = logging.getLogger(__name__)


def commands(content: Content) -> tuple[str, ...]:
    """The names of the commands, in the order of the menu: the phrases that describe them."""
    return tuple(key.removeprefix(_COMMAND) for key in content.phrases if key.startswith(_COMMAND))


async def publish(api: Bot, conversation: Conversation | Live) -> None:
    """Set menu and descriptions: for everyone, then for each complete language.

    The bot answers without them, so a refusal (Telegram limits how often they are set) is logged and no
    more.
    """
    complete = [language.locale for language in conversation.content.languages.values() if language.complete]
    try:
        for locale in (None, *complete):
            await _publish_in(api, conversation, locale)
    except TelegramError as error:
        log.warning("menu and descriptions were not set", exc_info=error)


async def _publish_in(api: Bot, conversation: Conversation | Live, locale: str | None) -> None:
    """Set menu and descriptions for one language, or for all languages that have none of their own."""
    menu = [
        BotCommand(name, conversation.say(f"{_COMMAND}{name}", locale))
        for name in commands(conversation.content)
    ]
    await api.set_my_commands(menu, language_code=locale)
    await api.set_my_description(conversation.say("profile.description", locale), language_code=locale)
    await api.set_my_short_description(
        conversation.say("profile.short_description", locale), language_code=locale
    )
