"""What a process of its own makes ready: kept content is the same, never stale, and never executed."""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import preparation
from bot.content import kept
from bot.content.loader import load
from bot.content.problem import ContentError, Problem
from bot.live import Live
from bot.message import Message, Session
from bot.orders import Orders
from bot.settings import Settings
from tests.botapi import TOKEN
from tests.small import ROOT, small_content

TITLE = "answers/hotline/who_runs.yaml"
ASKED = ("Who runs the hotline?", "au secours", "combien d’appels en 1950", "thanks, and how many calls?")
NEEDLESS = (
    *("pydantic", "yaml", "typer", "rich", "alembic", "openpyxl", "typst", "psycopg", "starlette", "uvicorn"),
    "telegram.ext",
)
"""What a service that fetches messages and finds its content known does not take."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_content(tmp_path, examples=1)


@pytest.fixture
def lean() -> Iterator[None]:
    """Puts back what a lean process changes for all of itself."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def edit(folder: Path, old: str, new: str) -> None:
    text = (folder / TITLE).read_text("utf-8")
    assert old in text
    (folder / TITLE).write_text(text.replace(old, new, 1), "utf-8")


def test_kept_content_is_the_content_with_its_examples_or_without(tmp_path: Path) -> None:
    content, cache = load(ROOT), tmp_path / "cache"
    kept.write(content, cache)
    path = kept.find(ROOT, cache)
    assert path
    assert kept.read(path) == content
    slim = kept.read(path, examples=False)
    assert slim
    intents = {id_: replace(intent, examples=(), after=()) for id_, intent in content.intents.items()}
    assert slim == replace(content, intents=intents, background=())


def test_kept_content_is_not_taken_for_what_stands_there_now(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    kept.write(load(folder), cache)
    path = kept.find(folder, cache)
    assert path
    assert path.exists()
    edit(folder, "title:", "titel:")
    edited = kept.find(folder, cache)
    assert edited != path
    assert edited
    assert kept.read(edited) is None
    edit(folder, "titel:", "title:")
    (folder / "answers" / "stray.txt").touch()
    assert kept.find(folder, cache) is None, "only who reads everything can say what is wrong"


def test_nothing_in_a_kept_file_is_executed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Forged:
        def __reduce__(self) -> tuple[object, ...]:
            return os.system, (f"touch {tmp_path / 'executed'}",)

    whole = pickle.dumps(1)
    for number, raw in enumerate((pickle.dumps(Forged()), whole, whole + whole, b"", b"\x80", b"junk")):
        path = tmp_path / str(number)
        path.write_bytes(raw)
        assert kept.read(path) is None
        assert kept.read(path, examples=False) is None
    assert not (tmp_path / "executed").exists()
    assert "UnpicklingError" in caplog.text


def test_few_states_of_the_content_are_kept(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(kept.KEPT + 2):
        (folder / TITLE).write_text((folder / TITLE).read_text("utf-8") + f"# {number}\n", "utf-8")
        kept.write(load(folder), cache)
    newest = kept.find(folder, cache)
    assert newest in set(cache.iterdir())
    assert len(list(cache.iterdir())) == kept.KEPT


@pytest.mark.usefixtures("lean")
def test_a_lean_one_has_its_edits_read_by_another_process(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    live = Live(folder, cache, lean=True)
    told: list[tuple[Problem, ...]] = []
    live.listen(lambda problems: told.append(tuple(problems)))
    before = live.content.answers["hotline/who_runs"].title["en"]
    edit(folder, before, "Another title")
    assert live.refresh()
    assert live.content == load(folder)
    ready = preparation.ready(folder, cache)
    assert ready
    assert ready[0] == live.content
    edit(folder, "title:", "titel:")
    assert not live.refresh()
    assert live.content.answers["hotline/who_runs"].title["en"] == "Another title"
    with pytest.raises(ContentError) as refused:
        load(folder)
    assert set(live.problems) <= set(refused.value.problems)
    assert live.problems
    assert told == [(), live.problems]


@pytest.mark.usefixtures("lean")
def test_a_service_without_examples_says_the_same(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    whole = Live(folder, cache, lean=True)
    slim = Live(folder, cache, lean=True, examples=False)
    assert not any(intent.examples or intent.after for intent in slim.content.intents.values())
    assert not slim.content.background
    for text in (*ASKED, *(intent.examples[0].text for intent in whole.content.intents.values())):
        assert slim.respond(Message(text), Session()) == whole.respond(Message(text), Session()), text
    assert any(part.candidates[0].example for part in whole.recogniser.read(ASKED[0]).parts)
    assert not any(part.candidates[0].example for part in slim.recogniser.read(ASKED[0]).parts)


@pytest.mark.usefixtures("lean")
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"junk")])
def test_nothing_is_ever_learnt_from_content_without_examples(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], object]
) -> None:
    cache = tmp_path / "cache"
    expected = Live(folder, cache).respond(Message(ASKED[0]), Session())
    preparation.prepare(folder, cache)
    for path in cache.glob("matcher-*"):
        spoil(path)
    assert preparation.ready(folder, cache, examples=False) is None
    again = Live(folder, cache, lean=True, examples=False)
    assert again.respond(Message(ASKED[0]), Session()) == expected
    assert preparation.ready(folder, cache, examples=False), "another process learnt it anew"
    for path in cache.glob("matcher-*"):
        spoil(path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    alone = Live(folder, cache, lean=True, examples=False)
    assert alone.respond(Message(ASKED[0]), Session()) == expected
    assert all(intent.examples for intent in alone.content.intents.values())


@pytest.mark.usefixtures("lean")
def test_where_no_other_process_can_read_the_service_reads(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    live = Live(folder, tmp_path / "file" / "cache", lean=True)
    assert live.respond(Message("/topics"), Session()).replies


def test_the_process_that_serves_gets_the_orders_and_keeps_its_environment(tmp_path: Path) -> None:
    (tmp_path / "told.py").write_text(
        "import os, sys; from bot.orders import Orders; orders = Orders.read(int(sys.argv[1]));"
        "print(orders.port, os.environ['SET_BEFORE'])"
    )
    become = (
        "from bot import orders; orders.SERVICE = 'told'; from bot.settings import Settings;"
        f"orders.Orders.of(Settings(TELEGRAM_BOT_TOKEN='{TOKEN}'), port=7).hand_over()"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}", "SET_BEFORE": "kept"}
    command = [sys.executable, "-c", become]
    ran = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)  # noqa: S603 our own words
    assert ran.stdout.split() == ["7", "kept"]


def test_orders_travel_whole_to_the_process_that_serves() -> None:
    orders = Orders.of(Settings(TELEGRAM_BOT_TOKEN=TOKEN, VIGIE_ADMINS="7,5", VIGIE_GAPS=True), port=1)
    assert orders.token == TOKEN
    assert orders.admins == (5, 7)
    reading, writing = os.pipe()
    os.write(writing, orders.written)
    os.close(writing)
    assert Orders.read(reading) == orders


def test_the_process_that_serves_takes_no_library_that_serving_does_not(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    preparation.prepare(folder, cache)
    script = f"""
import sys
import bot.service
from pathlib import Path
from bot.live import Live
Live(Path({str(folder)!r}), Path({str(cache)!r}), lean=True)
print([name for name in {NEEDLESS} if name in sys.modules])
"""
    made = subprocess.run(  # noqa: S603 - a script of ours
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert made.stdout.strip() == "[]"
