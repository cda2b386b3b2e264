"""Why a question gets the answer that it gets, and what would have to change for another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.choices import OFFER_AT
from bot.content.model import Urgency
from bot.conversation import ANSWER_AT, Conversation
from bot.matching.matcher import Explanation
from bot.matching.recogniser import Part, Reading, Recogniser
from bot.message import Message, Session, Turn

CLOSE = 0.15
"""The distance between the first two intents below which they compete."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence for the maintainer: a phrase's key and what to fill in."""

    key: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Why:
    """One question, explained."""

    turn: Turn
    reading: Reading
    reasons: Explanation | None
    """Why the first part's first candidate came first."""
    advice: tuple[Advice, ...]


def explain(
    conversation: Conversation, recogniser: Recogniser, text: str, session: Session, locale: str | None = None
) -> Why:
    """Explain what a typed question leads to.

    Args:
        conversation: who answers.
        recogniser: what it understands messages with.
        text: the question.
        session: what was before it.
        locale: the language of the person's app.
    """
    turn = conversation.respond(Message(text, locale=locale), session)
    before = conversation.before(session)
    reading = recogniser.read(text, before)
    part = reading.parts[0]
    return Why(turn, reading, recogniser.explain(part, before), tuple(_advice(turn, reading, part)))


def _advice(turn: Turn, reading: Reading, part: Part) -> list[Advice]:
    """What to do if this is not the answer that was wanted."""
    if reading.urgency:
        kind = "danger" if reading.urgency is Urgency.DANGER else "distress"
        return [Advice(f"studio.advice.{kind}", {})]
    if not part.candidates:
        return [Advice("studio.advice.nothing", {})]
    first = part.candidates[0]
    values = {
        "intent": first.intent,
        "confidence": f"{first.confidence * 100:.0f}",
        "needed": f"{ANSWER_AT * 100:.0f}",
        "text": part.text,
        "missing": ", ".join(part.missing),
    }
    told = []
    if part.missing:
        told.append(Advice("studio.advice.missing", values))
    elif first.confidence >= ANSWER_AT:
        told.append(Advice("studio.advice.sure", values))
    elif first.confidence >= OFFER_AT:
        told.append(Advice("studio.advice.unsure", values))
    else:
        told.append(Advice("studio.advice.far", values))
    for one, other in pairwise(part.candidates[:2]):
        if one.confidence - other.confidence < CLOSE and other.confidence >= OFFER_AT:
            told.append(Advice("studio.advice.close", values | {"other": other.intent}))
    if turn.intent and turn.intent != first.intent:
        told.append(Advice("studio.advice.before", values | {"given": turn.intent}))
    return told
