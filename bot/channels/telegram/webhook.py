"""The webhook: Telegram brings each update, and brings it again until we say that it is safe."""

import asyncio
import hmac
import json
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.errors import ChannelError
from bot.channels.telegram import metrics
from bot.channels.telegram.desk import ROOM, Desk
from bot.channels.telegram.hook import Hook

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST = 1_000_000
"""Bytes of a request that are read; an update of Telegram is much smaller."""

_LOCAL = {"127.0.0.1", "::1"}
_FORWARDED = ("forwarded", "x-forwarded-for")
_GRACE = 5  # seconds for requests that are under way at the end

log = logging.getLogger(__name__)

Ready = Callable[[], Mapping[str, bool]]


def build(hook: Hook, desk: Desk, ready: Ready, *, metrics_token: str = "") -> Starlette:
    """The application.

    Args:
        hook: where it listens and how it knows Telegram.
        desk: who takes the updates.
        ready: what must work, by name, and whether it does.
        metrics_token: who may read /metrics from elsewhere than this machine; empty: nobody.
    """
    service = _Service(hook, desk, ready, metrics_token)
    return Starlette(
        routes=[
            Route(hook.path, service.update, methods=["POST"]),
            Route("/healthz", service.alive),
            Route("/readyz", service.ready),
            Route("/metrics", service.metrics),
        ]
    )


class _Service:
    """The addresses."""

    def __init__(self, hook: Hook, desk: Desk, ready: Ready, metrics_token: str) -> None:
        self._secret = hook.secret.encode()
        self._desk = desk
        self._ready = ready
        self._metrics_token = metrics_token.encode()

    async def update(self, request: Request) -> Response:
        """An update. 200 only once it is safe; else Telegram brings it again."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret):
            return _refused(403, "secret")
        if self._desk.in_hand >= 2 * ROOM:
            return PlainTextResponse("busy", 503, {"Retry-After": "1"})
        body = await _body(request)
        if body is None:
            return _refused(413, "size")
        try:
            await self._desk.take(_object(body))
        except ValueError:
            return _refused(400, "shape")
        return PlainTextResponse("")

    async def alive(self, _: Request) -> Response:
        """The process runs."""
        return PlainTextResponse("ok")

    async def ready(self, _: Request) -> Response:
        """What works. Without storage, or with an edit refused, the bot answers all the same."""
        state = self._ready()
        unready = [name for name, works in state.items() if not works and name not in ("storage", "edits")]
        return JSONResponse({"ready": not unready, **state}, 503 if unready else 200)

    async def metrics(self, request: Request) -> Response:
        """The figures: for this machine, and for whoever has the token."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        invited = bool(self._metrics_token) and hmac.compare_digest(given, self._metrics_token)
        if not invited and not _local(request):
            return _refused(403, "metrics")
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _local(request: Request) -> bool:
    """Whether a request comes from this machine, and through no proxy on it."""
    proxied = any(name in request.headers for name in _FORWARDED)
    return request.client is not None and request.client.host in _LOCAL and not proxied


async def _body(request: Request) -> bytes | None:
    """The body of a request; None where it is too large."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _object(body: bytes) -> Mapping[str, object]:
    """The JSON object in a body.

    Raises:
        ValueError: there is none.
    """
    try:
        found = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004 - what a sender wrote is no type of ours
    return found


def _refused(status: int, reason: str) -> Response:
    """A request that is not Telegram's."""
    metrics.forged.labels(reason).inc()
    return PlainTextResponse("", status)


class _Server(uvicorn.Server):
    """A server that leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch none."""
        yield


def listen(hook: Hook) -> socket.socket:
    """The socket to serve on.

    Raises:
        ChannelError: nothing can listen there.
    """
    family = socket.AF_INET6 if ":" in hook.host else socket.AF_INET
    try:
        return socket.create_server((hook.host, hook.port), family=family, backlog=512)
    except OSError as error:
        raise ChannelError(
            f"nothing can listen at {hook.host}:{hook.port} ({error.strerror}): set HOST to an address of "
            "this machine (0.0.0.0 for all), or PORT to one that is free."
        ) from None


async def serve(app: Starlette, listening: socket.socket, stop: asyncio.Event) -> None:
    """Serve until told to stop."""
    server = _Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            log_level="warning",
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=_GRACE,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await task
