"""Long polling: updates are fetched, and acknowledged once they are safe."""

import asyncio
import logging
from contextlib import suppress
from functools import partial

from telegram import Bot
from telegram.error import Conflict, NetworkError, TelegramError

from bot.channels.telegram.calls import call
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.transport import PATIENT
from bot.channels.telegram.updates import Raw

WANTED = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The kinds of updates that we ask Telegram for."""

_SECONDS = 30  # that Telegram keeps a request open while nothing happens
_READ = _SECONDS + 10.0
_PAGE = 100  # updates that Telegram gives at once
_MOMENT = 0.5  # seconds to wait for updates to be safe before more are fetched
_FIRST, _LONGEST = 0.2, 5.0  # seconds after a failure, doubled each time

log = logging.getLogger(__name__)


class Polling:
    """Fetches updates for the desk."""

    def __init__(self, api: Bot, desk: Desk) -> None:
        self._api = api
        self._desk = desk
        self._unsafe: dict[int, asyncio.Task[None]] = {}
        self._next = 0

    async def run(self) -> None:
        """Fetch until cancelled."""
        PATIENT.set(0)
        pause = _FIRST
        while True:
            await self._desk.room()
            try:
                updates = await self._fetch(_SECONDS, _PAGE)
            except TelegramError as error:
                await self._trouble(error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST)
                continue
            if pause > _FIRST:
                log.info("messages are fetched again")
            pause = _FIRST
            self._take(updates)
            if self._unsafe:
                await asyncio.wait(self._unsafe.values(), timeout=_MOMENT)

    async def acknowledge(self) -> None:
        """Tell Telegram which updates are safe, in the end."""
        PATIENT.set(0)
        if self._next:
            with suppress(TelegramError):
                await self._fetch(0, 1)

    def _take(self, updates: list[Raw]) -> None:
        """Hand over what is new."""
        for update in updates:
            number = int(update["update_id"])
            if number >= self._next:
                self._next = number + 1
                task = asyncio.create_task(self._desk.take(update))
                self._unsafe[number] = task
                task.add_done_callback(partial(self._safe, number))

    def _safe(self, number: int, _: asyncio.Task[None]) -> None:
        """Telegram may forget an update."""
        del self._unsafe[number]

    async def _fetch(self, seconds: int, most: int) -> list[Raw]:
        """The updates from the first on that is not safe yet."""
        updates = await call(
            self._api,
            "getUpdates",
            read_timeout=_READ,
            offset=min(self._unsafe, default=self._next),
            timeout=seconds,
            limit=most,
            allowed_updates=WANTED,
        )
        if not isinstance(updates, list):
            raise NetworkError("getUpdates gave no list")
        return list[Raw](updates)

    async def _trouble(self, error: TelegramError) -> None:
        """Fetching failed. It is tried again by itself; the log tells the operator why nothing comes in."""
        if isinstance(error, Conflict) and "webhook" in error.message:
            log.warning("a webhook was set, and is removed: WEBHOOK_URL is not set here")
            with suppress(TelegramError):
                await self._api.delete_webhook()
        elif isinstance(error, Conflict):
            log.error("another process fetches this bot's messages: stop one of the two")
        else:
            log.warning("messages could not be fetched, trying again", exc_info=error)
