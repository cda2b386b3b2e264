"""The web service: a page, and one address that answers its messages.

It stores nothing and logs nothing about anybody: no access log, no cookie, no session, no address.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.bounds import LARGEST_BODY, Allowance
from bot.channels.web.page import PUBLIC, Page, Sides, page
from bot.channels.web.render import diallable
from bot.channels.web.turns import SentMessage, record
from bot.conversation import DEFAULT_LOCALE, Conversation
from bot.live import Live
from bot.message import Effect, Outcome, Reply, Session, Turn

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What goes out with every response: nothing is kept, nothing is told to others, nothing is framed."""

Form = TypeVar("Form", bound=BaseModel)

log = logging.getLogger(__name__)


def build(
    live: Live | Conversation,
    *,
    allowance: Allowance | None = None,
    observe: Callable[[Turn], None] | None = None,
    sides: Sides = PUBLIC,
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The application.

    Args:
        live: who answers.
        allowance: how much a visitor may ask.
        observe: told of every turn, for the counts.
        sides: what stands beside the chat (the studio's workshop).
        routes: further addresses (the studio's).
    """
    service = _Service(live, allowance or Allowance(), observe, sides)
    return Starlette(
        routes=[
            Route("/", service.page),
            Route("/message", service.message, methods=["POST"]),
            Route("/healthz", _healthy),
            Route("/readyz", service.ready),
            *routes,
        ],
        middleware=[Middleware(_Sealed), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: _refusal},
    )


class _Service:
    """The addresses of the page, over one conversation."""

    def __init__(
        self,
        live: Live | Conversation,
        allowance: Allowance,
        observe: Callable[[Turn], None] | None,
        sides: Sides,
    ) -> None:
        self._live = live
        self._allowance = allowance
        self._observe = observe
        self._sides = sides
        self._pages: dict[tuple[str, str], Page] = {}

    async def page(self, request: Request) -> Response:
        """The page, in the language that the browser asks for first."""
        conversation = self._live.conversation if isinstance(self._live, Live) else self._live
        content = conversation.content
        locales = [each.locale for each in content.languages.values() if each.complete]
        locale = preferred(request.headers.get("accept-language", ""), locales)
        key = content.fingerprint, locale
        if key not in self._pages:
            self._pages = {k: v for k, v in self._pages.items() if k[0] == content.fingerprint}
            self._pages[key] = page(conversation, locale, self._sides)
        made = self._pages[key]
        headers = {"Content-Security-Policy": made.policy, "Vary": "Accept-Language"}
        return HTMLResponse(made.html, headers=headers)

    async def message(self, request: Request) -> Response:
        """The turn that a message leads to."""
        visitor = request.client.host if request.client else ""
        if not self._allowance.take(visitor):
            raise HTTPException(429, headers={"Retry-After": "5"})
        sent = await read(request, SentMessage)
        turn = self._turn(sent)
        return JSONResponse(record(turn, diallable(self._live.content)))

    def _turn(self, sent: SentMessage) -> Turn:
        """Ask the conversation; what fails on our side gets a reply too, and the log its type and place."""
        live = self._live
        session = sent.session.session(live.content)
        try:
            turn = live.respond(sent.message(), session)
            if self._observe:
                self._observe(turn)
        except Exception as error:  # noqa: BLE001 whoever writes gets an answer with the numbers in it
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error(  # noqa: TRY400 a traceback would hold what was written
                "a message was not answered: %s at %s:%s", type(error).__name__, place.name, place.lineno
            )
            locale = session.locale or sent.locale or DEFAULT_LOCALE
            text = "\n\n".join(live.say(key, locale) for key in ("error", "safety_line"))
            return Turn(Outcome.FALLBACK, (Reply(text),), Session(session.locale), locale)
        if Effect.SUBSCRIBE in turn.effects:  # a page that keeps nothing has nowhere to write to
            return Turn(turn.outcome, (Reply(live.say("web.no_news", turn.locale)),), session, turn.locale)
        return turn

    async def ready(self, _: Request) -> Response:
        """Whether people are served, and whether with what stands on disk now."""
        problems = self._live.problems if isinstance(self._live, Live) else ()
        state = {"ready": True, "content": self._live.content.fingerprint, "errors_on_disk": len(problems)}
        return JSONResponse(state)


async def read(request: Request, form: type[Form]) -> Form:
    """The JSON of a request, which must be of this site, small, and of the form.

    Raises:
        HTTPException: it is not: 403, 413, 415 or 422, without a word of what was sent.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413)
    try:
        return form.model_validate_json(bytes(body))
    except ValidationError:
        raise HTTPException(422) from None


def preferred(accepted: str, locales: Sequence[str]) -> str:
    """The language of the page for an Accept-Language header (RFC 9110, 12.5.4), in its order."""
    wanted = (part.strip()[:2].lower() for part in accepted[:200].split(","))
    fallback = DEFAULT_LOCALE if DEFAULT_LOCALE in locales else locales[0]
    return next((each for each in wanted if each in locales), fallback)


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _refusal(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse({"error": status}, status, headers=headers)


class _Sealed:
    """Puts :data:`HEADERS` on every response, unless it has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sealed)
