"""What goes on beside the conversation: counting, news for subscribers, and those who run the service."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

from telegram import Bot

from bot.channels.telegram.news import post
from bot.channels.telegram.office import ACTION, COMMANDS, Office
from bot.channels.telegram.progress import PROGRESS
from bot.channels.telegram.updates import Raw, chat_of
from bot.conversation import Conversation
from bot.insights.gaps import GapLog
from bot.insights.questions import Questions
from bot.insights.report import Report, report
from bot.insights.tally import event_of
from bot.live import Live
from bot.message import Effect, Message, Turn
from bot.outreach.broadcasts import Broadcaster
from bot.storage.broadcasts import Broadcasts
from bot.storage.counts import CountsTable
from bot.storage.database import Database
from bot.storage.gaps import GapsTable
from bot.storage.seal import Seal
from bot.storage.subscribers import Subscribers

_COMMAND = re.compile(rf"/(?:{'|'.join(COMMANDS)})(?:@\w+)?(?:\s|$)")


class Backstage:
    """Works for as long as the service runs."""

    def __init__(  # noqa: PLR0913 everything that is needed beside the conversation
        self,
        conversation: Conversation | Live,
        database: Database,
        seal: Seal,
        process: int,
        *,
        admins: frozenset[int] = frozenset(),
        gaps_secret: str = "",
    ) -> None:
        """Prepare.

        Args:
            conversation: for what is said to people.
            database: where everything is kept.
            seal: seals addresses.
            process: the number of this process.
            admins: the chats of the administrators.
            gaps_secret: tells people apart who ask what no answer fits; empty: such questions are not kept.
        """
        self._conversation = conversation
        self._admins = admins
        self._counts, self._gaps = CountsTable(database), GapsTable(database)
        self._subscribers = Subscribers(database, seal)
        self._broadcasts = Broadcasts(database, seal, process)
        log = GapLog(self._gaps, conversation.content, gaps_secret) if gaps_secret else None
        self._questions = Questions(log) if log else None
        self._office = Office(conversation, self._broadcasts, self._subscribers, self._report)
        self._broadcaster: Broadcaster | None = None
        self._sending: asyncio.Task[None] | None = None

    async def serves(self, update: Raw, api: Bot) -> bool:
        """Serve an administrator; False where an update is none of theirs, or not for here.

        Their commands and buttons come before everybody's; anybody else's are forged, and go that way.
        """
        if chat_of(update) not in self._admins:
            return False
        incoming, query = update.get("message"), update.get("callback_query")
        if incoming and _COMMAND.match(incoming.get("text", "")):
            await self._office.message(incoming, api)
            return True
        if query and query.get("message") and query.get("data", "").startswith(ACTION):
            await self._office.button(query, api)
            return True
        return False

    async def open(self, api: Bot) -> None:
        """Begin."""
        if self._questions:
            await self._questions.open()
        self._broadcaster = Broadcaster(
            self._broadcasts, lambda chat, news: post(api, chat, news), lambda: self._conversation.content
        )
        self._sending = asyncio.create_task(self._broadcaster.run())

    async def close(self) -> None:
        """Finish what is under way, and write down what was asked."""
        if self._broadcaster and self._sending:
            self._broadcaster.stop()
            await self._sending
        await self._office.close()
        if self._questions:
            await self._questions.close()

    async def note(self, chat: int, message: Message, turn: Turn) -> None:
        """Count a turn, once its update is ticked off, and keep or drop the wish to get news.

        Raises:
            AwayError: the database is away, and the wish could not be kept.
        """
        if Effect.SUBSCRIBE in turn.effects:
            await asyncio.to_thread(self._subscribers.add, chat, turn.locale)
        if {Effect.UNSUBSCRIBE, Effect.FORGET, Effect.EXIT} & set(turn.effects):
            await asyncio.to_thread(self._subscribers.remove, chat)
        event, progress = event_of(turn, datetime.now(UTC).date()), PROGRESS.get()
        if event and progress:
            progress.count(event)
        if self._questions:
            self._questions.note(chat, message, turn)

    def _report(self, locale: str, days: int) -> Report:
        until = datetime.now(UTC).date()
        since = until - timedelta(days=days - 1)
        return report(self._counts, self._gaps, self._conversation.content, locale, since, until)
