"""What is remembered of each chat, in memory while it is talked to, and as a record for storage."""

import json
from typing import Any

from bot.channels.sessions import Sessions
from bot.channels.telegram.flood import Flood
from bot.channels.telegram.traces import Traces
from bot.message import Session
from bot.storage.ledger import Record
from bot.storage.seal import Seal


class Memory:
    """Sessions, message ids and the pace of those who write: one record a chat."""

    def __init__(self, sessions: Sessions, traces: Traces, flood: Flood, seal: Seal) -> None:
        self.sessions = sessions
        self.traces = traces
        self.flood = flood
        self._seal = seal

    def load(self, chat: int, record: Record | None) -> None:
        """Remember what storage keeps of a chat, and nothing else."""
        if record is None:
            self.forget(chat)
            return
        opened = self._seal.open(record.recent) if record.recent else None
        recent: dict[str, Any] = json.loads(opened) if opened else {}
        session = Session(
            record.locale,
            record.fixed,
            tuple(recent.get("answered", ())),
            offered=tuple(recent.get("offered", ())),
            situation=tuple(recent.get("situation", ())),
            subscribed=record.subscribed,
        )
        self.sessions.put(chat, session)
        self.traces.restore(chat, recent.get("trail", {}))
        self.flood.restore(chat, recent.get("times", []))

    def record(self, chat: int) -> Record | None:
        """What storage is to keep of a chat; None where there is nothing to keep."""
        session = self.sessions.get(chat)
        trail = self.traces.summary(chat)
        if session == Session() and not trail:
            return None
        recent = {
            "answered": session.answered,
            "offered": session.offered,
            "situation": session.situation,
            "trail": trail,
            "times": self.flood.times(chat),
        }
        sealed = self._seal.close(json.dumps(recent).encode())
        return Record(session.locale, session.fixed, sealed)

    def forget(self, chat: int) -> None:
        """Drop all that is kept of a chat, but not how fast it writes: /forget is no way around that."""
        self.sessions.forget(chat)
        self.traces.forget(chat)

    def move(self, chat: int, to: int) -> None:
        """A group got another number: what is kept of it moves along."""
        self.sessions.put(to, self.sessions.get(chat))
        self.forget(chat)
