"""What the guides tell people to type exists, with the options that they name."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app

ROOT = Path(__file__).parent.parent
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
CODE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:\.venv/bin/)?(?:vigie|make) [^`\n]+)`")


def typed() -> Iterator[tuple[str, str]]:
    """Every command line of the guides, with the guide that it stands in."""
    for guide in GUIDES:
        text = guide.read_text("utf-8")
        blocks = [line for block in CODE.findall(text) for line in block.splitlines()]
        for line in [*blocks, *INLINE.findall(text)]:
            for part in re.split(r"&&|\|\s(?=make|vigie)", line.partition("  #")[0]):
                yield guide.name, part.strip()


OURS = re.compile(r"(\.venv/bin/)?(vigie|make)\b")
COMMANDS = sorted({(guide, line) for guide, line in typed() if OURS.match(line)})


@pytest.mark.parametrize(("guide", "line"), COMMANDS)
def test_a_command_in_a_guide_exists(guide: str, line: str) -> None:
    program, *words = shlex.split(line.partition(" <")[0].partition(" >")[0])
    if program == "make":
        targets = [word for word in words if "=" not in word]
        assert set(targets) <= {*TARGETS, ".venv/ready"}, f"{guide}: {line}"
        return
    command = get_command(app)
    while words and hasattr(command, "commands"):
        name = words.pop(0)
        assert name in command.commands, f"{guide}: there is no command {name} in: {line}"
        command = command.commands[name]
    options = {o for parameter in command.params for o in (*parameter.opts, *parameter.secondary_opts)}
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in {*options, "--help"}, f"{guide}: {word} in: {line}"


def test_there_are_commands_to_hold() -> None:
    assert len(COMMANDS) > 30
