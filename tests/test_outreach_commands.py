"""The commands for campaign staff, as a shell runs them."""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typer

from bot.commands.campaign import state
from bot.commands.report import first_day
from bot.content.model import Content
from bot.storage.broadcasts import Broadcasts
from bot.storage.counts import CountsTable, Event
from bot.storage.database import Database
from bot.storage.seal import Seal
from bot.storage.subscribers import Subscribers
from tests.botapi import TOKEN, BotApi
from tests.shell import Run, shell
from tests.small import small_content

TEXT = "fr: Bonjour à tous\nen: Hello all\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content with few examples, quick to read."""
    return small_content(tmp_path_factory.mktemp("content"), examples=2)


@pytest.fixture
def vigie(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path
) -> Run:
    """The command: arguments and what is typed in, exit code and both outputs out."""
    monkeypatch.setenv("VIGIE_CONTENT", str(folder))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/vigie.sqlite3")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_BOT_USERNAME", "vigie_test_bot")
    monkeypatch.chdir(tmp_path)

    return shell(monkeypatch, capsys)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The database that the command looks into."""
    made = Database(f"sqlite:///{tmp_path}/vigie.sqlite3")
    made.migrate()
    yield made
    made.close()


def test_campaigns_are_listed_and_shown(vigie: Run) -> None:
    code, out, _ = vigie("campaign", "list")
    assert code == 0
    assert "airport_lima" in out
    assert "madre_de_dios" in out
    code, out, _ = vigie("campaign", "show", "airport_lima")
    assert code == 0
    assert "https://t.me/vigie_test_bot?start=airport_lima" in out
    assert "of 160 characters" in out
    assert "{" not in out


def test_the_kit_is_written(vigie: Run, tmp_path: Path) -> None:
    code, out, err = vigie("campaign", "kit", "airport_lima", "--to", "made/here")
    assert (code, err) == (0, "")
    made = sorted(path.name for path in (tmp_path / "made" / "here").iterdir())
    assert len(made) == 13
    assert all(name in out for name in made)


def test_what_is_missing_is_said(vigie: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = vigie("campaign", "kit", "airport_lyma")
    assert code == 2
    assert "airport_lima" in err
    monkeypatch.setenv("TELEGRAM_BOT_USERNAME", "")
    code, _, err = vigie("campaign", "kit", "airport_lima")
    assert code == 2
    assert "--username" in err
    code, _, err = vigie("export", "--username", "no good")
    assert code == 2


def test_the_faq_is_exported(vigie: Run, tmp_path: Path) -> None:
    code, _, _ = vigie("export", "--to", "faq")
    assert code == 0
    expected = [f"faq-{locale}.{kind}" for locale in ("en", "es", "fr") for kind in ("html", "pdf")]
    assert sorted(path.name for path in (tmp_path / "faq").iterdir()) == sorted(expected)


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2026-12-01", "2026-12-31", "to come"),
        ("2026-11-01", "2026-11-21", "runs"),
        ("2026-01-01", "2026-11-20", "over"),
    ],
)
def test_whether_a_campaign_runs(content: Content, starts: str, ends: str, said: str) -> None:
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    campaign = replace(content.campaigns["airport_lima"], starts=first, ends=last)
    assert state(campaign, date(2026, 11, 21)) == said


def test_a_broadcast_from_the_first_word_to_the_last_message(vigie: Run, database: Database) -> None:
    """No service runs here: the command itself sends, over real HTTP."""
    subscribers = Subscribers(database, Seal(TOKEN))
    for chat in (1, 2, 3):
        subscribers.add(chat, "fr" if chat < 3 else "en")
    code, out, _ = vigie("broadcast", "new", stdin=TEXT)
    assert code == 0
    assert "Bonjour à tous" in out
    assert "Recipients: 3 (en 1, fr 2)" in out
    assert vigie("broadcast", "preview", "1")[0] == 0
    assert vigie("broadcast", "send", "1", stdin="n\n")[0] == 1
    assert "0" in vigie("broadcast", "status", "1")[1]

    async def send() -> list[int]:
        async with BotApi() as api:
            api.chats |= {1: {}, 2: {}, 3: {}}
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "broadcast", "send", "1", "--yes",
                env=environment(api.url), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            shown, said = await process.communicate()
            assert process.returncode == 0, said.decode()
            assert "done: 3 sent" in shown.decode()
            assert api.refusals == []
            return sorted(int(call.params["chat_id"]) for call in api.of("sendMessage"))

    assert asyncio.run(send()) == [1, 2, 3]
    code, out, _ = vigie("broadcast", "status")
    assert "done" in out
    code, _, err = vigie("broadcast", "cancel", "1")
    assert code == 2
    assert "done" in err


def environment(api_url: str) -> dict[str, str]:
    """The environment of this process, with a Bot API server."""
    return {**os.environ, "TELEGRAM_API_URL": api_url, "NO_PROXY": "127.0.0.1"}


def test_pausing_and_cancelling(vigie: Run, database: Database) -> None:
    table = Broadcasts(database, Seal(TOKEN), 1)
    Subscribers(database, Seal(TOKEN)).add(1, "fr")
    id_ = table.draft({"fr": "Bonjour", "en": "Hello"})
    table.confirm(id_)
    assert "paused" in vigie("broadcast", "pause", str(id_))[1]
    assert "cancelled" in vigie("broadcast", "cancel", str(id_))[1]
    assert vigie("broadcast", "resume", str(id_))[0] == 2
    assert vigie("broadcast", "status", "99")[0] == 2


def test_a_language_that_lacks_is_named(vigie: Run) -> None:
    code, _, err = vigie("broadcast", "new", stdin="fr: Seulement")
    assert code == 2
    assert "English" in err


def test_the_list_needs_the_secret(vigie: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    code, _, err = vigie("broadcast", "status")
    assert code == 1
    assert "TELEGRAM_BOT_TOKEN" in err


def test_the_report(vigie: Run, database: Database, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    CountsTable(database).add({Event(today, "answer", "hotline/who_runs", "fr", ""): 4})
    code, out, _ = vigie("report", "--since", "7d", "--html", "r.html", "--png", "r.png", "--language", "fr")
    assert code == 0
    assert "Qui gérait la ligne" in out
    assert "<svg" in (tmp_path / "r.html").read_text("utf-8")
    assert (tmp_path / "r.png").read_bytes().startswith(b"\x89PNG")
    assert vigie("report", "--language", "xx")[0] == 2


@pytest.mark.parametrize(
    ("since", "day"),
    [("1d", "2026-11-21"), ("30d", "2026-10-23"), ("2w", "2026-11-08"), ("2026-11-01", "2026-11-01")],
)
def test_periods(since: str, day: str) -> None:
    assert first_day(since, date(2026, 11, 21)).isoformat() == day


@pytest.mark.parametrize("since", ["yesterday", "0d", "2027-01-01", "9999y", ""])
def test_what_is_no_period_is_refused(since: str) -> None:
    with pytest.raises(typer.BadParameter, match="30d"):
        first_day(since, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"fr: {hotline.numero}\nen: x", "{hotline.numero} stands for nothing"),
        (b"fr: " + b"x" * 4090 + b"\nen: y", "too long"),
        (b"fr: \xff\nen: x", "UTF-8"),
        (b"fr: seul", "English"),
        (b"", "Fran"),
    ],
)
def test_a_broadcast_that_cannot_be_sent_is_not_noted(
    vigie: Run, tmp_path: Path, database: Database, written: bytes, said: str
) -> None:
    (tmp_path / "news.txt").write_bytes(written)
    code, _, err = vigie("broadcast", "new", "news.txt")
    assert code == 2
    assert said in err
    assert Broadcasts(database, Seal(TOKEN), 1).newest() is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "nowhere.txt"),
        ("new", "."),
        ("send", "9" * 30),
        ("send", "0"),
        ("pause", "7"),
        ("status", "7"),
    ],
)
def test_what_there_is_not_is_said_without_a_traceback(vigie: Run, arguments: tuple[str, ...]) -> None:
    code, _, err = vigie("broadcast", *arguments)
    assert code == 2
    assert err
