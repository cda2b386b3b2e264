"""Where a channel keeps what is remembered of each chat between two messages."""

from collections import OrderedDict
from typing import Protocol

from bot.message import Session


class Sessions(Protocol):
    """Sessions by chat. A chat that was never seen, or was forgotten, has a fresh one."""

    def get(self, chat: int) -> Session:
        """The session of a chat."""

    def put(self, chat: int, session: Session) -> None:
        """Keep the session of a chat."""

    def forget(self, chat: int) -> None:
        """Drop all that is kept of a chat."""


class RecentSessions:
    """Sessions in memory, of the chats that wrote last. Nothing of them survives the process."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._sessions: OrderedDict[int, Session] = OrderedDict()

    def get(self, chat: int) -> Session:
        """The session of a chat, fresh where there is none."""
        return self._sessions.get(chat, Session())

    def put(self, chat: int, session: Session) -> None:
        """Keep the session of a chat; beyond the capacity, the chat silent for longest is dropped."""
        self._sessions[chat] = session
        self._sessions.move_to_end(chat)
        if len(self._sessions) > self._capacity:
            self._sessions.popitem(last=False)

    def forget(self, chat: int) -> None:
        """Drop the session of a chat."""
        self._sessions.pop(chat, None)
