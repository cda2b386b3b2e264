"""Broadcasts: each subscriber once, whatever fails, whoever dies, and only as long as it is wanted."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.channels.telegram.app import api
from bot.channels.telegram.news import html, post
from bot.channels.telegram.pace import PRIORITY, Priority
from bot.channels.telegram.render import LIMIT
from bot.content.model import Content
from bot.outreach import broadcasts as sender
from bot.outreach.broadcasts import Broadcaster, GoneError, LaterError, News, RefusedError, news
from bot.outreach.texts import lacking, texts_of, unknown
from bot.storage import broadcasts as stored
from bot.storage import database as databases
from bot.storage.broadcasts import Broadcast, Broadcasts, Fate, Recipient, State
from bot.storage.database import Database
from bot.storage.seal import Seal
from bot.storage.subscribers import Subscribers
from bot.storage.tables import broadcasts
from tests.botapi import TOKEN, BotApi
from tests.postgres import Postgres, postgres

SEAL = Seal("1:a-secret-of-the-tests")
PEOPLE = range(101, 161)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A PostgreSQL."""
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with its tables, of either kind."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path}/vigie.sqlite3")
    else:
        made = Database(request.getfixturevalue("server").database("broadcasts"))
    made.migrate()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting but what the tests are about."""
    monkeypatch.setattr(sender, "RATE", 10_000.0)
    monkeypatch.setattr(sender, "_LOOK", 0.01)
    monkeypatch.setattr(stored, "LEASE", 0.3)
    monkeypatch.setattr(sender, "LEASE", 0.3)


class Phones:
    """The other side: what every chat got, and what is refused."""

    def __init__(self) -> None:
        self.got: Counter[int] = Counter()
        self.read: dict[int, News] = {}
        self.refuse: dict[int, list[Exception]] = {}
        """What a chat's next messages are refused with."""

    async def post(self, chat: int, message: News) -> None:
        """Take a message, or refuse it."""
        await asyncio.sleep(0)
        if self.refuse.get(chat):
            raise self.refuse[chat].pop(0)
        self.got[chat] += 1
        self.read[chat] = message


def subscribe(database: Database) -> Subscribers:
    """Sixty subscribers, every second one in French."""
    subscribers = Subscribers(database, SEAL)
    for chat in PEOPLE:
        subscribers.add(chat, "fr" if chat % 2 else "en")
    return subscribers


def confirmed(table: Broadcasts) -> int:
    """A broadcast that is being sent."""
    id_ = table.draft({"fr": "Bonjour à tous", "en": "Hello all"})
    assert table.confirm(id_)
    return id_


def broadcast(table: Broadcasts, id_: int) -> Broadcast:
    """How far it is."""
    made = table.get(id_)
    assert made is not None
    return made


async def finished(table: Broadcasts, id_: int) -> Broadcast:
    """Wait until it is not being sent any more."""
    async with asyncio.timeout(30):
        while (made := broadcast(table, id_)).state is State.SENDING:  # noqa: ASYNC110 - the database has no event
            await asyncio.sleep(0.01)
    return made


async def sent_by(table: Broadcasts, phones: Phones, content: Content, id_: int) -> Broadcast:
    """Send it by one process."""
    broadcaster = Broadcaster(table, phones.post, lambda: content)
    task = asyncio.create_task(broadcaster.run())
    made = await finished(table, id_)
    broadcaster.stop()
    await task
    return made


async def test_each_gets_it_once_in_their_language(database: Database, content: Content) -> None:
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    made = await sent_by(table, phones, content, confirmed(table))
    assert phones.got == Counter(PEOPLE)
    assert {chat: message.text for chat, message in phones.read.items()} == {
        chat: "Bonjour à tous" if chat % 2 else "Hello all" for chat in PEOPLE
    }
    assert (made.state, made.total, made.sent, made.left) == (State.DONE, 60, 60, 0)


