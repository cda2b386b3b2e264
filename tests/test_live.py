"""Hot reload: a valid edit is served, an invalid one never is, and nobody waits for a restart."""

import gc
import logging
import random
import sys
from collections.abc import Sequence  # noqa: TC003 the tests run on what they import
from pathlib import Path
from threading import Event

import pytest

from bot import preparation
from bot.content import checks
from bot.content.loader import load
from bot.content.problem import ContentError, Problem
from bot.live import Live
from bot.matching.recogniser import Recogniser
from bot.message import Message, Session
from tests.small import small_content
from tests.test_content_mutations import mutated

TITLE = "answers/hotline/who_runs.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content, with few examples, in a folder of its own."""
    return small_content(tmp_path, examples=2)


def edit(folder: Path, old: str, new: str, file: str = TITLE) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_valid_edit_is_served_and_an_invalid_one_is_not(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live = Live(folder)
    told: list[Sequence[Problem]] = []
    live.listen(told.append)
    before = live.content.answers["hotline/who_runs"].title["en"]
    edit(folder, before, "Another title")
    assert live.refresh()
    assert live.content.answers["hotline/who_runs"].title["en"] == "Another title"
    edit(folder, "title:", "titel:")
    assert not live.refresh()
    assert live.content.answers["hotline/who_runs"].title["en"] == "Another title"
    assert any("titel" in problem.message for problem in live.problems)
    assert "answers/hotline/who_runs.yaml" in caplog.text
    edit(folder, "titel:", "title:")
    assert live.refresh()
    assert live.problems == ()
    assert [bool(each) for each in told] == [False, True, False]


def test_nothing_changes_when_nothing_was_edited(folder: Path) -> None:
    live = Live(folder)
    conversation = live.conversation
    live.listen(lambda _: pytest.fail("nobody is told of nothing"))
    assert live.refresh()
    assert live.conversation is conversation


def test_a_message_under_way_and_an_old_session_survive_a_swap(folder: Path) -> None:
    live = Live(folder)
    session = live.respond(Message(action="answer:hotline/who_runs", locale="en"), Session()).session
    assert session.answered == ("hotline/who_runs",)
    for top in ("answers", "intents"):
        (folder / top / "hotline" / "who_runs.yaml").unlink()
    for path in (folder / "answers").rglob("*.yaml"):
        lines = path.read_text("utf-8").replace("who_runs, ", "").replace(", who_runs", "").splitlines()
        kept = [line for line in lines if not line.startswith("see_also:")]
        path.write_text("\n".join(kept) + "\n", "utf-8")
    assert live.refresh(), live.problems
    for text in ("source?", "tell me more", "2", "1", "in french", "the other one", "again please"):
        assert live.respond(Message(text), session).replies


def test_an_edit_is_seen_without_being_asked(folder: Path) -> None:
    live = Live(folder)
    taken = Event()
    live.listen(lambda _: taken.set())
    with live.watching():
        path = folder / TITLE
        while not taken.wait(2):  # the watch needs a moment to begin: edit until it sees one
            path.write_text(path.read_text("utf-8") + "# edited\n", "utf-8")
    assert taken.is_set()


def test_no_good_content_at_first_is_said_at_once(folder: Path) -> None:
    edit(folder, "title:", "titel:")
    with pytest.raises(ContentError, match="titel"):
        Live(folder)


def test_random_edits_are_never_served_broken(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    live = Live(folder)
    chance = random.Random(6)  # noqa: S311 the same edits at every run
    served = 0
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    for _ in range(16):
        file = chance.choice(files)
        original = (folder / file).read_bytes()
        (folder / file).write_bytes(mutated(original, chance))
        served += live.refresh()
        for action in ("topics", "contacts", *(f"answer:{id_}" for id_ in live.content.answers)):
            assert live.respond(Message(action=action, locale="fr"), Session()).replies[0].text
        (folder / file).write_bytes(original)
    assert 0 < served < 16


def test_an_edit_is_learnt_by_another_process(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cache = tmp_path / "cache"
    preparation.prepare_apart(folder, cache)
    assert Recogniser.known(load(folder), cache)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert Live(folder, cache).respond(Message("/topics"), Session()).replies
    assert "process of its own" not in caplog.text, "known already"


def test_where_no_other_process_can_learn_the_edit_is_served_all_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    assert Live(folder, tmp_path / "file" / "cache").respond(Message("/topics"), Session()).replies
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert Live(folder, tmp_path / "cache").respond(Message("/topics"), Session()).replies
    assert "no process of its own could read the content: FileNotFoundError" in caplog.text


def test_a_lean_one_remembers_no_files(folder: Path) -> None:
    Live(folder)
    assert checks.examples_in.cache_info().currsize > 0
    before = gc.get_threshold()
    live = Live(folder, lean=True)
    try:
        assert checks.examples_in.cache_info().currsize == 0
        edit(folder, "title:", "titel:")
        assert not live.refresh()
        assert checks.examples_in.cache_info().currsize == 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
