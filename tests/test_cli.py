import json
import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot import cli
from tests.shell import Run, shell

ROOT = Path(__file__).parent.parent


@pytest.fixture
def vigie(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """The command as a shell runs it: arguments and standard input in, exit code and both outputs out."""
    monkeypatch.setenv("VIGIE_CACHE", str(tmp_path_factory.getbasetemp() / "cli-cache"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))

    return shell(monkeypatch, capsys)


def test_run_without_a_token_says_how_to_get_one_and_chats(vigie: Run) -> None:
    code, out, err = vigie("run", stdin="quel est le numéro ?\nhow many calls did the hotline get?\n")
    assert code == 0
    assert "@BotFather" in err
    french, english = out.split("> how many")
    assert "1818" in french
    assert "gratuit" in french
    assert "11,000" in english


def test_the_console_takes_a_number_for_a_button(vigie: Run) -> None:
    _, out, _ = vigie("chat", stdin="/language\n1\nhow many calls did the hotline get?\n")
    assert "[1] Français" in out
    assert "11\u00a0000" in out.split("> how many")[1]


def test_ask_prints_one_answer(vigie: Run) -> None:
    code, out, _ = vigie("ask", "what is the slogan of the airport campaign?")
    assert code == 0
    assert "Peru United" in out


def test_ask_answers_json_lines(vigie: Run) -> None:
    questions = [
        {"id": "a", "text": "combien d'appels la ligne a-t-elle reçus ?", "session": "s"},
        {"id": 2, "text": "sistra?", "language": "fr"},
        {"id": "c", "text": "et en anglais ?", "session": "s"},
        {"id": "d", "text": "help me they locked me in"},
    ]
    code, out, _ = vigie("ask", "--jsonl", stdin="\n".join(map(json.dumps, questions)) + "\n\n")
    assert code == 0
    answers = [json.loads(line) for line in out.splitlines()]
    assert [a["id"] for a in answers] == ["a", 2, "c", "d"]
    assert all(
        a.keys() == {"id", "outcome", "intent", "locale", "confidence", "reply", "choices"} for a in answers
    )
    assert [a["locale"] for a in answers] == ["fr", "fr", "en", "en"]
    assert "11,000" in answers[2]["reply"]
    assert [a["outcome"] for a in answers] == ["answer", "answer", "answer", "urgent"]
    assert "**" not in "".join(a["reply"] for a in answers)


@pytest.mark.parametrize("line", ["nonsense", "[1]", "{}", '{"text": 3}', '{"text": "x", "language": 3}'])
def test_a_bad_json_line_is_named(vigie: Run, line: str) -> None:
    code, _, err = vigie("ask", "--jsonl", stdin=f'{{"text": "hello"}}\n{line}\n')
    assert code == 1
    assert "line 2" in err
    assert "Traceback" not in err


def test_show_prints_every_language(vigie: Run) -> None:
    code, out, _ = vigie("show", "airport_campaign/slogan")
    assert code == 0
    assert "Peru United" in out
    assert "Pérou uni" in out


def test_show_names_near_answers(vigie: Run) -> None:
    code, _, err = vigie("show", "airport_slogan")
    assert code == 2
    assert "airport_campaign/slogan" in err


def test_check_passes_on_our_content(vigie: Run) -> None:
    code, out, _ = vigie("check")
    assert code == 0, out
    assert re.search(r"\d+ answers, \d+ examples, \d+ contacts: no errors", out)


def test_check_names_a_fault_with_file_and_line(vigie: Run, tmp_path: Path) -> None:
    for folder in ("intents", "answers"):
        for source in (ROOT / folder).rglob("*.yaml"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    slogan = tmp_path / "answers/airport_campaign/slogan.yaml"
    slogan.write_text(slogan.read_text("utf-8").replace("title:", "titel:", 1), "utf-8")
    code, out, _ = vigie("check", "--content", str(tmp_path))
    assert code == 1
    assert re.search(r"answers/airport_campaign/slogan\.yaml:\d+: .*titel.*title", out)
    code, _, err = vigie("chat", "--content", str(tmp_path))
    assert code == 1
    assert "titel" in err


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("TELEGRAM_BOT_TOKEN", "abc", "BotFather"),
        ("TELEGRAM_API_URL", "http://example.org", "https"),
        ("TELEGRAM_API_URL", "nonsense", "root address"),
        ("VIGIE_CONTENT", "/nowhere", "intents"),
        ("LOG_LEVEL", "LOUD", "DEBUG"),
    ],
)
def test_a_bad_setting_is_named_with_its_remedy(
    vigie: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = vigie("run")
    assert code == 1
    assert name in err
    assert remedy in err
    assert "Traceback" not in err


def test_every_command_and_option_has_help() -> None:
    command = get_command(cli.app)
    for name, sub in command.commands.items():  # type: ignore[attr-defined]  # typer makes a group
        assert sub.help, name
        for parameter in sub.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name}"
        assert CliRunner().invoke(cli.app, [name, "--help"]).exit_code == 0
