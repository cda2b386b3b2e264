"""Tells those who run the service when an edit of the content is not served, and when it is mended."""

import asyncio
import logging
from collections.abc import Collection, Sequence

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.pace import PRIORITY, Priority
from bot.channels.telegram.replies import Place, deliver
from bot.channels.telegram.transport import PATIENT
from bot.content.problem import Problem
from bot.live import Live
from bot.message import Reply

_PATIENCE = 60  # seconds for a message that nobody waits for

log = logging.getLogger(__name__)


class Editors:
    """Writes to the administrators."""

    def __init__(self, live: Live, admins: Collection[int]) -> None:
        self._live = live
        self._admins = tuple(admins)
        self._refused = False
        self._telling: set[asyncio.Task[None]] = set()

    def watch(self, api: Bot) -> None:
        """Tell of every edit from now on. Called where the event loop runs; edits come from a thread."""
        loop = asyncio.get_running_loop()

        def tell(problems: Sequence[Problem]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._told, api, problems)

        self._live.listen(tell)

    def _told(self, api: Bot, problems: Sequence[Problem]) -> None:
        """An edit came: write, unless it was served as the one before it."""
        if not problems and not self._refused:
            return
        self._refused = bool(problems)
        task = asyncio.create_task(self._write(api, problems))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _write(self, api: Bot, problems: Sequence[Problem]) -> None:
        PRIORITY.set(Priority.BROADCAST)
        PATIENT.set(_PATIENCE)
        text = (
            self._live.say("edit.refused", None, count=str(len(problems)), first=_plain(str(problems[0])))
            if problems
            else self._live.say("edit.mended", None)
        )
        for chat in self._admins:
            try:
                await deliver(api, Place(chat), [Reply(text)])
            except TelegramError as error:
                log.warning("an administrator could not be told of an edit", exc_info=error)


def _plain(text: str) -> str:
    """A problem without the signs that Markdown would take for its own."""
    return text.replace("*", "∗").replace("[", "(").replace("]", ")").replace("`", "")
