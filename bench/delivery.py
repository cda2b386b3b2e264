"""How fast messages are answered, and what is lost or answered twice when something dies.

    python bench/delivery.py --api PATH [speed] [kills] [processes] [faults] [hostile] [outage] [--write]

PATH is a Bot API server to run on loopback: a script that takes ``--port`` and ``--latency-ms``, steered
under  /ctl (load, run, fault, config, deliver, calls, reset). Speed is a ratio to plain python-telegram-bot
(bench/plain.py) in the same run; everything else is counted. ``--mode``, ``--database`` and ``--latency``
choose some of the set-ups; ``--write`` puts each figure into bench/delivery.md, with its day.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import shutil
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import aiohttp
from measure import record

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAbench-token_for-loopback-0123456789"  # noqa: S105 made up
QUESTION = "who runs the hotline? {i}"
BURST = 400
CROWD = 1000
"""Messages of the burst whose rate is taken, the same for both sides, each just started."""
LANGUAGES = ("fr", "en")

Json = dict[str, Any]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Api:
    """The Bot API server."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def ctl(self, what: str, body: Any = None, **query: Any) -> Any:
        """Steer it."""
        method = "GET" if body is None else "POST"
        query |= {"token": TOKEN}
        async with self._session.request(
            method, f"{self.url}/ctl/{what}", json=body, params={k: str(v) for k, v in query.items()}
        ) as response:
            text = await response.text()
            return json.loads(text) if text.startswith(("{", "[")) else text

    async def load(self, n: int, rate: float = 0, chats: Any = "unique", text: str = QUESTION) -> str:
        """Let people write, at a rate or all at once."""
        body = {"n": n, "rate": rate, "chats": chats, "text": text, "token": TOKEN}
        started: Json = await self.ctl("load", body)
        return str(started["run"])

    async def run(self, run: str) -> Json:
        """How a load is answered so far."""
        stats: Json = await self.ctl(f"run/{run}")
        return stats

    async def polled(self, since: float) -> float:
        """Seconds from a moment until updates were fetched for the first time."""
        while not (await self.ctl("stats"))["counters"].get("m_getUpdates"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)
        return time.monotonic() - since

    async def answered(self, run: str, n: int, seconds: float = 120) -> Json:
        """Wait until so many are answered, and no more come."""
        until = time.monotonic() + seconds
        while True:
            stats = await self.run(run)
            if (stats["done_injecting"] and stats["answered"] >= n) or time.monotonic() > until:
                return stats
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def api_server(path: Path, latency: float = 0) -> AsyncIterator[Api]:
    """The server, for as long as the context lasts."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, path, "--port", str(port), "--latency-ms", str(latency),
        "--webhook-retry-base", "0.2",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with aiohttp.ClientSession() as session:
        api = Api(f"http://127.0.0.1:{port}", session)
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                await api.ctl("stats")
                break
            await asyncio.sleep(0.05)
        try:
            yield api
        finally:
            process.kill()
            await process.wait()


class Bot:
    """A process under test."""

    def __init__(
        self, api: Api, database: str = "", port: int = 0, rate: float = 0, log: Path | None = None
    ) -> None:
        self.port = port
        self._log = log
        self.environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_RATE": str(rate),
            "DATABASE_URL": database,
            "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram" if port else "",
            "PORT": str(port or 8080),
        }
        self._api = api
        self._process: asyncio.subprocess.Process | None = None
        self.started = 0.0

    async def start(self, *command: str, calls: int = 1) -> None:
        """Start, and wait until it has begun to serve."""
        before = len(await self._api.ctl("calls", method="getMe"))
        self.started = time.monotonic()
        output = self._log.open("ab") if self._log else asyncio.subprocess.DEVNULL
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *(command or ("-m", "bot", "run")),
            cwd=tempfile.gettempdir(), env={"PYTHONPATH": str(ROOT)} | self.environment,
            stdout=output, stderr=output,
        )  # fmt: skip
        while len(await self._api.ctl("calls", method="getMe")) < before + calls:
            if self._process.returncode is not None:
                raise SystemExit("the process under test ended")
            await asyncio.sleep(0.05)
        if self.port:
            while not (await self._api.ctl("webhook"))["webhook"]:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)

    @property
    def memory(self) -> float:
        """Megabytes in use."""
        assert self._process
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    async def kill(self) -> None:
        """End it without a warning."""
        assert self._process
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """End it as an operator does."""
        assert self._process
        if self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()


@contextlib.contextmanager
def databases() -> Iterator[dict[str, Any]]:
    """A new SQLite file and a new PostgreSQL database at each call."""
    sys.path.insert(0, str(ROOT))
    from tests.postgres import postgres  # noqa: PLC0415 a development dependency

    folder = Path(tempfile.mkdtemp(prefix="bench"))
    numbers = iter(range(10_000))
    with postgres() as server:

        def made(name: str) -> str:
            from bot.storage.database import Database  # noqa: PLC0415

            database = Database(server.database(name))
            database.migrate()
            database.close()
            return server.database_url(name)

        yield {
            "sqlite": lambda: f"sqlite:///{folder}/{next(numbers)}.sqlite3",
            "postgresql": lambda: made(f"d{next(numbers)}"),
            "server": server,
        }
    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Setup:
    """What is asked for."""

    path: Path
    """The Bot API server."""
    made: Json
    """Makes databases."""
    modes: list[str]
    kinds: list[str]
    """Of databases."""
    latencies: list[float]
    """Milliseconds that a call takes; none: as each part likes."""
    rounds: int
    """Kills in each set-up."""
    rate: float
    """Messages a second while killing."""
    write: bool

    @property
    def pace(self) -> str:
        """The rate, in words."""
        return f"{self.rate:.0f} messages a second" if self.rate else "no limit of messages a second"

    def report(self, title: str, text: str) -> None:
        """Say what was measured, and keep it where that is asked for."""
        print(f"{title}: {text}", flush=True)
        if self.write:
            load = os.getloadavg()[0]
            when = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load at the end {load:.1f}"
            record(title, f"{text} ({when})", "delivery.md")


async def speed(setup: Setup) -> None:
    """Burst rate, latency at half of it, memory, start: ours with everything, plain PTB's with an echo."""
    for latency, mode in itertools.product(setup.latencies or (50.0, 0.0), setup.modes):
        async with api_server(setup.path, latency) as api:
            plain = await _plain_rate(api, mode)
            await api.ctl("reset", {"webhooks": True})
            bot = Bot(api, setup.made["sqlite"](), free_port() if mode == "webhook" else 0)
            first = await api.load(1)  # which the first getUpdates brings
            await bot.start()
            began = await api.polled(bot.started) if mode == "polling" else 0
            await api.answered(first, 1)
            stats = await api.answered(await api.load(CROWD), CROWD)
            rate = stats["answered_per_s"]
            run = await api.load(int(rate * 2), rate=rate / 2)
            half = (await api.answered(run, int(rate * 2)))["latency_ms"]
            setup.report(
                f"Speed, {mode}, {latency:.0f} ms a call",
                f"A burst of {CROWD}: {rate:.0f}/s, {rate / plain:.1f} times plain python-telegram-bot's "
                f"{plain:.0f}/s; lost {stats['unanswered']}. At half of that rate p50 {half['p50']:.0f} ms, "
                f"p95 {half['p95']:.0f} ms. Memory after it {bot.memory:.0f} MB."
                + (f" First getUpdates {began:.1f} s after the start." if began else ""),
            )
            await bot.stop()


