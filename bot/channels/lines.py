"""Questions as JSON lines: for measuring, for scripts, for other programs."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.channels.plain import plain
from bot.conversation import Conversation
from bot.message import Message, Session, Turn


class LineError(Exception):
    """A line cannot be read; the message names the line and what it must hold."""


def ask(conversation: Conversation, lines: Iterable[str]) -> Iterator[str]:
    """One JSON object a line in, one a line out.

    A line holds ``id`` and ``text``, and may hold ``session`` (lines of one session are one
    conversation) and ``language`` (of the person's app, two letters). The answer holds ``id``,
    ``outcome``, ``intent``, ``locale``, ``confidence``, ``reply`` and ``choices``.

    Raises:
        LineError: a line is no JSON object, or holds no text.
    """
    sessions: dict[str, Session] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = _read(line, number)
        name = question.get("session")
        session = sessions.get(str(name), Session()) if name is not None else Session()
        turn = conversation.respond(Message(question["text"], locale=question.get("language")), session)
        if name is not None:
            sessions[str(name)] = turn.session
        yield json.dumps(record(turn, question.get("id")), ensure_ascii=False)


def record(turn: Turn, id_: Any) -> dict[str, Any]:
    """A turn as plain data."""
    return {
        "id": id_,
        "outcome": turn.outcome,
        "intent": turn.intent,
        "locale": turn.locale,
        "confidence": round(turn.confidence, 4),
        "reply": "\n\n".join(plain(reply.text) for reply in turn.replies),
        "choices": [{"intent": c.intent, "title": c.title, "reply": plain(c.reply)} for c in turn.choices],
    }


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        question = json.loads(line)
    except json.JSONDecodeError as error:
        raise LineError(f"line {number}: this is not JSON ({error.msg}): write an object a line") from None
    if not isinstance(question, dict) or not isinstance(question.get("text"), str):
        raise LineError(f'line {number}: write an object with a text, such as {{"id": 1, "text": "…"}}')
    if not isinstance(question.get("language"), str | None):
        raise LineError(f'line {number}: write language as two letters, such as "fr"')
    return question
