"""The maintainers' commands, as a shell runs them."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from bot.content.loader import load
from bot.insights.gaps import ENOUGH, GapLog
from bot.storage.database import Database
from bot.storage.gaps import GapsTable
from bot.workbench import translations
from tests.shell import Run, shell
from tests.small import small_content

WHO = "answers/hotline/who_runs.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content, with few examples, in a folder of its own."""
    (tmp_path / "content").mkdir()
    return small_content(tmp_path / "content", examples=3)


@pytest.fixture
def vigie(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> Run:
    """The command over that folder: arguments and what is typed in, exit code and both outputs out."""
    monkeypatch.setenv("VIGIE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VIGIE_CONTENT", str(folder))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)

    return shell(monkeypatch, capsys)


def edit(folder: Path, old: str, new: str, file: str = WHO) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_check_keeps_errors_and_warnings_apart(vigie: Run, folder: Path) -> None:
    code, out, _ = vigie("check")
    assert code == 0
    assert "warning: only 3 examples in" in out
    code, out, _ = vigie("check", "--errors-only")
    assert (code, len(out.splitlines())) == (0, 1)
    edit(folder, "title:", "titel:")
    code, out, _ = vigie("check", "--errors-only")
    assert code == 1
    assert f"{WHO}:1: unknown key `titel`: did you mean `title`?" in out


def test_check_annotates_for_github(vigie: Run, folder: Path) -> None:
    edit(folder, "title:", "titel:")
    code, out, _ = vigie("check", "--format", "github")
    assert code == 1
    assert f"::error file=content/{WHO},line=1::unknown key `titel`: did you mean `title`?" in out


def test_check_accepts_translations(vigie: Run) -> None:
    _, _, err = vigie("check")
    assert "texts are new or edited in every language" in err
    code, out, _ = vigie("check", "--accept")
    assert code == 0
    assert translations.FILE in out
    _, _, err = vigie("check")
    assert "vigie check --accept" not in err


def test_a_phrase_that_is_gone_or_cannot_be_filled_never_serves(vigie: Run, folder: Path) -> None:
    phrases = "answers/phrases.yaml"
    edit(folder, "\nsource_line:", "\nsource_lin:", phrases)
    code, out, _ = vigie("check", "--errors-only")
    assert code == 1
    assert "the phrase `source_line` is missing, and the bot says it, did you mean `source_lin`?" in out
    assert vigie("ask", "hello")[0] == 1
    edit(folder, "\nsource_lin:", "\nsource_line:", phrases)
    path = folder / phrases
    path.write_text(path.read_text("utf-8").replace("{labels}", "{label}"), "utf-8")
    code, out, _ = vigie("check", "--errors-only")
    assert code == 1
    assert "nothing fills {label} in: what can stand here is {labels}" in out


def test_an_answer_that_the_bot_leads_to_cannot_go(vigie: Run, folder: Path) -> None:
    for top in ("answers", "intents"):
        (folder / top / "about" / "help.yaml").unlink()
    code, out, _ = vigie("check", "--errors-only")
    assert code == 1
    assert (
        "answers/about/help.yaml: the bot leads to this answer by itself, and it is missing: put it back"
        in out
    )


def test_try_explains(vigie: Run) -> None:
    code, out, _ = vigie("try", "qui gère la ligne d'aide ?")
    assert code == 0
    assert "hotline/who_runs" in out
    assert "words that counted" in out
    assert "nearest example" in out


def test_diff_names_what_an_edit_changes(vigie: Run, folder: Path) -> None:
    code, _, err = vigie("diff")
    assert code == 1
    assert "git has no content at HEAD" in err
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=b@c", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)  # noqa: S603, S607 fixed arguments
    utterances = folder / "strangers"
    utterances.mkdir()
    row = {"text": "zanzibar kazoo", "locale": "en", "intent": "hotline/who_runs"}
    (utterances / "a.jsonl").write_text(json.dumps(row), "utf-8")
    edit(folder, "en:\n", "en:\n  - zanzibar kazoo\n", "intents/hotline/who_runs.yaml")
    code, out, _ = vigie("diff", "--utterances", str(utterances))
    assert code == 0
    assert "Now answered right" in out
    assert "“zanzibar kazoo”" in out
    assert "known questions: " in out.splitlines()[-1]


