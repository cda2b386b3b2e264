"""Sends broadcasts: each subscriber once, in their language, after everything that is more urgent.

Many processes may run this; each broadcast is sent by one of them at a time (:mod:`bot.storage.broadcasts`).
Whatever is known of a message's fate is written down before the next ones go, so that a process may be killed
at any moment: only a message that was under way just then can come twice.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.content.fill import fill
from bot.content.model import Content
from bot.storage.broadcasts import LEASE, Broadcast, Broadcasts, Fate, Recipient
from bot.storage.errors import AwayError

AT_ONCE = 4
"""Messages under way at the same time at most: thirty a second, where a round trip takes 130 ms."""
RATE = 30.0
"""Messages a second at most, evenly: so that hardly ever more are under way at once than need be."""
TRIES = 8
"""How often a message is tried that Telegram fails to take (5xx)."""

_LOOK = 1.0  # seconds between two looks for something to send
_AHEAD = 100  # recipients read at a time
_LONGEST = 60.0  # seconds between two tries
_FLOOD = 3  # refusals in a row that mean that everybody has to wait

log = logging.getLogger(__name__)


class GoneError(Exception):
    """The chat blocked the bot, or does not exist any more."""


class RefusedError(Exception):
    """The message cannot be sent, now or later."""


class LaterError(Exception):
    """The message was not taken this time."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        """How long Telegram asked to wait (429); None: it failed for another reason (5xx, network)."""


@dataclass(frozen=True, slots=True)
class News:
    """A message to a subscriber; its parts are Markdown."""

    opening: str
    """What a locked phone may show: it says nothing of what the message is about."""
    text: str
    ending: str
    """How to stop."""


Post = Callable[[int, News], Awaitable[None]]
"""Sends a message to a chat.

Raises:
    GoneError, RefusedError, LaterError: it was not taken.
