"""News and reports in the chat: subscribing, writing to subscribers, and who may do that."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.outreach import broadcasts as sender
from bot.storage.broadcasts import Broadcasts, State
from bot.storage.counts import CountsTable
from bot.storage.database import Database
from bot.storage.seal import Seal
from tests.botapi import ME, TOKEN, BotApi
from tests.phone import Phone, Service, buttons, running

BOSS = 70_000
TEXT = "/broadcast\nfr: La campagne de **Lima** commence.\nen: The **Lima** campaign begins."


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server. Nothing that the bot asks of it would be refused by Telegram."""
    async with BotApi() as server:
        yield server
    assert server.refusals == []


@pytest.fixture
async def service(
    api: BotApi, conversation: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Service]:
    """The bot with a database, and an administrator."""
    monkeypatch.setattr(sender, "_LOOK", 0.02)
    database = f"sqlite:///{tmp_path}/vigie.sqlite3"
    api.chats[BOSS] = {}
    async with running(api, conversation, database=database, admins=frozenset({BOSS})) as started:
        yield started


@pytest.fixture
def boss(service: Service) -> Phone:
    """The administrator's phone."""
    return Phone(service, BOSS, BOSS, "en")


async def send_to_all(boss: Phone) -> None:
    """Write to the subscribers, and confirm."""
    before = len(boss.service.api.of("editMessageText"))
    await boss.write(TEXT)
    await boss.press("Send")
    await boss.service.api.called("editMessageText", before + 1)


async def delivered(phones: list[Phone]) -> None:
    """Wait until each has news."""
    api = phones[0].service.api
    for number in range(len(api.of("sendMessage")), 10_000):
        if all(any("tg-spoiler" in m["html"] for m in phone.shown) for phone in phones):
            return
        await api.called("sendMessage", number + 1)


async def done(folder: Path) -> None:
    """Wait until it is noted what became of every message."""
    database = Database(f"sqlite:///{folder}/vigie.sqlite3")
    table = Broadcasts(database, Seal(TOKEN), 1)
    while (newest := table.newest()) is None or newest.state is State.SENDING:  # noqa: ASYNC110 - a database has no event
        await asyncio.sleep(0.01)
    database.close()


async def test_subscribing_says_what_comes_and_how_to_stop(service: Service) -> None:
    phone = service.phone("fr")
    (said,) = await phone.write("/subscribe")
    assert "deux messages par mois" in said["text"]
    assert "/unsubscribe" in said["text"]
    (said,) = await phone.write("/subscribe")
    assert "déjà" in said["text"]
    (said,) = await phone.write("/privacy")
    assert "vous les recevez" in said["text"]


@pytest.mark.parametrize("word", ["/unsubscribe", "stop", "Arrêter", "STOP.", "unsubscribe"])
async def test_one_word_stops_it(service: Service, word: str) -> None:
    phone = service.phone("fr")
    await phone.write("/subscribe")
    (said,) = await phone.write(word)
    assert "vous ne recevez plus de nouvelles" in said["text"] or "you get no more news" in said["text"]
    (said,) = await phone.write("/privacy")
    assert "vous n’en recevez pas" in said["text"] or "you get none" in said["text"]


async def test_the_button_stops_it_too(service: Service) -> None:
    phone = service.phone("en")
    await phone.write("/subscribe")
    (said,) = await phone.press("Stop news")
    assert "you get no more news" in said["text"]


async def test_a_broadcast_reaches_subscribers_in_their_language(service: Service, boss: Phone) -> None:
    french, english, other = service.phone("fr"), service.phone("en"), service.phone("fr")
    await french.write("/subscribe")
    await english.write("/subscribe")
    await other.write("bonjour")
    shown = await boss.write(TEXT)
    previews, asked = shown[:-1], shown[-1]
    assert ["Lima" in preview["text"] for preview in previews] == [True, True]
    assert "2 (en 1, fr 1)" in asked["text"]
    await boss.press("Send")
    await delivered([french, english])
    for phone, opening in ((french, "Un message de Vigie"), (english, "A message from Vigie")):
        (message,) = [m for m in phone.shown if "tg-spoiler" in m["html"]]
        before, _, hidden = message["html"].partition("<tg-spoiler>")
        assert before.startswith(opening)
        assert "Lima" not in before
        assert "<b>Lima</b>" in hidden
        assert "/unsubscribe" in hidden
    assert not [m for m in other.shown if "tg-spoiler" in m["html"]]


async def test_nothing_is_sent_without_a_word(service: Service, boss: Phone) -> None:
    phone = service.phone("fr")
    await phone.write("/subscribe")
    await boss.write(TEXT)
    (shown,) = await boss.press("Cancel")
    assert "cancelled" in shown["text"]
    assert buttons(shown) == []
    assert len(phone.shown) == 1


async def test_a_language_that_lacks_is_named(boss: Phone) -> None:
    (said,) = await boss.write("/broadcast\nfr: Seulement en français")
    assert "English" in said["text"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("/broadcast\nfr: {hotline.numero}\nen: {x}", "{hotline.numero}, {x}"),
        ("/broadcast\nfr: " + "x" * 4090 + "\nen: y", "too long"),
        ("/broadcast hello", "Français, English"),
        ("/broadcast@vigie_test_bot\nxx: y", "Français, English"),
    ],
)
async def test_what_cannot_be_sent_is_said_and_not_noted(boss: Phone, written: str, said: str) -> None:
    (answer,) = await boss.write(written)
    assert said in answer["text"]
    (how,) = await boss.write("/broadcast")
    assert "Write to the subscribers" in how["text"]


