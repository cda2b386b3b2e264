"""A broadcast under fire: refusals, failures, blocked chats, and a service that is killed again and again.

    python bench/broadcasts.py --api path/to/fakeapi.py [--people 10000] [--kills 5] [--postgresql] [--write]

The server is any Bot API emulator that takes ``--port`` and has the control calls used below. It enforces 30
messages a second in all and one a second in a chat. People ask questions all the while. Prints the figures as
JSON; ``--write`` also puts them into bench/results.md.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from measure import record

from bot.storage.broadcasts import Broadcasts, State
from bot.storage.database import Database
from bot.storage.seal import Seal
from bot.storage.subscribers import Subscribers

TOKEN = "123456789:AAtest-token_for-loopback-0123456789"  # noqa: S105 - made up
FIRST = 1_000_000
MARK = "1818-news"
ASKERS = 5_000_000
SETTING = """\
{day}, `python bench/broadcasts.py --api path/to/fakeapi.py --people {people} --kills {kills}`, {database},
{cores} cores, load {load} before and after. The Bot API enforces 30 messages a second in all and one a second
in a chat; of all calls 3 % get a 429 and 1 % a 500; 2 % of the people have blocked the bot; the service is
killed (SIGKILL) at random and started again; meanwhile one person a second asks a question.

| what | figure |
|---|---|
| reachable people reached | {reached} of {reachable} |
| messages that came twice | {twice} |
| messages a second over all, restarts and all | {a_second} |
| the same while the service runs | {a_second_up} |
| 429s that the bot brought on itself | {own_429} of {calls} calls |
| from a kill to the next message of the broadcast, mean | {restart} s |
| wait for an answer while the service runs, p50 / p95 | {wait_p50} / {wait_p95} s |
| the same with the restarts, p95 | {wait_p95_with_kills} s |
| questions without an answer | {unanswered} of {questions} |
"""


async def main() -> None:
    """Run it and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", type=Path, required=True, help="the Bot API emulator, a Python file")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--port", type=int, default=8093)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument("--write", action="store_true", help="put the figures into bench/results.md")
    asked = parser.parse_args()
    random.seed(asked.seed)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, address(asked, Path(folder)) as database:
        figures = await measure(asked, Path(folder), database)
    print(json.dumps(figures))
    if asked.write:
        figures |= {"day": datetime.now(UTC).date(), "cores": os.cpu_count()}
        figures |= {"database": "PostgreSQL" if asked.postgresql else "SQLite"}
        figures |= {"load": f"{load:.1f} and {os.getloadavg()[0]:.1f}"}
        record("Broadcasts" + ", PostgreSQL" * asked.postgresql, SETTING.format(**figures))


@contextmanager
def address(asked: argparse.Namespace, folder: Path) -> Iterator[str]:
    """A new database, for as long as the context lasts."""
    if asked.postgresql:
        sys.path.insert(0, str(Path(__file__).parent.parent))
        from tests.postgres import postgres  # noqa: PLC0415 a development dependency

        with postgres() as server:
            yield server.database("broadcasts")
    else:
        yield f"sqlite:///{folder}/vigie.sqlite3"