"""


def news(texts: Mapping[str, str], content: Content, locale: str) -> News:
    """A broadcast as a subscriber reads it.

    Args:
        texts: its text in each language.
        content: has what stands before and after it.
        locale: the subscriber's language.
    """

    def phrase(key: str) -> str:
        return fill(content.choose(content.phrases[key], locale), locale, content).strip()

    text = fill(content.choose(texts, locale), locale, content)
    return News(phrase("news.opening"), text, phrase("news.stop"))


class Broadcaster:
    """Sends whatever broadcast is to be sent, until told to stop."""

    def __init__(self, table: Broadcasts, post: Post, content: Callable[[], Content]) -> None:
        """Prepare.

        Args:
            table: the broadcasts.
            post: sends a message.
            content: the content that is served now.
        """
        self._table = table
        self._post = post
        self._content = content
        self._stop = asyncio.Event()
        self._held = 0.0  # when this process last made sure that it may send (monotonic)
        self._next = 0.0  # when the next message may go (monotonic)
        self._refusals = 0
        self._pause_until = 0.0

    async def run(self) -> None:
        """Send what is to be sent, until :meth:`stop`."""
        try:
            while not self._stop.is_set():
                if not await self._one_broadcast():
                    await self._sleep(_LOOK)
        finally:
            self._table.close()

    def stop(self) -> None:
        """Begin nothing more; :meth:`run` returns when what is under way is noted."""
        self._stop.set()

    async def _one_broadcast(self) -> bool:
        """Send a broadcast as far as this process may; whether there was one."""
        try:
            found = await asyncio.to_thread(self._table.claim)
            if found:
                self._held = time.monotonic()
                log.info("sending broadcast %d, %d to go", found.id, found.left)
                await self._send(found)
                await asyncio.to_thread(self._table.release, found.id)
        except AwayError:
            log.warning("broadcasts wait for the database")
            return False
        return found is not None

    async def _send(self, broadcast: Broadcast) -> None:
        """Send to one recipient after the other, some at once, for as long as this process may."""
        sending = _Sending()
        async with asyncio.TaskGroup() as group:
            while not (sending.over.is_set() or self._stop.is_set()):
                begun = set(sending.under_way)
                try:
                    ready, wait = await asyncio.to_thread(self._table.due, broadcast.id, _AHEAD)
                except AwayError:
                    await self._sleep(_LOOK)
                    continue
                self._held = time.monotonic()
                # What was under way when the table was read may have been settled since: it is not due again.
                fresh = [each for each in ready if each.name not in begun]
                for recipient in fresh:
                    await self._sleep(self._next - time.monotonic())
                    await sending.room.acquire()
                    if sending.over.is_set() or self._stop.is_set() or not self._may():
                        sending.room.release()
                        break
                    self._next = max(self._next, time.monotonic() - AT_ONCE / RATE) + 1 / RATE
                    sending.under_way.add(recipient.name)
                    group.create_task(self._one(broadcast, recipient, sending))
                if wait is None and not sending.under_way:
                    await asyncio.to_thread(self._table.finish, broadcast.id)
                    return
                if not fresh:
                    await self._sleep(min(max(wait or 0.0, 0.05), _LOOK))

    def _may(self) -> bool:
        """Whether no other process can have taken the broadcast over, and Telegram takes messages."""
        now = time.monotonic()
        return now - self._held < LEASE / 2 and now >= self._pause_until

    async def _one(self, broadcast: Broadcast, recipient: Recipient, sending: "_Sending") -> None:
        """Send to one recipient, and note what became of it before the place is free for another."""
        try:
            try:
                message = news(broadcast.texts, self._content(), recipient.locale)
                await self._post(recipient.chat, message)
                note = self._settled(broadcast, recipient, Fate.SENT)
                self._refusals = 0
            except GoneError:
                note = self._settled(broadcast, recipient, Fate.GONE)
            except RefusedError:
                note = self._settled(broadcast, recipient, Fate.FAILED)
            except LaterError as error:
                note = self._later(broadcast, recipient, error)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one message, the others go out
                log.error("a message of a broadcast was not sent: %s", type(error).__name__)  # noqa: TRY400 - likewise nothing more
                note = self._later(broadcast, recipient, LaterError())
            if not await self._until_noted(note):
                sending.over.set()
        finally:
            sending.under_way.discard(recipient.name)
            sending.room.release()

    def _settled(self, broadcast: Broadcast, recipient: Recipient, fate: Fate) -> Callable[[], bool]:
        return lambda: self._table.settle(broadcast.id, recipient, fate)

    def _later(self, broadcast: Broadcast, recipient: Recipient, error: LaterError) -> Callable[[], bool]:
        """Try again later, or give up."""
        if error.seconds is not None:
            self._refusals += 1
            if self._refusals >= _FLOOD:  # not this chat is too fast, but the bot
                self._pause_until = time.monotonic() + error.seconds
            seconds = error.seconds
            return lambda: self._table.postpone(broadcast.id, recipient, seconds, counts=False)
        if recipient.tries + 1 >= TRIES:
            return self._settled(broadcast, recipient, Fate.FAILED)
        wait = min(2.0**recipient.tries, _LONGEST)
        return lambda: self._table.postpone(broadcast.id, recipient, wait)

    async def _until_noted(self, note: Callable[[], bool]) -> bool:
        """Write down what became of a message, however long the database is away."""
        while True:
            try:
                going = await asyncio.to_thread(note)
            except AwayError:
                await asyncio.sleep(_LOOK)
            else:
                self._held = time.monotonic() if going else self._held
                return going

    async def _sleep(self, seconds: float) -> None:
        """Wait, but not beyond a stop."""
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        except TimeoutError:
            return


class _Sending:
    """What is under way of one broadcast."""

    def __init__(self) -> None:
        self.room = asyncio.Semaphore(AT_ONCE)
        self.under_way: set[int] = set()
        self.over = asyncio.Event()
        """Paused, cancelled, or taken over by another process."""
