"""Who writes too much at once: told once, kindly; danger is answered all the same."""

from collections.abc import Iterable
from enum import Enum, auto

MESSAGES = 20
"""So many messages …"""
SECONDS = 10.0
"""… in so many seconds are too many."""
_CHATS = 10_000


class Flow(Enum):
    """How a chat writes."""

    CALM = auto()
    FULL = auto()
    """With this message it reached the limit: tell."""
    TOO_MUCH = auto()
    """It was told, and goes on."""


class Flood:
    """When each chat wrote last."""

    def __init__(self) -> None:
        self._times: dict[int, list[float]] = {}  # the chat silent for longest comes first

    def flow(self, chat: int, at: float) -> Flow:
        """How a chat writes, with a message at that time (seconds; when it was written, not read)."""
        times = [time for time in self._times.get(chat, ()) if time > at - SECONDS]
        full = len(times) == MESSAGES
        times.append(at)
        self.restore(chat, times)
        if full:
            return Flow.TOO_MUCH
        return Flow.FULL if len(times) == MESSAGES else Flow.CALM

    def times(self, chat: int) -> list[float]:
        """When a chat wrote last."""
        return list(self._times.get(chat, ()))

    def restore(self, chat: int, times: Iterable[float]) -> None:
        """Remember when a chat wrote last; beyond the capacity, the chat silent for longest is dropped."""
        self._times.pop(chat, None)
        self._times[chat] = list(times)[-MESSAGES:]
        if len(self._times) > _CHATS:
            del self._times[next(iter(self._times))]
