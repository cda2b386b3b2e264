"""Nothing that people write is lost or answered twice: failures of the network, the database, the process."""

import asyncio
import json
import logging
import os
import random
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram import Hook
from bot.channels.telegram.progress import PROGRESS, Progress
from bot.channels.telegram.replies import Place, deliver
from bot.channels.telegram.webhook import LARGEST, SECRET_HEADER
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from bot.message import Reply
from bot.storage.counts import CountsTable
from bot.storage.database import Database
from bot.storage.ledger import HOPELESS, Result, Waiting
from bot.storage.seal import Seal
from tests.botapi import ME, TOKEN, BotApi, Json
from tests.fragile import DEADLY
from tests.hostile import mutations
from tests.phone import Phone, Service, running
from tests.postgres import Postgres

ROOT = Path(__file__).parent.parent
SECRET = "the-secret-of-the-webhook"
DANGER = "au secours, ils m’ont enfermée ici"

Bring = Callable[[Json], Awaitable[int]]


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of a new SQLite database."""
    return f"sqlite:///{tmp_path}/vigie.sqlite3"


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hook(port: int) -> Hook:
    """A webhook on this machine."""
    return Hook(f"http://127.0.0.1:{port}/telegram", SECRET, port=port)


@asynccontextmanager
async def bringing(port: int) -> AsyncIterator[Bring]:
    """Telegram's side of a webhook: brings an update, and tells how it was taken."""
    async with aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as session:

        async def bring(update: Json) -> int:
            async with session.post(f"http://127.0.0.1:{port}/telegram", json=update) as response:
                return response.status

        yield bring


def written(api: BotApi, phone: "Phone | Person", text: str, number: int) -> Json:
    """An update: somebody wrote a text."""
    return {"update_id": number, "message": api.store(phone.chat, {**phone.sender, "text": text})}


def files(folder: Path) -> list[bytes]:
    """What stands in the files of a folder."""
    return [path.read_bytes() for path in folder.iterdir()]


async def until(met: Callable[[], bool]) -> None:
    """Wait for something that happens elsewhere."""
    while not met():  # noqa: ASYNC110 - what is waited for tells nobody
        await asyncio.sleep(0.01)


# --- the network, and Telegram itself ---


@pytest.mark.parametrize("kind", ["500", "html", "malformed", "reset"])
async def test_a_reply_that_fails_on_its_way_is_sent_again(telegram: Service, kind: str) -> None:
    telegram.api.wreck("sendMessage", kind, 2)
    assert len(await telegram.phone("fr").write("/topics")) == 1


async def test_every_message_of_a_reply_arrives_once(telegram: Service) -> None:
    telegram.api.wreck("sendContact", "500", 2)
    text, card = await telegram.phone("fr").write("/hotline")
    assert "text" in text
    assert "contact" in card


async def test_a_limit_of_telegram_is_waited_out(telegram: Service) -> None:
    phone = telegram.phone("fr")
    telegram.api.fail("sendMessage", "Too Many Requests: retry after 1", 429, retry_after=1)
    assert len(await phone.write("/topics")) == 1


async def test_an_edit_that_was_done_and_failed_on_its_way_back_stays_one(telegram: Service) -> None:
    phone = telegram.phone("fr")
    (menu,) = await phone.write("/topics")
    telegram.api.wreck("editMessageText", "reset", done=True)
    telegram.api.tolerate("message is not modified")
    (seen,) = await phone.tap("theme:hotline", menu)
    assert seen["edits"] == 1


async def test_updates_that_could_not_be_fetched_are_fetched_again(telegram: Service) -> None:
    telegram.api.conflicts = "terminated by other getUpdates request"
    assert len(await telegram.phone("fr").write("/topics")) == 1


async def test_a_group_that_moved_is_answered_where_it_is_now(telegram: Service) -> None:
    phone, moved = telegram.phone("fr", -100), telegram.phone("fr", -200)
    telegram.api.fail("sendMessage", "Bad Request: group chat was upgraded", migrate_to_chat_id=moved.chat)
    assert await phone.write("/topics") == []
    assert len(moved.shown) == 1