@pytest.mark.parametrize(
    "data", ["office:", "office:send:", "office:send:-1", "office:drop:1", "office:send:" + "9" * 30]
)
async def test_a_stale_or_forged_button_of_an_administrator_does_nothing(boss: Phone, data: str) -> None:
    await boss.write(TEXT)
    before = len(boss.shown)
    assert await boss.tap(data, boss.shown[-1]) == []
    assert len(boss.shown) == before


async def test_who_forgot_everything_gets_nothing(service: Service, boss: Phone) -> None:
    gone, stays = service.phone("fr"), service.phone("fr")
    for phone in (gone, stays):
        await phone.write("/subscribe")
    await gone.write("/forget")
    await send_to_all(boss)
    await delivered([stays])
    assert not [m for m in gone.shown if "tg-spoiler" in m["html"]]


async def test_who_blocks_the_bot_is_unsubscribed(service: Service, boss: Phone, tmp_path: Path) -> None:
    blocks, stays = service.phone("fr"), service.phone("fr")
    for phone in (blocks, stays):
        await phone.write("/subscribe")
    service.api.blocked.add(blocks.chat)
    service.api.tolerate("blocked by the user")
    await send_to_all(boss)
    await delivered([stays])
    await done(tmp_path)
    assert "1 (fr 1)" in (await boss.write("/broadcast"))[0]["text"]


async def test_a_group_that_moved_is_unsubscribed(service: Service, boss: Phone, tmp_path: Path) -> None:
    group = service.phone("fr", group=-4_000)
    (said,) = await group.write("/subscribe")
    assert "/unsubscribe" in said["text"]
    await boss.write(TEXT)
    service.api.fail(
        "sendMessage",
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=-100_4_000,
    )
    await boss.press("Send")
    await done(tmp_path)
    assert "(0)" in (await boss.write("/broadcast"))[0]["text"]


@pytest.mark.parametrize("written", [TEXT, "/broadcast", "/report"])
async def test_nobody_else_may(service: Service, written: str) -> None:
    phone = service.phone("en")
    (said,) = await phone.write(written)
    assert "don’t know that command" in said["text"]


async def test_the_administrators_have_their_commands_in_their_menu_and_nobody_else(
    service: Service, conversation: Conversation
) -> None:
    calls = [(call.params.get("scope"), call.params) for call in await service.api.called("setMyCommands", 6)]
    for scope, params in calls:
        menu = {each["command"]: each["description"] for each in params["commands"]}
        assert {"subscribe", "unsubscribe"} <= set(menu)
        if scope is None:
            assert not {"broadcast", "report"} & set(menu)
        else:
            locale = params.get("language_code", "en")
            assert menu["broadcast"] == conversation.say("office.menu.broadcast", locale)
            assert list(menu)[:2] == ["broadcast", "report"]
    boss = {"type": "chat", "chat_id": BOSS}
    assert [(scope, params.get("language_code")) for scope, params in calls[3:]] == [
        (boss, None), (boss, "fr"), (boss, "en"),
    ]  # fmt: skip


async def test_an_administrator_who_never_wrote_to_the_bot_is_no_error(
    api: BotApi, conversation: Conversation, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    api.tolerate("chat not found")
    api.chats[BOSS] = {}
    database = f"sqlite:///{tmp_path}/vigie.sqlite3"
    async with running(api, conversation, database=database, admins=frozenset({1, BOSS, 2})) as service:
        await api.called("setMyCommands", 8)
        assert await service.phone("fr").write("/topics")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_forged_button_of_the_office_does_nothing(service: Service, boss: Phone) -> None:
    await boss.write(TEXT)
    phone = service.phone("en")
    await phone.write("/subscribe")
    (said,) = await phone.tap("office:send:1", phone.shown[-1])
    assert "no longer works" in said["text"]
    assert not [m for m in phone.shown if "tg-spoiler" in m["html"]]


async def test_the_report_is_a_picture(service: Service, boss: Phone) -> None:
    await service.phone("fr").write("qui gère la ligne ?")
    (said,) = await boss.write("/report 7")
    assert said["photo"]
    assert "vigie report" in said["caption"]


async def test_blocking_the_bot_ends_the_subscription_at_once(service: Service, boss: Phone) -> None:
    phone = service.phone("fr")
    await phone.write("/subscribe")
    bot = {"id": ME, "is_bot": True, "first_name": "Vigie"}
    await service.api.push(
        my_chat_member={
            "chat": phone.sender["chat"],
            "from": phone.sender["from"],
            "date": 0,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        }
    )
    await service.settle()
    assert "(0)" in (await boss.write("/broadcast"))[0]["text"]


async def test_what_is_asked_is_counted_and_nothing_else_of_it_is_kept(
    service: Service, tmp_path: Path
) -> None:
    for number in range(20):
        phone = service.phone("fr" if number % 2 else "en")
        await phone.write("combien d'appels la ligne a reçus ?" if number % 2 else "who runs the hotline?")
        await phone.write("how many victims in 2023 in Puno")  # no answer fits: kept if wanted
        await phone.write(f"my boss Zoraida{number} took my passport")
        await phone.write("/subscribe")
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()  # noqa: ASYNC240 - nothing else runs
    for said in (b"zoraida", b"passport", b"combien", b"who runs", b"victims", b"puno"):
        assert said not in stored
    table = CountsTable(Database(f"sqlite:///{tmp_path}/vigie.sqlite3"))
    today = datetime.now(UTC).date()
    counted = {(e.outcome, e.intent): times for e, times in table.read(today, today).items()}
    assert counted["answer", "hotline/who_runs"] == 10
    assert sum(times for (outcome, _), times in counted.items() if outcome == "urgent") == 20