async def test_what_is_settled_while_the_table_is_read_is_not_sent_again(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    due = table.due

    def late(id_: int, number: int) -> tuple[list[Recipient], float | None]:
        """The recipients as they were a while ago: a slow answer of the database."""
        found = due(id_, number)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(table, "due", late)
    await sent_by(table, phones, content, confirmed(table))
    assert phones.got == Counter(PEOPLE)


async def test_nobody_gets_a_draft(database: Database, content: Content) -> None:
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    draft = table.draft({"fr": "Pas encore", "en": "Not yet"})
    await sent_by(table, phones, content, confirmed(table))
    assert broadcast(table, draft).state is State.DRAFT
    assert set(phones.got.values()) == {1}


async def test_refusals_and_failures(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_LONGEST", 0.01)
    subscribers = subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    phones.refuse = {
        101: [*(LaterError(0.001) for _ in range(2 * sender.TRIES)), LaterError()],  # 429, then a 5xx
        102: [LaterError(), LaterError()],  # 5xx
        103: [GoneError()],  # 403
        104: [RefusedError()],  # 400
    }
    made = await sent_by(table, phones, content, confirmed(table))
    assert phones.got == Counter(set(PEOPLE) - {103, 104})
    assert (made.sent, made.gone, made.failed) == (58, 1, 1)
    assert not subscribers.has(103), "who blocks the bot is unsubscribed"
    assert subscribers.has(104)


def test_who_is_to_wait_is_not_due(database: Database) -> None:
    subscribe(database)
    table = Broadcasts(database, SEAL, 1)
    id_ = confirmed(table)
    everyone, _ = table.due(id_, 100)
    for recipient in everyone:
        assert table.postpone(id_, recipient, 3600)
    ready, wait = table.due(id_, 100)
    assert not ready
    assert wait is not None
    assert 0 < wait <= 3600


@pytest.mark.parametrize(("tries", "error", "at_least"), [(0, LaterError(3600), 3000), (6, LaterError(), 30)])
async def test_who_was_refused_waits(
    database: Database, content: Content, tries: int, error: LaterError, at_least: float
) -> None:
    """As long as Telegram asks (429), or longer each time (5xx)."""
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    id_ = confirmed(table)
    first = table.due(id_, 1)[0][0]
    table.postpone(id_, replace(first, tries=tries - 1), 0)
    phones.refuse = {first.chat: [error]}
    broadcaster = Broadcaster(table, phones.post, lambda: content)
    task = asyncio.create_task(broadcaster.run())
    async with asyncio.timeout(30):
        while phones.refuse[first.chat] or broadcast(table, id_).left > 1:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)
    broadcaster.stop()
    await task
    ready, wait = table.due(id_, 1)
    assert not ready
    assert wait is not None
    assert wait > at_least


@pytest.mark.parametrize(("refused", "goes_on"), [({0, 1, 2}, False), ({0, 15, 30, 45}, True)])
async def test_many_refusals_in_a_row_hold_up_everybody_and_single_ones_nobody(
    database: Database, content: Content, refused: set[int], goes_on: bool
) -> None:
    subscribe(database)
    table, posts = Broadcasts(database, SEAL, 1), list[int]()

    async def post(chat: int, _: News) -> None:
        posts.append(chat)
        if len(posts) - 1 in refused:
            raise LaterError(3600)

    id_ = confirmed(table)
    broadcaster = Broadcaster(table, post, lambda: content)
    task = asyncio.create_task(broadcaster.run())
    async with asyncio.timeout(30):
        while broadcast(table, id_).left > (len(refused) if goes_on else len(PEOPLE) - 1):  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)
        for _ in range(0 if goes_on else 50):
            await asyncio.to_thread(table.get, id_)
    broadcaster.stop()
    await task
    assert (len(posts) == len(PEOPLE)) if goes_on else (len(posts) <= 3 + 2 * sender.AT_ONCE)


async def test_messages_leave_evenly(
    tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "RATE", 40.0)
    database = Database(f"sqlite:///{tmp_path}/vigie.sqlite3")
    database.migrate()
    subscribers = Subscribers(database, SEAL)
    for chat in range(28):
        subscribers.add(chat, "fr")
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    began = time.monotonic()
    await sent_by(table, phones, content, confirmed(table))
    assert time.monotonic() - began >= (28 - 2 * sender.AT_ONCE) / 40
    database.close()


async def test_only_so_many_are_under_way_at_once(database: Database, content: Content) -> None:
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    gate, begun = asyncio.Event(), list[int]()

    async def post(chat: int, message: News) -> None:
        begun.append(chat)
        await gate.wait()
        await phones.post(chat, message)

    id_ = confirmed(table)
    broadcaster = Broadcaster(table, post, lambda: content)
    task = asyncio.create_task(broadcaster.run())
    while len(begun) < sender.AT_ONCE:  # noqa: ASYNC110 - likewise
        await asyncio.sleep(0.001)
    for _ in range(20):
        await asyncio.to_thread(table.get, id_)
    assert len(begun) == sender.AT_ONCE
    broadcaster.stop()  # what is under way is noted, and nothing else begins
    gate.set()
    await task
    assert phones.got == Counter(begun)
    assert len(begun) == sender.AT_ONCE
    assert broadcast(table, id_).left == len(PEOPLE) - sender.AT_ONCE
    assert Broadcasts(database, SEAL, 2).claim() is not None, "another process goes on without waiting"


