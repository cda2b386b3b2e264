"""A desk in a process of its own, which a text may kill: ``python fragile.py DATABASE [CHAT:TEXT …]``.

It takes in what the arguments say, and what the processes before it left; what it did with each is printed.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from bot.channels.sessions import RecentSessions
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.flood import Flood
from bot.channels.telegram.memory import Memory
from bot.channels.telegram.traces import Traces
from bot.channels.telegram.updates import Raw
from bot.storage.database import Database
from bot.storage.ledger import Beat
from bot.storage.seal import Seal
from bot.storage.store import Store

DEADLY = "deadly"


async def answer(raw: Raw) -> None:
    """Answer an update, unless it is one that nobody survives."""
    text = raw["message"]["text"]
    if text == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    print("answered", text, flush=True)  # noqa: T201 - the test reads it


async def give_up(raw: Raw) -> None:
    """Give an update up."""
    print("given up", raw["message"]["text"], flush=True)  # noqa: T201 - the test reads it


async def main() -> None:
    """Take everything in, and finish."""
    address, *written = sys.argv[1:]
    seal = Seal("a secret")
    store = Store(Database(address), silence=0)
    desk = Desk(answer, give_up, Memory(RecentSessions(), Traces(), Flood(), seal), seal, store)
    await store.open(desk.receive)
    for number, line in enumerate(written, 1):
        chat, _, text = line.partition(":")
        where = {"id": int(chat), "type": "private"}
        message: dict[str, Any] = {"message_id": number, "date": 0, "chat": where, "text": text}
        await desk.take({"update_id": number, "message": message})
    await store.put(Beat(adopts=True))
    desk.open()
    await desk.idle()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
