"""What Telegram shows of the bot itself: its menu of commands and its description, in each language."""

import logging
from collections.abc import Iterable

from telegram import Bot, BotCommand, BotCommandScopeChat
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
    try:
        for locale in _locales(conversation):
            await _publish_in(api, conversation, locale)
    except TelegramError as error:
        log.warning("menu and descriptions were not set", exc_info=error)


async def publish_office(
    api: Bot, conversation: Conversation | Live, admins: Iterable[int], names: Iterable[str]
) -> None:
    """Add the commands of the administrators to the menu in their own chats, in each complete language.

    Args:
        api: the Bot API.
        conversation: has the words.
        admins: their chats. One that never wrote to the bot is refused by Telegram, and gets its menu when
            the service starts next.
        names: the commands.
    """
    added = [(name, f"office.menu.{name}") for name in names]
    for chat in admins:
        try:
            for locale in _locales(conversation):
                menu = [*added, *_everybodys(conversation)]
                await api.set_my_commands(
                    _said(conversation, menu, locale),
                    scope=BotCommandScopeChat(chat),
                    language_code=locale,
                )
        except TelegramError as error:
            log.info("an administrator has no menu yet: write to the bot first", exc_info=error)


def _locales(conversation: Conversation | Live) -> tuple[str | None, ...]:
    """For everyone, then each complete language."""
    languages = conversation.content.languages.values()
    return (None, *(language.locale for language in languages if language.complete))


def _everybodys(conversation: Conversation | Live) -> list[tuple[str, str]]:
    """The commands of everybody, and the phrases that describe them."""
    return [(name, f"{_COMMAND}{name}") for name in commands(conversation.content)]


def _said(
    conversation: Conversation | Live, menu: Iterable[tuple[str, str]], locale: str | None
) -> list[BotCommand]:
    return [BotCommand(name, conversation.say(key, locale)) for name, key in menu]


async def _publish_in(api: Bot, conversation: Conversation | Live, locale: str | None) -> None:
    """Set menu and descriptions for one language, or for all languages that have none of their own."""
    menu = _said(conversation, _everybodys(conversation), locale)
    await api.set_my_commands(menu, language_code=locale)
    await api.set_my_description(conversation.say("profile.description", locale), language_code=locale)
    await api.set_my_short_description(
        conversation.say("profile.short_description", locale), language_code=locale
    )