async def test_a_chat_that_hangs_holds_up_no_other(telegram: Service) -> None:
    stuck, other = telegram.phone("fr"), telegram.phone("fr")
    telegram.api.held[stuck.chat] = asyncio.Event()
    for phone in [stuck] * 8 + [other]:
        message = telegram.api.store(phone.chat, {**phone.sender, "text": "/topics"})
        await telegram.api.push(message=message)
    await until(lambda: len(other.shown) == 1)
    assert stuck.shown == []
    telegram.api.held[stuck.chat].set()
    await telegram.settle()
    assert len(stuck.shown) == 8


# --- the webhook ---


async def test_an_update_that_is_brought_is_answered_once(conversation: Conversation, sqlite: str) -> None:
    port = free_port()
    async with (
        BotApi() as api,
        running(api, conversation, database=sqlite, hook=hook(port)) as service,
        bringing(port) as bring,
    ):
        assert api.webhook["secret_token"] == SECRET
        phone = service.phone("fr")
        update = written(api, phone, "/topics", 1)
        statuses = await asyncio.gather(*(bring(update) for _ in range(5)))
        await service.channel.desk.idle()
        assert set(statuses) == {200}
        assert len(phone.shown) == 1


async def test_who_is_not_telegram_is_not_answered(conversation: Conversation) -> None:
    port = free_port()
    async with BotApi() as api, running(api, conversation, hook=hook(port)) as service:
        phone = service.phone("fr")
        update = written(api, phone, "/topics", 1)
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{port}/telegram"
            for secret in (None, "", SECRET[:-1], f"{SECRET}x", "é" * 30):
                headers = {SECRET_HEADER: secret} if secret is not None else {}
                async with session.post(url, json=update, headers=headers) as response:
                    assert response.status == 403
            headers = {SECRET_HEADER: SECRET}
            for body, status in ((b"x" * (LARGEST + 1), 413), (b"{", 400), (b"[]", 400), (b"{}", 400)):
                async with session.post(url, data=body, headers=headers) as response:
                    assert response.status == status
            async with session.get(url) as response:
                assert response.status == 405
        assert phone.shown == []


async def test_the_service_tells_how_it_is(conversation: Conversation, sqlite: str) -> None:
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    async with (
        BotApi() as api,
        running(api, conversation, database=sqlite, hook=hook(port), metrics_token="t" * 20) as service,
        bringing(port) as bring,
        aiohttp.ClientSession() as session,
    ):
        phone = service.phone("fr")
        await bring(written(api, phone, "/topics", 1))
        await service.channel.desk.idle()
        async with session.get(f"{root}/healthz") as response:
            assert response.status == 200
        async with session.get(f"{root}/readyz") as response:
            state = await response.json()
            assert state == {"ready": True} | dict.fromkeys(("content", "edits", "telegram", "storage"), True)
        async with session.get(f"{root}/metrics") as response:
            figures = await response.text()
        assert 'vigie_turns_total{outcome="answer"}' in figures
        counted = re.sub(r" \S+$", "", figures, flags=re.MULTILINE)  # a clock may hold any digits
        assert str(phone.chat) not in counted
        assert str(phone.chat) not in figures.split()
        proxied = {"X-Forwarded-For": "203.0.113.9"}
        async with session.get(f"{root}/metrics", headers=proxied) as response:
            assert response.status == 403
        invited = proxied | {"Authorization": f"Bearer {'t' * 20}"}
        async with session.get(f"{root}/metrics", headers=invited) as response:
            assert response.status == 200


