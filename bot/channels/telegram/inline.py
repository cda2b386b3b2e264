"""Inline mode: ``@name question`` in any chat offers answers to share there."""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode

from bot.channels.plain import plain
from bot.channels.telegram.render import pieces
from bot.channels.telegram.replies import NO_PREVIEW
from bot.conversation import Conversation
from bot.live import Live
from bot.message import Choice

LIMIT = 10
"""How many answers are offered: what a phone shows with a little scrolling."""

CACHE = 300
"""For how many seconds Telegram may give the same offers for the same query."""

_DESCRIPTION = 120


@dataclass(frozen=True, slots=True)
class Offers:
    """Answers to share."""

    articles: tuple[InlineQueryResultArticle, ...]
    personal: bool
    """Whether others would be offered something else for the same query."""


def offers(conversation: Conversation | Live, query: str, locale: str | None) -> Offers:
    """The best answers to a query; where none fits, those that suit everyone.

    A query like "1818" has no language: then the person's app decides, and Telegram must not give one
    person's offers to another.
    """

    def found(locale: str | None) -> tuple[Choice, ...]:
        return conversation.search(query, locale, LIMIT) or conversation.search("", locale, LIMIT)

    choices = found(locale)
    personal = any(found(other) != choices for other in conversation.content.languages)
    return Offers(tuple(_articles(choices)), personal)


def _articles(choices: Iterable[Choice]) -> Iterable[InlineQueryResultArticle]:
    """Each answer with its title, its first words and the message that is shared."""
    for choice in choices:
        yield InlineQueryResultArticle(
            choice.intent,
            choice.title,
            InputTextMessageContent(
                pieces(choice.reply)[0], parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
            ),
            description=_beginning(plain(choice.reply)),
        )


def _beginning(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= _DESCRIPTION:
        return line
    return f"{line[:_DESCRIPTION].rpartition(' ')[0]}…"
