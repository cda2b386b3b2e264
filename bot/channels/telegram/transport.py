"""HTTP to Telegram: on aiohttp, paced, and tried again until it works.

What a person is told is worth many attempts: an outage of Telegram or of the network is waited out. Only what
Telegram itself refuses (400, 403 and the like) comes back as an error.
"""

import asyncio
import json
import random
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram import metrics
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.progress import PROGRESS

PATIENCE = 24 * 3600.0
"""Seconds for which a call is tried again: as long as Telegram itself keeps an update."""

PATIENT: ContextVar[float] = ContextVar("patient", default=PATIENCE)
"""Seconds for which the calls of the current task are tried again; 0: once only."""

_POLL = "getUpdates"
_MESSAGES = ("send", "edit", "copy", "forward")  # methods that Telegram's limits count
_TIMEOUT = 10.0  # seconds for one attempt
_WAITS = 15.0  # seconds for which somebody's app waits for the answer to a button or an inline query
_FIRST, _LONGEST = 0.2, 5.0  # seconds between attempts, doubled each time
_KEPT = {"message_id", "date", "chat"}
_JSON = {"Content-Type": "application/json"}


class _PassingError(Exception):
    """An attempt failed for a reason that passes."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        """The seconds that Telegram asked to wait for."""


class Transport(BaseRequest):
    """What the library sends its requests with."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}
        self.reachable = False
        """Whether the last attempt of any call reached Telegram."""

    @property
    def read_timeout(self) -> float:
        """Seconds for one attempt."""
        return _TIMEOUT

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),  # Telegram sets none, and to look takes time
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close it."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - likewise
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - likewise
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - likewise
    ) -> tuple[int, bytes]:
        """Make a call, again and again where it fails for a reason that passes."""
        name = url.rpartition("/")[2]
        seconds = read_timeout if isinstance(read_timeout, int | float) else _TIMEOUT
        chat = _chat(request_data) if name.startswith(_MESSAGES) else None
        until = time.monotonic() + min(PATIENT.get(), _WAITS if name.startswith("answer") else PATIENCE)
        pause = _FIRST
        while True:
            try:
                async with self._turn(name, chat):
                    return await self._attempt(url, method, request_data, seconds)
            except _PassingError as error:
                metrics.retries.labels(error.reason).inc()
                if error.wait is not None and chat is not None:
                    self.pace.hold(chat, error.wait)
                wait = error.wait or pause * random.uniform(0.5, 1)  # noqa: S311 - spreads attempts, no secret
                if time.monotonic() + wait > until:
                    raise _given_up(error) from None
            await asyncio.sleep(wait)
            pause = min(2 * pause, _LONGEST)

    def _turn(self, name: str, chat: int | None) -> AbstractAsyncContextManager[None]:
        """The right to make a call. Fetching takes no other call's place."""
        if name == _POLL:
            return nullcontext()
        progress = PROGRESS.get() if chat is not None else None
        return self.pace.turn(chat, progress.keep if progress else None)

    async def _attempt(
        self, url: str, method: str, data: RequestData | None, seconds: float
    ) -> tuple[int, bytes]:
        """Make a call once.

        Raises:
            _PassingError: it failed for a reason that passes.
        """
        if self._session is None:
            raise NetworkError("the connections are closed")
        try:
            async with self._session.request(
                method,
                url,
                data=_body(data),
                headers=None if data and data.contains_files else _JSON,
                timeout=aiohttp.ClientTimeout(total=seconds),
                proxy=self._proxy(url),
            ) as response:
                status, body = response.status, await response.read()
        except TimeoutError:
            self.reachable = False
            raise _PassingError("timeout") from None
        except aiohttp.InvalidURL:
            raise NetworkError("the address of the Bot API is none") from None
        except (aiohttp.ClientError, OSError):
            self.reachable = False
            raise _PassingError("network") from None
        self.reachable = status < HTTPStatus.INTERNAL_SERVER_ERROR
        metrics.calls.labels(url.rpartition("/")[2], status).inc()
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _PassingError("server")
        answer = _json(body)
        if not isinstance(answer, dict):  # whoever said this, it was not the Bot API
            raise _PassingError("malformed")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            parameters = answer.get("parameters") or {}
            raise _PassingError("limit", float(parameters.get("retry_after", 1)))
        return status, _slim(answer) or body

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for an address."""
        parts = urlsplit(url)
        if parts.netloc not in self._proxies:
            bypassed = proxy_bypass(parts.hostname or "")
            self._proxies[parts.netloc] = None if bypassed else getproxies().get(parts.scheme)
        return self._proxies[parts.netloc]


def _chat(data: RequestData | None) -> int | None:
    """The chat that a message goes to."""
    chat = data.parameters.get("chat_id") if data else None
    return int(chat) if isinstance(chat, int | str) and str(chat).lstrip("-").isdecimal() else None


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    """The parameters of a call, and its files."""
    if data is None:
        return None
    if not data.contains_files:
        return json.dumps(data.parameters, ensure_ascii=False).encode(errors="replace")
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _json(body: bytes) -> object:
    """What a response says; None where it says nothing in JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def _slim(answer: dict[str, Any]) -> bytes | None:
    """The answer to a message that we sent, without the message: reading it again takes time."""
    message = answer.get("result")
    if not isinstance(message, dict) or not message.keys() >= _KEPT:
        return None
    return json.dumps({"ok": True, "result": {key: message[key] for key in _KEPT}}).encode()


def _given_up(error: _PassingError) -> TelegramError:
    """What the library expects where a call was not made."""
    if error.wait is not None:
        return RetryAfter(int(error.wait))
    return TimedOut() if error.reason == "timeout" else NetworkError(f"not reached: {error.reason}")
