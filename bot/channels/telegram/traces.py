"""Which messages of the bot answered which message of a person: to edit them, and to delete them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot."""

    id: int
    editable: bool = True
    """Whether it is a text, which can be edited; a contact card cannot."""


@dataclass(slots=True)
class _Trail:
    """What was exchanged in one chat, the newest last."""

    answers: dict[int, tuple[Sent, ...]] = field(default_factory=dict)
    """By the person's message, or by the bot's message whose button was pressed last."""
    ours: dict[int, None] = field(default_factory=dict)
    """All messages of the bot."""
    albums: dict[str, None] = field(default_factory=dict)
    """The albums of which one picture was answered."""


class Traces:
    """Message ids, in memory: of the chats that wrote last, and of each its last messages."""

    def __init__(self, chats: int = 5_000, messages: int = 100) -> None:
        self._chats = chats
        self._messages = messages
        self._trails: dict[int, _Trail] = {}

    def answers(self, chat: int, message: int) -> tuple[Sent, ...]:
        """The messages that answered a message."""
        trail = self._trails.get(chat)
        return trail.answers.get(message, ()) if trail else ()

    def keep(self, chat: int, message: int, sent: tuple[Sent, ...]) -> None:
        """Remember what answered a message."""
        trail = self._trail(chat)
        _add(trail.answers, message, sent, self._messages)
        for one in sent:
            _add(trail.ours, one.id, None, self._messages)

    def opens_album(self, chat: int, album: str) -> bool:
        """Whether this is the first that is seen of an album."""
        albums = self._trail(chat).albums
        known = album in albums
        _add(albums, album, None, self._messages)
        return not known

    def known(self, chat: int) -> tuple[set[int], set[int]]:
        """Which messages of others and which of the bot are remembered."""
        trail = self._trails.get(chat, _Trail())
        return set(trail.answers) - set(trail.ours), set(trail.ours)

    def forget(self, chat: int) -> None:
        """Drop a chat."""
        self._trails.pop(chat, None)

    def summary(self, chat: int) -> dict[str, Any]:
        """What is remembered of a chat, as plain data; empty where nothing is."""
        trail = self._trails.get(chat)
        if trail is None:
            return {}
        answers = [(key, [(one.id, one.editable) for one in sent]) for key, sent in trail.answers.items()]
        return {"answers": answers, "ours": list(trail.ours), "albums": list(trail.albums)}

    def restore(self, chat: int, summary: Mapping[str, Any]) -> None:
        """Remember of a chat what a summary says, and nothing else."""
        self._trails.pop(chat, None)
        if not summary:
            return
        trail = self._trail(chat)
        for key, sent in summary["answers"]:
            trail.answers[key] = tuple(Sent(number, editable) for number, editable in sent)
        trail.ours.update(dict.fromkeys(summary["ours"]))
        trail.albums.update(dict.fromkeys(summary["albums"]))

    def _trail(self, chat: int) -> _Trail:
        """What is remembered of a chat; beyond the capacity, the chat silent for longest is dropped."""
        trail = self._trails.get(chat) or _Trail()
        _add(self._trails, chat, trail, self._chats)
        return trail


def _add(recent: dict[Key, Value], key: Key, value: Value, capacity: int) -> None:
    """Put something at the end, and drop the oldest beyond the capacity."""
    recent.pop(key, None)
    recent[key] = value
    if len(recent) > capacity:
        del recent[next(iter(recent))]
