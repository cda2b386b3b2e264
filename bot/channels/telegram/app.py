"""The Telegram channel: its parts put together, and how it starts, serves and stops."""

import asyncio
import logging
import random
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.errors import ChannelError
from bot.channels.sessions import RecentSessions, Sessions
from bot.channels.telegram import logs, metrics, profile
from bot.channels.telegram.backstage import Backstage
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.editors import Editors
from bot.channels.telegram.flood import Flood
from bot.channels.telegram.handlers import Handlers
from bot.channels.telegram.hook import Hook
from bot.channels.telegram.memory import Memory
from bot.channels.telegram.office import COMMANDS
from bot.channels.telegram.pace import PRIORITY, RATE, Pace, Priority
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.traces import Traces
from bot.channels.telegram.transport import PATIENCE, PATIENT, Transport
from bot.channels.telegram.updates import Raw
from bot.conversation import Conversation
from bot.live import Live
from bot.storage.database import Database
from bot.storage.seal import Seal
from bot.storage.store import Store

TELEGRAM = "https://api.telegram.org"
"""The root address of Telegram's own Bot API."""

_FINISH = 20.0  # seconds for what was begun, at the end; Heroku kills after 30
_FIRST, _LONGEST = 0.5, 10.0  # seconds between attempts to reach Telegram at the start, doubled each time
_SWITCH = 0.0005  # seconds after which a thread lets another run: the database's must not wait for the loop's

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How the channel serves."""

    token: str
    api_url: str = TELEGRAM
    """Root address of the Bot API server."""
    database: str = ""
    """Address of the database; empty: nothing outlives the process."""
    secret: str = ""
    """What the database is sealed with; empty: the token."""
    hook: Hook | None = None
    """Where Telegram brings updates to; None: they are fetched."""
    rate: float = RATE
    """Messages a second that Telegram takes in all; 0: no limit."""
    chat_limits: bool = True
    """Whether the limits of each chat are kept."""
    metrics_token: str = ""
    """Who may read the figures from another machine."""
    admins: frozenset[int] = frozenset()
    """The chats of those who may send broadcasts and see the report."""
    gaps: bool = False
    """Whether questions without an answer are kept, scrubbed."""


def serve(conversation: Conversation | Live, options: Options) -> None:
    """Answer people on Telegram until the process is told to stop.

    Raises:
        ChannelError: Telegram does not accept the token, or nothing can listen where it should.
        StorageError: the address of the database is none.
    """
    sys.setswitchinterval(_SWITCH)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(Service(conversation, options)))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """A faster event loop, where there is one."""
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(service: "Service") -> None:
    """Serve until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows: Ctrl+C ends the process there
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    await service.run(stop)