async def _plain_rate(api: Api, mode: str) -> float:
    port = free_port() if mode == "webhook" else 0
    plain = Bot(api, port=port)
    arguments = [str(ROOT / "bench" / "plain.py"), api.url, "256", *([str(port)] if port else [])]
    await plain.start(*arguments)
    await asyncio.sleep(1)
    run = await api.load(CROWD)
    rate = (await api.answered(run, CROWD))["answered_per_s"]
    await plain.kill()
    return float(rate)


async def kills(setup: Setup) -> None:
    """Kill the process in a burst, again and again."""
    choice = random.Random(4)  # noqa: S311 the same moments in every run
    latency = setup.latencies[0] if setup.latencies else 50.0
    async with api_server(setup.path, latency) as api:
        for mode, kind in itertools.product(setup.modes, setup.kinds):
            sums: Counter[str] = Counter()
            bot = Bot(api, setup.made[kind](), free_port() if mode == "webhook" else 0, setup.rate)
            for _ in range(setup.rounds):
                await bot.start()
                run = await api.load(BURST)
                await api.answered(run, choice.randint(BURST // 10, BURST * 3 // 5))
                await bot.kill()
                await bot.start()
                await api.answered(run, BURST)
                await asyncio.sleep(1)
                stats = await api.run(run)
                await bot.stop()
                sums += Counter(lost=stats["unanswered"], twice=stats["identical_repeats_in_chat"])
            updates = BURST * setup.rounds
            setup.report(
                f"Kills, {mode}, {kind}",
                f"{setup.rounds} kills (-9) in bursts of {BURST}, {latency:.0f} ms a call, "
                f"{setup.pace}: {sums['lost']} of {updates} lost, "
                f"{sums['twice']} answered twice ({100 * sums['twice'] / updates:.2f} %).",
            )
            await api.ctl("reset", {"webhooks": True})


async def processes(setup: Setup) -> None:
    """Three webhook processes on one PostgreSQL, one of them killed half-way."""
    async with api_server(setup.path) as api:
        database = setup.made["postgresql"]()
        ports = [free_port() for _ in range(3)]
        front = free_port()
        bots = [Bot(api, database, port, setup.rate) for port in ports]
        for bot in bots:
            bot.environment["WEBHOOK_URL"] = f"http://127.0.0.1:{front}/telegram"
        balancer = await _balancer(front, ports)
        for bot in bots:
            await bot.start()
        # chat i % 100 writes message i: French and English in turn, which the answers show
        body = {"n": 2000, "rate": 0, "chats": 100, "token": TOKEN}
        texts = [f"/language {LANGUAGES[number // 100 % 2]}" for number in range(2000)]
        run = str((await api.ctl("load", body | {"texts": texts}))["run"])
        await api.answered(run, 1000)
        await bots[0].kill()
        await api.answered(run, 2000)
        await asyncio.sleep(8)
        stats = await api.run(run)
        calls = await api.ctl("calls", method="sendMessage", ok=1)
        chats: dict[int, list[str]] = {}
        for call in calls:
            chats.setdefault(call["params"]["chat_id"], []).append(call["params"]["text"])
        # one that comes twice comes before the next; taken for one, the two languages go on in turn
        disorder = sum(abs(20 - len(list(groupby(said)))) for said in chats.values())
        setup.report(
            "Three processes",
            f"Three webhook processes on one PostgreSQL, {setup.pace} each, "
            f"{stats['injected']} updates of 100 chats, one process killed half-way: "
            f"{stats['unanswered']} lost, {stats['extra_answers']} answered twice, {disorder} out of order.",
        )
        balancer.close()
        for bot in bots[1:]:
            await bot.stop()


async def _balancer(front: int, ports: list[int]) -> asyncio.Server:
    """Spread connections over the processes that answer."""
    turn = iter(range(10**9))

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in ports:
            with contextlib.suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", ports[next(turn) % len(ports)])
                await asyncio.gather(pipe(reader, there[1]), pipe(there[0], writer))
                return
        writer.close()

    return await asyncio.start_server(handle, "127.0.0.1", front)


async def faults(setup: Setup) -> None:
    """A thousand messages through errors of every kind and an outage."""
    async with api_server(setup.path, 10) as api:
        bot = Bot(api, setup.made["sqlite"]())
        await bot.start()
        send = {"method": "sendMessage", "times": -1}
        await api.ctl(
            "fault",
            [
                {**send, "kind": "500", "probability": 0.05},
                {**send, "kind": "reset", "probability": 0.02},
                {**send, "kind": "malformed", "probability": 0.02},
                {**send, "kind": "timeout", "probability": 0.01, "delay": 12},
                {**send, "kind": "timeout", "probability": 0.01, "delay": 12, "execute": True},
                {**send, "kind": "429", "probability": 0.02, "retry_after": 1},
            ],
        )
        run = await api.load(1000, rate=50)
        await asyncio.sleep(8)
        await api.ctl("fault", {"method": "*", "kind": "502", "times": -1, "duration": 20})
        await api.answered(run, 1000, 180)
        await asyncio.sleep(15)
        stats = await api.run(run)
        counted = (await api.ctl("stats"))["counters"]
        failed = {k.removeprefix("fault_"): v for k, v in counted.items() if k.startswith("fault_")}
        calls = await api.ctl("calls", method="sendMessage")
        executed = sum(1 for call in calls if call.get("executed"))
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(failed.items()))
        setup.report(
            "Faults",
            f"1,000 messages with 50 a second, an outage of the Bot API of 20 s and these failures: {told}. "
            f"{stats['unanswered']} lost, {stats['identical_repeats_in_chat']} twice; {executed} time-outs "
            "had been executed.",
        )
        await bot.stop()


async def outage(setup: Setup) -> None:
    """PostgreSQL stopped and started under load."""
    async with api_server(setup.path, 10) as api:
        for mode in setup.modes:
            bot = Bot(api, setup.made["postgresql"](), free_port() if mode == "webhook" else 0)
            await bot.start()
            run = await api.load(1000, rate=50)
            await asyncio.sleep(5)
            setup.made["server"].stop()
            await asyncio.sleep(8)
            during = await api.run(run)
            setup.made["server"].start()
            await api.answered(run, 1000)
            await asyncio.sleep(2)
            stats = await api.run(run)
            setup.report(
                f"Outage of the database, {mode}",
                f"PostgreSQL stopped for 8 s during 1,000 messages: {during['answered']} answered before it "
                f"was back; {stats['unanswered']} lost, {stats['identical_repeats_in_chat']} twice; p95 "
                f"{stats['latency_ms']['p95']:.0f} ms, worst {stats['latency_ms']['max']:.0f} ms.",
            )
            await bot.stop()
            await api.ctl("reset", {"webhooks": True})


async def hostile(setup: Setup) -> None:
    """Ten thousand updates that Telegram would not send."""
    sys.path.insert(0, str(ROOT))
    from tests.hostile import mutations  # noqa: PLC0415 tests are no package

    log = Path(tempfile.mkdtemp()) / "log"
    async with api_server(setup.path) as api, aiohttp.ClientSession() as session:
        port = free_port()
        bot = Bot(api, setup.made["sqlite"](), port, log=log)
        await bot.start()
        secret = (await api.ctl("webhook"))["webhook"]["secret_token"]
        url = f"http://127.0.0.1:{port}/telegram"
        statuses: Counter[str] = Counter()
        header = "X-Telegram-Bot-Api-Secret-Token"
        gate = asyncio.Semaphore(50)

        async def bring(body: bytes, key: str | None) -> None:
            async with gate:
                try:
                    async with session.post(url, data=body, headers={header: key} if key else {}) as response:
                        statuses[f"{'genuine' if key == secret else 'forged'} {response.status}"] += 1
                except aiohttp.ClientError:
                    statuses["connection lost"] += 1

        choice = random.Random(5)  # noqa: S311 the same in every run
        bodies = list(mutations(choice, 9_000))
        jobs = [bring(body, secret) for body in bodies]
        jobs += [
            bring(choice.choice(bodies), choice.choice([None, "", secret[:-1], secret + "x"]))
            for _ in range(950)
        ]
        jobs += [bring(b"x" * 2_000_000, secret) for _ in range(50)]
        await asyncio.gather(*jobs)
        run = await api.load(100)
        stats = await api.answered(run, 100)
        text = log.read_text("utf-8")
        lines = [json.loads(each) for each in text.splitlines() if each.startswith("{")]
        errors = sum(each["level"] == "error" for each in lines)
        answers = ", ".join(f"{count} {kind}" for kind, count in sorted(statuses.items()))
        setup.report(
            "Hostile requests",
            f"{sum(statuses.values())} requests: {answers}. {text.count('Traceback')} tracebacks and "
            f"{errors} errors in the log; of 100 messages after them {stats['unanswered']} lost.",
        )
        await bot.stop()


PARTS: dict[str, Callable[[Setup], Awaitable[None]]] = {
    "speed": speed,
    "kills": kills,
    "processes": processes,
    "faults": faults,
    "hostile": hostile,
    "outage": outage,
}


async def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--api", type=Path, required=True)
    parser.add_argument("--mode", nargs="+", default=["polling", "webhook"])
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"], help="while killing")
    parser.add_argument("--rounds", type=int, default=5, help="kills in each set-up")
    parser.add_argument(
        "--rate", type=float, default=30, help="messages a second where a process is killed; 0: no limit"
    )
    parser.add_argument("--latency", type=float, nargs="+", default=[], help="milliseconds that a call takes")
    parser.add_argument("--write", action="store_true", help="put the figures into bench/delivery.md")
    asked = parser.parse_args()
    with databases() as made:
        setup = Setup(
            asked.api, made, asked.mode, asked.database, asked.latency, asked.rounds, asked.rate, asked.write
        )
        for what in asked.what:
            await PARTS[what](setup)


if __name__ == "__main__":
    asyncio.run(main())
