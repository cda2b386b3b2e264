"""Who writes too much at once: told once, kindly; danger is answered all the same."""

from collections import OrderedDict, deque
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
        self._times: OrderedDict[int, deque[float]] = OrderedDict()

    def flow(self, chat: int, at: float) -> Flow:
        """How a chat writes, with a message at that time (seconds; when it was written, not read)."""
        times = self._of(chat)
        while times and times[0] <= at - SECONDS:
            times.popleft()
        full = len(times) == MESSAGES
        times.append(at)
        if full:
            return Flow.TOO_MUCH
        return Flow.FULL if len(times) == MESSAGES else Flow.CALM

    def times(self, chat: int) -> list[float]:
        """When a chat wrote last."""
        return list(self._times.get(chat, ()))

    def restore(self, chat: int, times: Iterable[float]) -> None:
        """Remember when a chat wrote last."""
        kept = self._of(chat)
        kept.clear()
        kept.extend(times)

    def _of(self, chat: int) -> deque[float]:
        """The last messages of a chat; beyond the capacity, the chat silent for longest is dropped."""
        times = self._times.setdefault(chat, deque(maxlen=MESSAGES))
        self._times.move_to_end(chat)
        if len(self._times) > _CHATS:
            self._times.popitem(last=False)
        return times