async def test_hostile_updates_leave_the_service_as_it_was(
    conversation: Conversation, sqlite: str, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    async with (
        BotApi() as api,
        running(api, conversation, database=sqlite, hook=hook(port)) as service,
        aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as session,
    ):
        statuses = set()
        for body in mutations(random.Random(4), 400):  # noqa: S311 - the same in every run
            async with session.post(f"http://127.0.0.1:{port}/telegram", data=body) as response:
                statuses.add(response.status)
        assert statuses == {200, 400}
        await service.channel.desk.idle()
        assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
        told = {r.getMessage() for r in caplog.records if r.levelno == logging.WARNING}
        assert told == {"an update is set aside: it has not the shape that Telegram gives updates"}
        async with bringing(port) as bring:
            phone = service.phone("fr")
            await bring(written(api, phone, "/topics", 5))
            await service.channel.desk.idle()
            assert len(phone.shown) == 1
    assert "Traceback" not in caplog.text
    assert "database is away" not in caplog.text


# --- what outlives the process ---


async def test_a_language_that_was_chosen_outlives_the_process(
    conversation: Conversation, sqlite: str
) -> None:
    async with BotApi() as api:
        async with running(api, conversation, database=sqlite) as service:
            phone = service.phone("fr")
            await phone.write("/language en")
            await phone.write("/hotline")
        async with running(api, conversation, database=sqlite) as service:
            again = Phone(service, phone.person, phone.chat, "fr")
            (seen,) = await again.write("/topics")
            assert seen["text"] == conversation.say("topics", "en")
            (seen, *_) = await again.write("source?")
            assert conversation.say("nothing_before", "en") not in seen["text"]
            await again.write("/exit")
            assert len(api.chats[phone.chat]) == 1, "what was said before the restart is deleted too"
            (seen,) = await again.write("/topics")
            assert seen["text"] == conversation.say("topics", "fr")


async def test_the_database_tells_nobody_anything(conversation: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "vigie.sqlite3"
    async with BotApi() as api, running(api, conversation, database=f"sqlite:///{file}") as service:
        phone = service.phone("fr")
        api.held[phone.chat] = asyncio.Event()
        await api.push(message=api.store(phone.chat, {**phone.sender, "text": DANGER}))
        await api.fetched()
        while_waiting = files(tmp_path)
        api.held[phone.chat].set()
        await service.settle()
        afterwards = files(tmp_path)
        assert len(phone.shown) == 1
    for content in while_waiting + afterwards:
        for secret in (DANGER, "enferm", str(phone.chat), TOKEN, phone.sender["from"]["first_name"]):
            assert secret.encode() not in content


async def test_forgetting_empties_the_database(conversation: Conversation, sqlite: str) -> None:
    async with BotApi() as api, running(api, conversation, database=sqlite) as service:
        phone = service.phone("fr")
        await phone.write("/language en")
        await phone.write("/forget")
        database = Database(sqlite)
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM chats").scalar() == 0
        database.close()


async def test_an_update_that_telegram_brings_again_after_a_restart_is_not_answered_again(
    conversation: Conversation, sqlite: str
) -> None:
    async with BotApi() as api:
        phone: Phone | None = None
        for _ in range(2):
            port = free_port()
            async with (
                running(api, conversation, database=sqlite, hook=hook(port)) as service,
                bringing(port) as bring,
            ):
                phone = phone or service.phone("fr")
                assert await bring(written(api, phone, "/topics", 1)) == 200
                await service.channel.desk.idle()
        assert phone
        assert len(phone.shown) == 1


# --- the database away ---


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_while_the_database_is_away_everyone_is_answered_once(
    conversation: Conversation, postgresql: Postgres, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    url = postgresql.database("away")
    database = Database(url)
    database.migrate()
    database.close()
    port = free_port()
    how: dict[str, Any] = {"database": url} | ({"hook": hook(port)} if mode == "webhook" else {})
    async with BotApi() as api, running(api, conversation, **how) as service, bringing(port) as bring:
        phones = [service.phone("fr") for _ in range(40)]

        async def write(numbers: range) -> None:
            for number in numbers:
                update = written(api, phones[number], "/topics", number + 1)
                await (bring(update) if mode == "webhook" else api.push(**update))

        await write(range(10))
        await asyncio.to_thread(postgresql.stop)
        await write(range(10, 30))
        await until(lambda: all(phone.shown for phone in phones[:30]))
        await asyncio.to_thread(postgresql.start)
        await until(lambda: "the database is back" in caplog.text)
        await write(range(30, 40))
        await until(lambda: all(phone.shown for phone in phones))
        await service.channel.desk.idle()
        assert [len(phone.shown) for phone in phones] == [1] * 40
        if mode == "webhook":
            assert await bring(written(api, phones[20], "/topics", 21)) == 200
            await service.channel.desk.idle()
            assert len(phones[20].shown) == 1


async def test_without_a_database_from_the_start_everyone_is_answered(conversation: Conversation) -> None:
    away = "postgresql://nobody@127.0.0.1:9/vigie"
    async with BotApi() as api, running(api, conversation, database=away) as service:
        assert len(await service.phone("fr").write("/topics")) == 1


# --- a flood ---


async def test_who_writes_too_fast_is_told_once_and_danger_is_still_answered(
    telegram: Service, conversation: Conversation
) -> None:
    phone = telegram.phone("fr")
    notice = conversation.say("flood", "fr")
    seen = [await phone.write("/topics", date=1_700_000_000) for _ in range(25)]
    assert [len(messages) for messages in seen] == [1] * 20 + [0] * 5
    assert [notice in messages[0]["text"] for messages in seen[:20]] == [False] * 19 + [True]
    (urgent,) = await phone.write(DANGER, date=1_700_000_001)
    assert "105" in urgent["text"]
    assert len(await phone.write("/topics", date=1_700_000_020)) == 1


async def test_who_waited_long_for_answers_is_not_taken_for_a_flood(telegram: Service) -> None:
    phone = telegram.phone("fr")
    for number in range(25):
        assert len(await phone.write("/topics", date=1_700_000_000 + 60 * number)) == 1


# --- processes that die ---


@dataclass(frozen=True)
class Person:
    """Somebody in a private chat with the bot."""

    api: BotApi
    chat: int

    @property
    def sender(self) -> Json:
        """Who writes, and where."""
        user = {"id": self.chat, "is_bot": False, "first_name": "Someone", "language_code": "fr"}
        return {"from": user, "chat": {"id": self.chat, "type": "private", "first_name": "Someone"}}

    @property
    def shown(self) -> list[Json]:
        """The bot's messages."""
        return [message for message in self.api.chats[self.chat].values() if message["from"]["id"] == ME]


def somebody(api: BotApi) -> Person:
    """Somebody new."""
    chat = 90_001 + len(api.chats)
    api.chats[chat] = {}
    return Person(api, chat)


@pytest.fixture
def learnt(recogniser: Recogniser, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder with what was learnt already: a process that finds it there starts sooner."""
    del recogniser  # it has written what it learnt
    return str(tmp_path_factory.getbasetemp() / "cache0")


class Process:
    """The service in a process of its own."""

    def __init__(self, api: BotApi, folder: Path, **settings: str) -> None:
        self._environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_RATE": "0",
            "VIGIE_CONTENT": str(ROOT),
            **settings,
        }
        self._folder = folder
        self._api = api
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and wait until it serves."""
        before = len(self._api.of("setMyShortDescription"))
        with (self._folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self._folder,
                env=self._environment | {"PYTHONPATH": str(ROOT)}, stdout=log, stderr=log,
            )  # fmt: skip
        while len(self._api.of("setMyShortDescription")) < before + 3:  # for everyone, fr, en: the last calls
            assert self._process.returncode is None, (self._folder / "log").read_text("utf-8")
            await asyncio.sleep(0.02)

    async def end(self, number: signal.Signals) -> None:
        """End with a signal."""
        assert self._process
        self._process.send_signal(number)
        await self._process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed there as it is here")
async def test_a_process_that_is_killed_loses_nothing(tmp_path: Path, sqlite: str, learnt: str) -> None:
    async with BotApi() as api:
        process = Process(api, tmp_path, DATABASE_URL=sqlite, VIGIE_CACHE=learnt)
        await process.start()
        api.slow = 0.02
        people = [somebody(api) for _ in range(60)]
        for phone in people:
            await api.push(message=api.store(phone.chat, {**phone.sender, "text": "who runs the hotline?"}))
        await api.called("sendMessage", 20)
        await process.end(signal.SIGKILL)
        answered = len(api.of("sendMessage"))
        assert answered < 60
        await process.start()
        await until(lambda: all(phone.shown for phone in people))
        await process.end(signal.SIGTERM)
        twice = sum(len(phone.shown) - 1 for phone in people)
        assert twice <= 40, "no more than were under way"
        days = date(2000, 1, 1), date.max
        assert sum(CountsTable(Database(sqlite)).read(*days).values()) == 60, "each counted, and none twice"
        log = (tmp_path / "log").read_text("utf-8")
        assert not [secret for secret in (TOKEN, *api.private) if secret in log]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed there as it is here")
async def test_what_kills_every_process_is_given_up_and_the_others_are_answered_once(sqlite: str) -> None:
    said, codes = "", list[int | None]()
    written = [f"1:{DEADLY}", "1:after it", *(f"{chat}:to {chat}" for chat in range(2, 6))]
    while codes[-1:] != [0] and len(codes) < 10:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.fragile", sqlite, *written, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        said += (await process.communicate())[0].decode()
        codes.append(process.returncode)
        written = []
    assert codes == [-signal.SIGKILL] * HOPELESS + [0]
    assert sorted(said.splitlines()) == sorted(
        [f"given up {DEADLY}", "answered after it", *(f"answered to {chat}" for chat in range(2, 6))]
    )


async def test_a_message_holds_its_place_until_its_update_is_ticked_off(
    conversation: Conversation, sqlite: str
) -> None:
    async with BotApi() as api, running(api, conversation, database=sqlite) as service:
        phone, pace = service.phone("fr"), service.channel.transport.pace
        await api.called("setMyShortDescription", 3)  # the last calls of the start
        await phone.write("/topics")
        assert pace.under_way == 0
        noted: list[str] = []

        async def note(sent: str) -> None:
            noted.append(sent)

        progress = Progress(None, note)
        PROGRESS.set(progress)
        await deliver(service.channel.api, Place(phone.chat), [Reply("1"), Reply("2")])
        assert (len(noted), pace.under_way) == (1, 1), "the first of the two is noted, the last is not"
        progress.noted()
        assert pace.under_way == 0


async def test_who_is_given_up_learns_it_with_the_numbers_for_an_emergency(
    conversation: Conversation, sqlite: str
) -> None:
    async with BotApi() as api, running(api, conversation, database=sqlite) as service:
        phone, seal = service.phone("fr"), Seal(TOKEN)
        for number, attempts in ((1, HOPELESS), (2, HOPELESS + 1)):
            sealed = seal.close(json.dumps(written(api, phone, "/topics", number)).encode())
            left = Waiting(number, seal.name(phone.chat), sealed, None, attempts)
            service.channel.desk.receive(Result(handed=[left]))
        await service.channel.desk.idle()
        told = [conversation.say(key, "fr") for key in ("given_up", "safety_line")]
        assert [message["text"] for message in phone.shown] == ["\n\n".join(told).replace("**", "")]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed there as it is here")
async def test_three_processes_answer_once_and_in_order_though_one_is_killed(
    conversation: Conversation, tmp_path: Path, postgresql: Postgres, learnt: str
) -> None:
    url = postgresql.database("three")
    database = Database(url)
    database.migrate()
    database.close()
    ports = [free_port() for _ in range(3)]
    async with BotApi() as api, aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as session:
        processes = [
            Process(
                api, tmp_path, DATABASE_URL=url, WEBHOOK_SECRET=SECRET, PORT=str(port), VIGIE_CACHE=learnt,
                WEBHOOK_URL=f"http://127.0.0.1:{port}/telegram",
            )
            for port in ports
        ]  # fmt: skip
        for process in processes:
            await process.start()
        api.slow = 0.005
        people = [somebody(api) for _ in range(20)]
        updates = [
            [written(api, phone, command(number), 100 * index + number + 1) for number in range(10)]
            for index, phone in enumerate(people)
        ]

        async def bring(chat: list[Json]) -> None:
            """As Telegram does: in order, and again where it was not taken."""
            for number, update in enumerate(chat):
                attempt = number
                while True:
                    attempt += 1
                    try:
                        async with session.post(
                            f"http://127.0.0.1:{ports[attempt % 3]}/telegram", json=update
                        ) as response:
                            if response.status == 200:
                                break
                    except aiohttp.ClientError:
                        await asyncio.sleep(0.01)

        async def kill() -> None:
            await api.called("sendMessage", 100)
            await processes[0].end(signal.SIGKILL)

        await asyncio.gather(kill(), *(bring(chat) for chat in updates))
        await until(lambda: sum(len(phone.shown) for phone in people) >= 200)
        for process in processes[1:]:
            await process.end(signal.SIGTERM)
        in_turn = [conversation.say("language_fixed", LANGUAGES[number % 2]) for number in range(10)]
        for phone in people:
            answers = [message["text"] for message in phone.shown]
            assert [text for text, _ in groupby(answers)] == in_turn
            assert len(answers) <= 11, "only what was under way at the kill may come twice"


LANGUAGES = ("fr", "en")


def command(number: int) -> str:
    """Something to write whose answer tells its number from the one before it."""
    return f"/language {LANGUAGES[number % 2]}"