class Service:
    """The channel: a desk between Telegram and the conversation."""

    def __init__(
        self, conversation: Conversation | Live, options: Options, *, sessions: Sessions | None = None
    ) -> None:
        """Put the parts together; nothing is reached for yet.

        Raises:
            ChannelError: the token is none.
            StorageError: the address of the database is none.
        """
        logs.guard()
        check_token(options.token)
        self._conversation = conversation
        self._options = options
        self.transport = Transport(Pace(options.rate, chats=options.chat_limits))
        self.api = _api(options, self.transport)
        seal = Seal(options.secret or options.token)
        memory = Memory(sessions or RecentSessions(), Traces(), Flood(), seal)
        database = Database(options.database) if options.database else None
        self._store = Store(database) if database else None
        self.backstage: Backstage | None = None
        if database and self._store:
            self.backstage = Backstage(
                conversation,
                database,
                seal,
                self._store.process,
                admins=options.admins,
                gaps_secret=(options.secret or options.token) if options.gaps else "",
            )
        self._handlers = Handlers(conversation, memory, self.backstage)
        self.desk = Desk(self._handle, self._give_up, memory, seal, self._store)

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates in and answer them until told to stop; what was begun is then finished."""
        await self.transport.initialize()
        if self._store:
            await self._store.open(self.desk.receive)
        try:
            await (self._hook(self._options.hook, stop) if self._options.hook else self._poll(stop))
        finally:
            await self.desk.close(_FINISH)
            if self.backstage:
                await self.backstage.close()
            if self._store:
                await self._store.close()
            await self.api.shutdown()
            await self.transport.shutdown()

    async def _poll(self, stop: asyncio.Event) -> None:
        """Fetch updates."""
        if not await self._reach(stop):
            return
        polling = Polling(self.api, self.desk)
        await _until(stop, polling.run(), self._present())
        await self.desk.close(_FINISH)
        await polling.acknowledge()

    async def _hook(self, hook: Hook, stop: asyncio.Event) -> None:
        """Have updates brought."""
        from bot.channels.telegram import webhook  # noqa: PLC0415 - Starlette and uvicorn, where they serve

        listening = webhook.listen(hook)
        app = webhook.build(hook, self.desk, self._state, metrics_token=self._options.metrics_token)
        serving = asyncio.create_task(webhook.serve(app, listening, stop))
        serving.add_done_callback(lambda _: stop.set())
        try:
            if await self._reach(stop):
                await _until(stop, self._register(hook), self._present())
        finally:
            stop.set()
            await serving

    async def _reach(self, stop: asyncio.Event) -> bool:
        """Wait until Telegram answers; False when told to stop before.

        Raises:
            ChannelError: Telegram does not accept the token.
        """
        PATIENT.set(0)
        pause = _FIRST
        while not stop.is_set():
            try:
                await self.api.initialize()
            except InvalidToken:
                raise ChannelError(
                    "Telegram does not accept TELEGRAM_BOT_TOKEN: copy it again from @BotFather, /mybots, "
                    "API Token (and if TELEGRAM_API_URL is set, check that it is the root address of a Bot "
                    "API server)."
                ) from None
            except TelegramError:
                if pause == _FIRST:
                    log.error(  # noqa: TRY400 - the log says no more than this
                        "the Bot API cannot be reached, trying again: check this machine's network, and "
                        "TELEGRAM_API_URL if it is set"
                    )
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause * random.uniform(0.5, 1))  # noqa: S311 no secret
                pause = min(2 * pause, _LONGEST)
            else:
                log.info("serving Telegram as @%s", self.api.username)
                self.desk.open()
                if self.backstage:
                    await self.backstage.open(self.api)
                if isinstance(self._conversation, Live) and self._options.admins:
                    Editors(self._conversation, self._options.admins).watch(self.api)
                return True
        return False

    async def _register(self, hook: Hook) -> None:
        """Tell Telegram where to bring updates."""
        try:
            await hook.register(self.api)
        except TelegramError as error:
            log.error("the webhook was not set: check WEBHOOK_URL, run vigie doctor", exc_info=error)  # noqa: TRY400

    async def _present(self) -> None:
        """Set what Telegram shows of the bot; people come first."""
        PRIORITY.set(Priority.BROADCAST)
        PATIENT.set(60)
        await profile.publish(self.api, self._conversation)
        if self.backstage:
            await profile.publish_office(self.api, self._conversation, self._options.admins, COMMANDS)

    async def _handle(self, update: Raw) -> None:
        """Handle an update."""
        _for_a_person()
        try:
            if not (self.backstage and await self.backstage.serves(update, self.api)):
                await self._handlers.handle(update, self.api)
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for an answer
            await self._handlers.failed(update, self.api, error)

    async def _give_up(self, update: Raw) -> None:
        """Tell whoever wrote that there is no answer."""
        _for_a_person()
        await self._handlers.apologise(update, self.api, "given_up")

    def _state(self) -> dict[str, bool]:
        """What works."""
        storage = self._store is None or self._store.here
        metrics.storage.set(storage)
        return {
            "content": bool(self._conversation.content.answers),
            "edits": not (isinstance(self._conversation, Live) and self._conversation.problems),
            "telegram": self.transport.reachable,
            "storage": storage,
        }


def _for_a_person() -> None:
    """What the current task sends is worth many attempts; the task that fetched the update is not."""
    PRIORITY.set(Priority.REPLY)
    PATIENT.set(PATIENCE)


def check_token(token: str) -> None:
    """Make sure that a token looks like one.

    Raises:
        ChannelError: it does not.
    """
    if not logs.TOKEN.fullmatch(token):
        raise ChannelError(
            "TELEGRAM_BOT_TOKEN does not look like a token (digits, a colon, letters): "
            "copy it from @BotFather, /mybots, API Token."
        )


def _api(options: Options, transport: Transport) -> Bot:
    """The Bot API over our transport."""
    root = options.api_url.rstrip("/")
    return Bot(
        options.token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=transport,
        get_updates_request=transport,
    )


def api(token: str, api_url: str) -> Bot:
    """The Bot API for a command: each call is made once, and what fails is told."""
    logs.guard()
    check_token(token)
    PATIENT.set(0)
    return _api(Options(token, api_url), Transport(Pace()))


async def _until(stop: asyncio.Event, *works: Coroutine[Any, Any, None]) -> None:
    """Work until told to stop."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        await stop.wait()
        for task in tasks:
            task.cancel()