async def measure(asked: argparse.Namespace, folder: Path, database: str) -> dict[str, Any]:
    """One run."""
    url = f"http://127.0.0.1:{asked.port}"
    blocked = set(random.sample(range(FIRST, FIRST + asked.people), asked.people // 50))
    table = prepare(database, asked.people)
    api = await asyncio.create_subprocess_exec(sys.executable, asked.api, "--port", str(asked.port))
    async with aiohttp.ClientSession() as http:
        await until_up(http, url)
        service = await start(url, database, folder)
        try:
            await answered(http, url)
            await under_fire(http, url, blocked)
            id_ = table.draft({"fr": f"Une nouvelle. {MARK}", "en": f"Some news. {MARK}"})
            table.confirm(id_)
            began = time.time()
            questions = Questions()
            asking = asyncio.create_task(questions.ask(http, url))
            down: list[tuple[float, float]] = []
            for _ in range(asked.kills):
                share = random.uniform(0.5, 1.2)  # noqa: S311 - no secret
                await asyncio.sleep(share * asked.people / 30 / (asked.kills + 1.5))
                service.kill()
                await service.wait()
                killed = time.time()
                service = await start(url, database, folder)
                await goes_on(http, url, killed)
                down.append((killed, time.time()))
            while (made := table.get(id_)) and made.state is State.SENDING:  # noqa: ASYNC110 - no event there
                await asyncio.sleep(0.2)
            took = time.time() - began
            asking.cancel()
            await asyncio.sleep(5)
            return await tell(http, url, asked, blocked, took, down, questions, fate_of(table, id_))
        finally:
            service.terminate()
            await service.wait()
            api.terminate()
            await api.wait()


def prepare(url: str, people: int) -> Broadcasts:
    """A database with subscribers."""
    database, seal = Database(url), Seal(TOKEN)
    database.migrate()
    subscribers = Subscribers(database, seal)
    for number in range(people):
        subscribers.add(FIRST + number, "fr" if number % 2 else "en")
    return Broadcasts(database, seal, 1)


def fate_of(table: Broadcasts, id_: int) -> dict[str, Any]:
    """What the service says of the broadcast."""
    made = table.get(id_)
    return {"state": made.state, "sent": made.sent, "gone": made.gone, "failed": made.failed} if made else {}


async def start(url: str, database: str, folder: Path) -> asyncio.subprocess.Process:
    """The service."""
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": url, "DATABASE_URL": database}
    settings |= {"VIGIE_CACHE": str(folder / "cache"), "NO_PROXY": "127.0.0.1", "LOG_LEVEL": "WARNING"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env={**os.environ, **settings}, cwd=Path(__file__).parent.parent
    )


async def until_up(http: aiohttp.ClientSession, url: str) -> None:
    """Wait for the server."""
    while True:
        try:
            async with http.get(f"{url}/ctl/stats"):
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)


async def answered(http: aiohttp.ClientSession, url: str) -> None:
    """Wait until the service answers."""
    await post(http, f"{url}/ctl/message", {"chat_id": 77, "text": "bonjour", "token": TOKEN})
    await get(http, f"{url}/ctl/wait?method=sendMessage&chat_id=77&n=1&timeout=120")


async def goes_on(http: aiohttp.ClientSession, url: str, since: float) -> None:
    """Wait until the broadcast goes on after a kill."""
    await get(http, f"{url}/ctl/wait?method=sendMessage&contains={MARK}&since={since + 0.5}&n=1&timeout=120")


async def under_fire(http: aiohttp.ClientSession, url: str, blocked: set[int]) -> None:
    """The server's limits and failures."""
    for chat in blocked:
        await post(
            http, f"{url}/ctl/block", {"user_id": chat, "blocked": True, "notify": False, "token": TOKEN}
        )
    await post(
        http, f"{url}/ctl/config", {"flood": {"global_per_s": 30, "chat_burst": 1, "chat_window_s": 1}}
    )
    fault = {"method": "sendMessage", "times": -1}
    await post(http, f"{url}/ctl/fault", {**fault, "kind": "429", "retry_after": 1, "probability": 0.03})
    await post(http, f"{url}/ctl/fault", {**fault, "kind": "500", "probability": 0.01})


class Questions:
    """People who ask one question each, one a second or so."""

    def __init__(self) -> None:
        self.asked: dict[int, float] = {}
        """When each asked, by chat."""

    async def ask(self, http: aiohttp.ClientSession, url: str) -> None:
        """Ask until cancelled."""
        texts = ("who runs the hotline?", "combien d'appels ?", "my boss has my passport")
        for number in itertools.count():
            chat = ASKERS + number
            question = {"chat_id": chat, "text": texts[number % len(texts)], "token": TOKEN}
            self.asked[chat] = (await post(http, f"{url}/ctl/message", question))["t"]
            await asyncio.sleep(1)

    def waits(self, calls: list[dict[str, Any]], down: list[tuple[float, float]]) -> dict[str, Any]:
        """How long people waited for the first message back."""
        first: dict[int, float] = {}
        for call in calls:
            if call["ok"]:
                first.setdefault(int(call["params"]["chat_id"]), call["t_done"])
        every = {chat: first[chat] - when for chat, when in self.asked.items() if chat in first}
        up = [wait for chat, wait in every.items() if not any(a <= self.asked[chat] <= b for a, b in down)]
        return {
            "questions": len(self.asked),
            "unanswered": len(self.asked) - len(every),
            "wait_p50": round(statistics.median(up), 3),
            "wait_p95": round(sorted(up)[int(0.95 * len(up))], 3),
            "wait_p95_with_kills": round(sorted(every.values())[int(0.95 * len(every))], 3),
        }


async def tell(  # noqa: PLR0913, PLR0917 - what there is to tell
    http: aiohttp.ClientSession,
    url: str,
    asked: argparse.Namespace,
    blocked: set[int],
    took: float,
    down: list[tuple[float, float]],
    questions: Questions,
    said: dict[str, Any],
) -> dict[str, Any]:
    """Count what every chat got."""
    calls = await get(http, f"{url}/ctl/calls?method=sendMessage&contains={MARK}&ok=true&limit=1000000")
    every = await get(http, f"{url}/ctl/calls?method=sendMessage&limit=1000000")
    got = Counter(int(call["params"]["chat_id"]) for call in calls)
    reachable = set(range(FIRST, FIRST + asked.people)) - blocked
    limited = sum(1 for c in every if c.get("error_code") == 429 and not c.get("fault"))
    sends = sorted(call["t"] for call in calls)
    busiest = Counter(int(t) for t in sends)
    return {
        "people": asked.people,
        "reachable": len(reachable),
        "reached": sum(1 for chat in reachable if got[chat]),
        "twice": sum(got[chat] - 1 for chat in reachable if got[chat] > 1),
        "blocked_reached": sum(got[chat] for chat in blocked),
        "kills": asked.kills,
        "seconds": round(took, 1),
        "seconds_down": round(sum(b - a for a, b in down), 1),
        "restart": round(statistics.mean(b - a for a, b in down), 1) if down else None,
        "calls": len(every),
        "a_second": round(len(calls) / took, 2),
        "a_second_up": round(len(calls) / (took - sum(b - a for a, b in down)), 2),
        "median_second": statistics.median(busiest.values()),
        "own_429": limited,
        **questions.waits(every, down),
        **{f"said_{key}": value for key, value in said.items()},
    }


async def post(http: aiohttp.ClientSession, url: str, data: dict[str, Any]) -> Any:
    """A control call that changes something."""
    async with http.post(url, json=data) as response:
        return await response.json()


async def get(http: aiohttp.ClientSession, url: str) -> Any:
    """A control call that asks."""
    async with http.get(url, timeout=aiohttp.ClientTimeout(total=150)) as response:
        return await response.json()


if __name__ == "__main__":
    asyncio.run(main())