NEW = """\
Une nouvelle
A news item
Ceci est la réponse.

This is the answer.

quoi de neuf
rien de neuf ?

what is new
any news

hotlin
high_risk_2008
hotline
"""


def test_a_new_question_is_asked_for_and_written(vigie: Run, folder: Path) -> None:
    code, out, err = vigie("new", "hotline/latest", stdin=NEW)
    assert code == 0, err
    assert "written: answers/hotline/latest.yaml" in out
    assert "There is no hotlin" in err
    assert "intents/hotline/latest.yaml:1: warning: only" in err
    assert "quoi de neuf" in (folder / "intents/hotline/latest.yaml").read_text("utf-8")
    code, out, _ = vigie("ask", "quoi de neuf")
    assert "Ceci est la réponse." in out or "This is the answer." in out
    code, _, err = vigie("new", "hotline/latest")
    assert code == 2
    assert "is there already" in err
    code, _, err = vigie("new", "latest")
    assert code == 2
    assert "write theme/intent" in err


def test_what_is_said_after_an_answer_is_explained_after_it(vigie: Run, folder: Path) -> None:
    meant = {"airport_campaign/slogan": "airport_campaign/funding", "hotline/when_opened": "hotline/who_runs"}
    for read, intent in meant.items():
        path = folder / f"intents/{intent}.yaml"
        said = f"after:\n  {read}:\n    en: [and by whom, by whom was that]\n"
        path.write_text(path.read_text("utf-8") + said, "utf-8")
    for read, intent in meant.items():
        code, out, _ = vigie("try", "by whom then", "--after", read)
        assert code == 0
        assert intent in out.splitlines()[0]
    code, _, err = vigie("try", "by whom then", "--after", "hotline/when_open")
    assert code == 2
    assert "did you mean `hotline/when_opened`?" in err


def test_suggestions_come_from_neighbours(vigie: Run) -> None:
    code, out, _ = vigie("examples", "suggest", "hotline/calls_received")
    assert code == 0
    assert "intents/" in out or "Nothing else" in out
    code, _, err = vigie("examples", "suggest", "no/such")
    assert code == 2
    assert "there is no intents/no/such.yaml" in err


def test_suggestions_hold_what_several_people_asked(
    vigie: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path}/vigie.sqlite3")
    database.migrate()
    log = GapLog(GapsTable(database), load(folder), "secret")
    for chat in range(ENOUGH):
        log.add(chat, "how many calls came in by night", "en", "hotline/calls_received", date(2026, 11, 20))
    database.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/vigie.sqlite3")
    monkeypatch.setenv("VIGIE_GAPS", "true")
    code, out, _ = vigie("examples", "suggest", "hotline/calls_received")
    assert code == 0
    assert any("how many calls" in line and "asked by several people" in line for line in out.splitlines())


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_sheets_go_out_and_come_back(vigie: Run, folder: Path, tmp_path: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    code, out, _ = vigie("export-sheet", name, "--only", "answers/hotline")
    assert code == 0
    assert "texts are in" in out
    code, out, _ = vigie("import-sheet", name)
    assert (code, out) == (0, "Nothing was edited in the table.\n")
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
    (tmp_path / "bad.csv").write_text("file,key,fr,en,es,was\nanswers/a/b.yaml,title,x,y,,\n", "utf-8")
    code, _, err = vigie("import-sheet", "bad.csv")
    assert code == 1
    assert "row 2: there is no file answers/a/b.yaml" in err


def test_schemas_are_written(vigie: Run, folder: Path) -> None:
    code, out, _ = vigie("schema")
    assert code == 0
    assert ".vscode/settings.json" in out
    assert (folder / "schemas" / "answer.json").is_file()
