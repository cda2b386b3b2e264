"""Hands the questions that no answer fits to the gap log, in nobody's way.

They are written every few seconds, so that their place in the database tells little of when they came; what
came since the last time is lost when the process is killed.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime

from bot.insights.gaps import GapLog
from bot.message import Effect, Message, Turn
from bot.storage.errors import AwayError

EVERY = 10.0
"""Seconds between two writings."""

_MOST = 1_000  # questions that wait to be written; more than that is a flood, and not kept


class Questions:
    """Keeps questions until they are written."""

    def __init__(self, log: GapLog) -> None:
        self._log = log
        self._waiting: list[tuple[int, str, str, str, date]] = []
        self._task: asyncio.Task[None] | None = None

    def note(self, chat: int, message: Message, turn: Turn) -> None:
        """Keep a question if no answer fits it."""
        if Effect.GAP in turn.effects and len(self._waiting) < _MOST:
            nearest = turn.choices[0].intent if turn.choices else ""
            self._waiting.append((chat, message.text, turn.locale, nearest, datetime.now(UTC).date()))

    async def open(self) -> None:
        """Begin to write every few seconds."""
        self._task = asyncio.create_task(self._write_now_and_then())

    async def close(self) -> None:
        """Write what is left, and stop."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(AwayError):
            await self._write()

    async def _write(self) -> None:
        """Write what came since the last time.

        Raises:
            AwayError: the database is away; what is left is kept for the next time.
        """
        while self._waiting:
            await asyncio.to_thread(self._log.add, *self._waiting[0])
            del self._waiting[0]

    async def _write_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            with suppress(AwayError):
                await self._write()