async def test_what_became_of_a_message_is_noted_when_the_database_is_back(
    tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY", 0.02)
    database = Database(f"sqlite:///{tmp_path}/vigie.sqlite3")
    database.migrate()
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    other = sqlite3.connect(tmp_path / "vigie.sqlite3", isolation_level=None)

    async def post(chat: int, message: News) -> None:
        if phones.got.total() == 10 and not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")
            asyncio.get_running_loop().call_later(0.3, other.rollback)
        await phones.post(chat, message)

    broadcaster = Broadcaster(table, post, lambda: content)
    id_ = confirmed(table)
    task = asyncio.create_task(broadcaster.run())
    while phones.got.total() < len(PEOPLE):  # noqa: ASYNC110 - likewise
        await asyncio.sleep(0.01)
    await finished(table, id_)
    broadcaster.stop()
    await task
    other.close()
    database.close()
    assert phones.got == Counter(PEOPLE)


async def test_what_nobody_foresaw_stops_neither_this_broadcast_nor_the_next(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_LONGEST", 0.001)
    monkeypatch.setattr(sender, "TRIES", 2)
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    phones.refuse = {101: [ZeroDivisionError()] * sender.TRIES, 102: [ZeroDivisionError()]}
    made = await sent_by(table, phones, content, confirmed(table))
    assert (made.state, made.sent, made.failed) == (State.DONE, 59, 1)
    unreadable = table.draft({"fr": "{nobody.number}", "en": "{nobody.number}"})
    assert table.confirm(unreadable)
    made = await sent_by(table, phones, content, unreadable)
    assert (made.state, made.sent, made.failed) == (State.DONE, 0, 60)


async def test_a_message_that_is_never_taken_is_given_up(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_LONGEST", 0.01)
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    phones.refuse = {101: [LaterError()] * 100}
    made = await sent_by(table, phones, content, confirmed(table))
    assert (made.state, made.sent, made.failed) == (State.DONE, 59, 1)
    assert len(phones.refuse[101]) == 100 - sender.TRIES


async def test_killed_again_and_again(database: Database, content: Content) -> None:
    """Each process dies in the middle, without a word; the next one goes on."""
    subscribe(database)
    phones = Phones()
    id_ = confirmed(Broadcasts(database, SEAL, 0))
    kills = 0
    for process in range(1, 100):
        table = Broadcasts(database, SEAL, process)
        broadcaster = Broadcaster(table, phones.post, lambda: content)
        task = asyncio.create_task(broadcaster.run())
        before, limit = phones.got.total(), 9
        async with asyncio.timeout(30):
            while (  # noqa: ASYNC110 - likewise
                phones.got.total() < before + limit and broadcast(table, id_).state is State.SENDING
            ):
                await asyncio.sleep(0.005)
        if broadcast(table, id_).state is State.DONE:
            broadcaster.stop()
            await task
            break
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        kills += 1
    assert kills >= 4
    assert set(phones.got) == set(PEOPLE)
    assert phones.got.total() - len(PEOPLE) <= kills * sender.AT_ONCE
    assert broadcast(table, id_).sent == len(PEOPLE)


CLAIMS = """
import sys
from bot.storage import broadcasts
from bot.storage.database import Database
from bot.storage.seal import Seal

broadcasts.LEASE = float(sys.argv[2])
print(broadcasts.Broadcasts(Database(sys.argv[1]), Seal("x"), 1).claim().id, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("lease", [3600, -1])
def test_a_killed_process_is_replaced_at_once_and_a_living_one_is_not(tmp_path: Path, lease: int) -> None:
    """SQLite: the operating system tells which it is, however long ago the other gave a sign of life."""
    url = f"sqlite:///{tmp_path}/vigie.sqlite3"
    database = Database(url)
    database.migrate()
    subscribe(database)
    table = Broadcasts(database, SEAL, 2)
    id_ = confirmed(table)
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", CLAIMS, url, str(lease)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    ) as other:
        assert other.stdout is not None
        assert int(other.stdout.readline()) == id_
        assert table.claim() is None
        other.kill()
        other.wait()
        assert table.claim() == broadcast(table, id_)
    table.close()


def test_a_process_that_was_replaced_sends_nothing_more(server: Postgres) -> None:
    """PostgreSQL: it fell silent for so long that another one went on."""
    database = Database(server.database("replaced"))
    database.migrate()
    subscribe(database)
    one, two = (Broadcasts(database, SEAL, process) for process in (1, 2))
    id_ = confirmed(one)
    assert one.claim() is not None
    (first, second, *_), _ = one.due(id_, 5)
    assert one.settle(id_, first, Fate.SENT)
    with database.transaction() as (connection, _):
        connection.execute(update(broadcasts).values(until=0))
    assert two.claim() is not None
    assert not one.settle(id_, second, Fate.SENT)
    assert one.due(id_, 5) == ([], None)
    one.finish(id_)
    assert broadcast(two, id_).state is State.SENDING
    assert len(two.due(id_, 100)[0]) == len(PEOPLE) - 2
    database.close()


async def test_two_processes_do_not_send_the_same(database: Database, content: Content) -> None:
    subscribe(database)
    phones = Phones()
    tables = [Broadcasts(database, SEAL, process) for process in (1, 2, 3)]
    id_ = confirmed(tables[0])
    broadcasters = [Broadcaster(table, phones.post, lambda: content) for table in tables]
    tasks = [asyncio.create_task(each.run()) for each in broadcasters]
    await finished(tables[0], id_)
    for each in broadcasters:
        each.stop()
    await asyncio.gather(*tasks)
    assert phones.got == Counter(PEOPLE)


async def test_pause_resume_cancel(database: Database, content: Content) -> None:
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    id_ = confirmed(table)
    assert table.pause(id_)
    broadcaster = Broadcaster(table, phones.post, lambda: content)
    task = asyncio.create_task(broadcaster.run())
    other = confirmed(table)
    await finished(table, other)
    assert phones.got == Counter(PEOPLE), "the other broadcast went out, the paused one did not"
    assert table.resume(id_)
    await finished(table, id_)
    assert set(phones.got.values()) == {2}
    assert not table.cancel(id_), "what is done cannot be cancelled"
    third = confirmed(table)
    assert table.cancel(third)
    assert broadcast(table, third).left == 0
    fourth = confirmed(table)
    assert table.pause(fourth)
    assert table.cancel(fourth)
    assert not table.resume(fourth), "what is cancelled is not sent any more"
    broadcaster.stop()
    await task


@pytest.mark.parametrize("way", ["pause", "cancel"])
async def test_what_is_being_sent_stops_at_once(database: Database, content: Content, way: str) -> None:
    subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    id_ = confirmed(table)
    other = confirmed(table)  # sent after the first is left alone, by the same process

    async def post(chat: int, message: News) -> None:
        if phones.got.total() >= 20 and broadcast(table, id_).state is State.SENDING:
            await asyncio.to_thread(getattr(table, way), id_)
        await phones.post(chat, message)

    broadcaster = Broadcaster(table, post, lambda: content)
    task = asyncio.create_task(broadcaster.run())
    made = await finished(table, other)
    broadcaster.stop()
    await task
    assert made.sent == len(PEOPLE)
    sent = phones.got.total() - len(PEOPLE)
    assert 20 <= sent <= 20 + 2 * sender.AT_ONCE
    made = broadcast(table, id_)
    assert (made.state, made.left) == (
        (State.PAUSED, len(PEOPLE) - sent) if way == "pause" else (State.CANCELLED, 0)
    )


async def test_who_unsubscribes_meanwhile_is_left_out(database: Database, content: Content) -> None:
    subscribers = subscribe(database)
    table, phones = Broadcasts(database, SEAL, 1), Phones()
    id_ = confirmed(table)
    subscribers.remove(110)
    subscribers.add(500, "fr")
    await sent_by(table, phones, content, id_)
    assert set(phones.got) == set(PEOPLE) - {110}, "nor does somebody get it who came after it was confirmed"


async def test_a_list_sealed_with_another_secret_reaches_nobody(database: Database, content: Content) -> None:
    subscribe(database)
    table, phones = Broadcasts(database, Seal("2:another-secret"), 1), Phones()
    made = await sent_by(table, phones, content, confirmed(table))
    assert (made.state, made.sent, made.failed) == (State.DONE, 0, 60)
    assert not phones.got


def test_confirming_twice_sends_once(database: Database) -> None:
    subscribe(database)
    table = Broadcasts(database, SEAL, 1)
    id_ = confirmed(table)
    assert not table.confirm(id_)
    assert broadcast(table, id_).total == 60


def test_no_chat_stands_in_the_database_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "vigie.sqlite3"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    Subscribers(database, SEAL).add(987654321, "fr")
    confirmed(Broadcasts(database, SEAL, 1))
    database.close()
    dumped = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"987654321" not in dumped
    assert (987654321).to_bytes(4, "big") not in dumped


def test_news_open_neutrally_and_carry_the_way_to_stop(content: Content) -> None:
    texts = {"fr": "Texte", "en": "Text"}
    assert news(texts, content, "en") == News(
        "A message from Vigie. Tap the text to read it.", "Text", "To stop these messages: /unsubscribe"
    )
    assert news(texts, content, "es").text == "Texte", "where there is none in Spanish"
    for locale in ("fr", "en", "es"):
        assert "/unsubscribe" in news(texts, content, locale).ending


def test_texts_are_read_by_language(content: Content) -> None:
    written = "\nfr: Bonjour\nune deuxième ligne: ici\n\nen : Hello\nNB: not a language\n"
    assert texts_of(written, content) == {
        "fr": "Bonjour\nune deuxième ligne: ici",
        "en": "Hello\nNB: not a language",
    }
    assert lacking(texts_of("fr: seul\nen:   ", content), content) == ["English"]
    assert texts_of("fr: un\nen: one\nfr: deux", content) == {"fr": "un\n\ndeux", "en": "one"}
    assert texts_of("FR: non\nxx: no", content) == {}


def test_contacts_come_from_their_records(content: Content) -> None:
    texts = {"fr": "Appelez le {hotline.number}.", "en": "Call {hotline.nobody} {nobody.number} {x}"}
    assert unknown(texts, content) == ["{hotline.nobody}", "{nobody.number}", "{x}"]
    assert news(texts, content, "fr").text == "Appelez le 1818."


def test_a_message_that_does_not_fit_is_refused_before_telegram_does(content: Content) -> None:
    empty = news({"fr": ""}, content, "fr")
    rest = len(f"{empty.opening}\n\n\n\n{empty.ending}")
    assert html(news({"fr": "x" * (LIMIT - rest)}, content, "fr"))
    for text in ("x" * (LIMIT - rest + 1), "😀" * (LIMIT // 2), "mot " * 2000):
        with pytest.raises(ValueError, match="one message"):
            html(news({"fr": text}, content, "fr"))


@pytest.mark.parametrize(
    ("description", "code", "parameters", "fate"),
    [
        ("Forbidden: bot was blocked by the user", 403, {}, GoneError),
        ("Forbidden: user is deactivated", 403, {}, GoneError),
        ("Bad Request: chat not found", 400, {}, GoneError),
        ("Bad Request: group chat was upgraded", 400, {"migrate_to_chat_id": -7}, GoneError),
        ("Bad Request: can't parse entities", 400, {}, RefusedError),
        ("Too Many Requests: retry after 7", 429, {"retry_after": 7}, LaterError),
        ("Internal Server Error", 500, {}, LaterError),
    ],
)
async def test_what_telegram_says_tells_a_messages_fate_and_the_message_is_tried_once(
    content: Content, description: str, code: int, parameters: dict[str, int], fate: type[Exception]
) -> None:
    async with BotApi() as server, api(TOKEN, server.url) as telegram:
        server.chats[5] = {}
        server.fail("sendMessage", description, code, times=9, **parameters)
        with pytest.raises(fate) as raised:
            await post(telegram, 5, news({"fr": "Texte"}, content, "fr"))
        assert PRIORITY.get() is Priority.BROADCAST
        assert len(server.of("sendMessage")) == 1
    if isinstance(raised.value, LaterError):
        assert raised.value.seconds == parameters.get("retry_after")


@pytest.mark.parametrize("text", ["**pas fermé", "<b>", "[x](", "`", "<tg-spoiler>", "a & b </tg-spoiler>"])
def test_broken_markup_is_sent_as_it_stands(content: Content, text: str) -> None:
    made = html(news({"fr": text}, content, "fr"))
    assert made.count("<tg-spoiler>") == made.count("</tg-spoiler>") == 1
    assert escape(text, quote=False) in made
