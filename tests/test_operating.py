"""The commands and settings of whoever runs the service."""

import asyncio
import threading
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import orders, preparation, service, settings
from bot.cli import app
from bot.content.loader import load
from bot.settings import SettingsError
from bot.storage.database import Database
from tests.botapi import TOKEN, BotApi
from tests.small import small_content

HOOK = "https://vigie.example.org"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[BotApi]:
    """A Bot API server beside the test, and settings that lead to it."""
    served = BotApi()
    ready, done = threading.Event(), threading.Event()

    async def serve() -> None:
        async with served:
            ready.set()
            await asyncio.to_thread(done.wait)

    beside = threading.Thread(target=lambda: asyncio.run(serve()))
    beside.start()
    ready.wait()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", served.url)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/vigie.sqlite3")
    yield served
    done.set()
    beside.join()


def vigie(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("DATABASE_URL", "mysql://u:p@h/d", "postgresql://"),
        ("WEBHOOK_URL", "http://vigie.example.org", "https"),
        ("WEBHOOK_URL", "nonsense", "public address"),
        ("WEBHOOK_SECRET", "short", "16 to 256"),
        ("WEBHOOK_SECRET", "with spaces and more of them", "letters"),
        ("PORT", "70000", "65535"),
        ("TELEGRAM_RATE", "-1", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as error:
        settings.load()
    assert remedy in str(error.value)
    assert "u:p" not in str(error.value)


@pytest.mark.parametrize("url", [HOOK, f"{HOOK}/", f"{HOOK}/telegram"])
def test_a_public_address_without_a_path_gets_one(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("WEBHOOK_URL", url)
    assert settings.load().webhook_url == f"{HOOK}/telegram"


def test_the_tables_are_made_by_a_command(api: BotApi, tmp_path: Path) -> None:
    assert api.url
    assert vigie("migrate").exit_code == 0
    database = Database(f"sqlite:///{tmp_path}/vigie.sqlite3")
    assert database.current()
    database.close()


def test_what_is_learnt_by_a_command_is_not_learnt_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VIGIE_CACHE", str(tmp_path / "cache"))
    small = small_content(tmp_path, examples=1)
    assert preparation.ready(small, tmp_path / "cache") is None
    told = vigie("learn", "--content", str(small))
    assert told.exit_code == 0, told.output
    ready = preparation.ready(small, tmp_path / "cache")
    assert ready
    assert ready[0] == load(small)
    assert str(tmp_path) in told.output.replace("\n", "")


def test_the_bytecode_of_the_service_is_left_for_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    kept = Path(cache_from_source(service.__file__, optimization=2))
    kept.unlink(missing_ok=True)
    orders.compile_service()
    assert kept.exists()


def test_the_webhook_is_set_shown_and_removed(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    assert vigie("webhook", "set").exit_code != 0, "without WEBHOOK_URL there is nothing to set"
    monkeypatch.setenv("WEBHOOK_URL", HOOK)
    assert "not what WEBHOOK_URL says: vigie webhook set" in vigie("webhook", "show").output
    assert f"{HOOK}/telegram" in vigie("webhook", "set").output
    assert api.webhook["url"] == f"{HOOK}/telegram"
    assert len(api.webhook["secret_token"]) >= 32
    assert "✓" in vigie("webhook", "show").output
    assert vigie("webhook", "remove").exit_code == 0
    assert api.webhook == {}


def test_the_doctor_finds_a_healthy_service_well(api: BotApi) -> None:
    assert api.url
    found = vigie("doctor")
    assert found.exit_code == 0, found.output
    for subject in ("database", "content", "contacts", "token", "webhook"):
        assert f"✓ {subject}:" in found.output


def test_the_doctor_says_what_to_do(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.webhook = {"url": HOOK}
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:9/vigie")
    found = vigie("doctor")
    assert found.exit_code == 1
    assert "✗ database: the database does not answer" in found.output
    assert "✗ webhook: one is set, which is not what WEBHOOK_URL says: vigie webhook remove" in found.output
    assert "secret" not in found.output
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"9{TOKEN}")
    assert "✗ token: Telegram does not accept it" in vigie("doctor").output
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    assert "✗ Telegram: the Bot API cannot be reached" in vigie("doctor").output
