"""A broadcast's message on Telegram: sent after everything else, and readable only when it is touched."""

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.channels.telegram.calls import nobody_there
from bot.channels.telegram.pace import PRIORITY, Priority
from bot.channels.telegram.render import pieces
from bot.channels.telegram.replies import NO_PREVIEW
from bot.channels.telegram.transport import PATIENT
from bot.outreach.broadcasts import GoneError, LaterError, News, RefusedError


def html(news: News) -> str:
    """A message as HTML. Its text is hidden until it is touched, on a locked phone too.

    Raises:
        ValueError: it does not fit into one message.
    """
    texts = (news.opening, news.text, news.ending)
    parts = [pieces(text) for text in texts]
    if any(len(part) != 1 for part in (*parts, pieces("\n\n".join(texts)))):
        raise ValueError("a broadcast is one message: shorten its text")
    opening, text, ending = (part[0] for part in parts)
    return f"{opening}\n\n<tg-spoiler>{text}</tg-spoiler>\n\n{ending}"


async def post(api: Bot, chat: int, news: News) -> None:
    """Send a message once; its fate is told by what is raised.

    Raises:
        GoneError, RefusedError, LaterError: it was not taken.
    """
    PRIORITY.set(Priority.BROADCAST)
    PATIENT.set(0.0)
    try:
        text = html(news)
    except ValueError:
        raise RefusedError from None
    try:
        await api.send_message(chat, text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
    except ChatMigrated:  # a group that became a supergroup is another chat: it may subscribe again
        raise GoneError from None
    except (Forbidden, BadRequest) as error:
        raise (GoneError if nobody_there(error) else RefusedError) from None
    except RetryAfter as error:
        raise LaterError(_seconds(error)) from None
    except TelegramError:
        raise LaterError from None


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
