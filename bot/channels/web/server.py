"""How the page is served: in the foreground, or beside another channel."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from bot.channels.errors import ChannelError

HOST = "127.0.0.1"
PORT = 8080


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Serve until the process is told to stop."""
    _server(app).run(sockets=[listening])


@contextmanager
def serving(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """Serve in a thread for as long as the context lasts."""
    server = _server(app)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def listen(host: str = HOST, port: int = PORT, *, any_port: bool = False) -> socket.socket:
    """The socket to serve on.

    Args:
        host: the address of this machine to listen at.
        port: the port; 0 for any that is free.
        any_port: take another port where this one is taken.

    Raises:
        ChannelError: nothing can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    if sys.platform != "win32":  # there it would let two programs share a port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if any_port and port:
            return listen(host, 0)
        raise ChannelError(
            f"nothing can listen at {host}:{port} ({error.strerror}): name another "
            "address with --host or HOST, or another port with --port or PORT."
        ) from None
    listening.listen(128)
    return listening


def address(listening: socket.socket) -> str:
    """The address to type into a browser on this machine."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 named, not bound
    return f"http://{shown}:{port}/"


def _server(app: ASGIApp) -> uvicorn.Server:
    """A server without an access log: addresses of people are nobody's business."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            limit_concurrency=500,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
            lifespan="off",
            ws="none",
        )
    )
