"""Updates that Telegram would not send: mutated, truncated, of the wrong types, out of bounds."""

import json
import random
from collections.abc import Iterator
from itertools import count
from typing import Any

Json = dict[str, Any]

_JUNK: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 10**40, 1.5, [], [[]], {}, {"id": None}, {"id": "x"}),
    *("", "x", "\x00", "😀" * 300, "a" * 5000, "/start " + "z" * 100, "<b>", "\ud800", "in:fr:", "card:"),
    *("../../etc/passwd", "'; DROP TABLE chats; --"),
)


def _person(number: int) -> Json:
    return {"id": number, "is_bot": False, "first_name": "P", "language_code": "fr"}


def _message(number: int) -> Json:
    chat = {"id": number, "type": "private", "first_name": "P"}
    return {"message_id": 7, "date": 1_700_000_000, "chat": chat, "from": _person(number), "text": "/topics"}


def genuine(number: int) -> list[Json]:
    """One update of each kind."""
    query = {"id": "1", "from": _person(number), "chat_instance": "1"}
    user = {"id": 1, "is_bot": True, "first_name": "B"}
    return [
        {"message": _message(number)},
        {"edited_message": _message(number) | {"edit_date": 1_700_000_001}},
        {"callback_query": query | {"data": "answer:no/such", "message": _message(number)}},
        {"inline_query": {"id": "1", "from": _person(number), "query": "q", "offset": ""}},
        {
            "my_chat_member": {
                "chat": {"id": number, "type": "private"},
                "from": _person(number),
                "date": 0,
                "old_chat_member": {"user": user, "status": "member"},
                "new_chat_member": {"user": user, "status": "left"},
            }
        },
    ]


def mutations(choice: random.Random, n: int) -> Iterator[bytes]:
    """So many bodies."""
    numbers = count(10_000_000)
    for _ in range(n):
        update = choice.choice(genuine(choice.randint(1, 500)))
        for _ in range(choice.randint(1, 4)):
            _spoil(update, choice)
        update["update_id"] = next(numbers) if choice.random() < 0.95 else choice.choice(_JUNK)
        body = json.dumps(update).encode()
        kind = choice.random()
        if kind < 0.05:
            body = body[: choice.randrange(len(body))]
        elif kind < 0.08:
            body = bytes(choice.randrange(256) for _ in range(choice.randrange(1, 300)))
        elif kind < 0.1:
            body = json.dumps(choice.choice(_JUNK)).encode()
        elif kind < 0.11:
            body = b"[" * 100_000
        yield body


def _spoil(node: Any, choice: random.Random) -> None:
    """Change something somewhere in an update."""
    while True:
        keys = list(node) if isinstance(node, dict) else []
        if not keys:
            return
        key = choice.choice(keys)
        if isinstance(node[key], dict) and choice.random() < 0.7:
            node = node[key]
            continue
        if choice.random() < 0.3:
            del node[key]
        else:
            node[key] = choice.choice(_JUNK)
        return
