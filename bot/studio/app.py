"""The studio's service: the public page with its workshop sides, for a browser on this machine."""

from pathlib import Path
from typing import Any

from pydantic import Field
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.web import app as web
from bot.channels.web.bounds import Allowance
from bot.channels.web.page import Sides, text_of
from bot.channels.web.turns import SentMessage
from bot.choices import OFFER_AT
from bot.content.model import Content
from bot.conversation import ANSWER_AT
from bot.live import Live
from bot.studio.workshop import Workshop
from bot.workbench.why import Why, explain

FILES = Path(__file__).parent / "page"
HOSTS = ["127.0.0.1", "localhost", "[::1]"]
"""Names under which the studio answers: another name for this machine is somebody's trick (DNS rebinding)."""


class Asked(SentMessage):
    """A typed question, and the language of the page."""

    shown: str = Field("en", max_length=8)


def build(live: Live, workshop: Workshop) -> Starlette:
    """The application.

    Args:
        live: who answers.
        workshop: what is known of the files.
    """
    studio = _Studio(live, workshop)
    sides = Sides(
        before=text_of("before.html", FILES),
        after=text_of("after.html", FILES),
        style=text_of("studio.css", FILES),
        script=text_of("studio.js", FILES),
        labels=("studio.",),
        data={"offered": OFFER_AT, "answered": ANSWER_AT},
    )
    routes = [
        Route("/studio/state", studio.state),
        Route("/studio/why", studio.why, methods=["POST"]),
    ]
    application = web.build(live, allowance=Allowance(burst=1000, per_second=100), sides=sides, routes=routes)
    application.user_middleware.insert(0, Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS))
    return application


class _Studio:
    """The addresses that only the studio has."""

    def __init__(self, live: Live, workshop: Workshop) -> None:
        self._live = live
        self._workshop = workshop

    async def state(self, request: Request) -> Response:
        """The files and what the last save changed; the version alone where nothing is new."""
        seen = request.query_params.get("seen", "")
        return JSONResponse(self._workshop.state(int(seen) if seen.isdecimal() and len(seen) < 9 else -1))  # noqa: PLR2004 saves of a lifetime

    async def why(self, request: Request) -> Response:
        """Why a question gets its answer."""
        asked = await web.read(request, Asked)
        live = self._live
        session = asked.session.session(live.content)
        why = explain(live.conversation, live.recogniser, asked.text, session, asked.locale)
        return JSONResponse(_told(why, live, asked.shown))


def _told(why: Why, live: Live, locale: str) -> dict[str, Any]:
    content, reading, reasons = live.content, why.reading, why.reasons
    return {
        "outcome": why.turn.outcome,
        "given": [_named(intent, content, locale) for intent in _given(why)],
        "locale": reading.locale,
        "urgency": reading.urgency,
        "urgent": [_candidate(each, content, locale) for each in reading.urgent[:3]]
        if reading.urgency
        else [],
        "parts": [
            {
                "text": part.text,
                "missing": part.missing,
                "candidates": [_candidate(each, content, locale) for each in part.candidates[:5]],
            }
            for part in reading.parts
        ],
        "words": [
            {"word": word, "weight": round(weight, 2)} for word, weight in (reasons.words if reasons else ())
        ],
        "corrections": [[each.word, each.meant] for each in (reasons.corrections if reasons else ())],
        "advice": [live.say(each.key, locale, **each.values) for each in why.advice],
    }


def _given(why: Why) -> tuple[str, ...]:
    """The answers that were given, or offered."""
    if why.turn.choices:
        return tuple(choice.intent for choice in why.turn.choices)
    return (why.turn.intent,) if why.turn.intent else ()


def _named(intent: str, content: Content, locale: str) -> dict[str, str]:
    return {"intent": intent, "title": content.choose(content.answers[intent].title, locale)}


def _candidate(candidate: Any, content: Content, locale: str) -> dict[str, Any]:
    return {
        **_named(candidate.intent, content, locale),
        "confidence": round(candidate.confidence, 3),
        "example": candidate.example,
    }
