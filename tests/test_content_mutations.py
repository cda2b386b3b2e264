"""Whatever happens to a content file, the loader reports it: it never breaks and never serves it."""

import random
import shutil
from pathlib import Path

import pytest

from bot.content.loader import examine, load
from bot.content.problem import ContentError, Severity

DATA = Path(__file__).parent / "data" / "content"
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.yaml"))
PIECES = (
    *"[]{}:,-#&*!|>%@`\"'?~\n\t\r\x00\x85\ufeff\u2028é🙏",
    "- ", ": ", "\n  ", "  ", "...", "---\n", "<<: *a\n", "!!binary x", "? ", "null", "no", "9:30",
    "1" * 5000, "9" * 30 + ":59", "0x", "0o8", "1e999", ".inf", "2025-13-45", "2025-02-30", "{}", "[]",
    "{a.b}", "{hotline.", "**", "](", "<b>", "\\x00", "- " * 3000, "[" * 3000, "{a: " * 3000, "? " * 3000,
    "&a " * 50,
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes after a few edits such as people, editors and disks make."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice((0, 0, 1, 3, 20, 200)))
        lines = data.split(b"\n")
        match chance.randrange(6):
            case 0:
                data = data[:at] + data[to:]
            case 1 | 2:
                data = data[:at] + chance.choice(PIECES).encode() + data[to:]
            case 3:
                data = data[:at] + bytes(chance.randrange(256) for _ in range(3)) + data[to:]
            case 4:
                chance.shuffle(lines)
                data = b"\n".join(lines)
            case _:
                place = chance.randrange(len(lines))
                lines[place : place + 1] = [lines[place]] * 2
                data = b"\n".join(lines)
    return data


@pytest.mark.parametrize("file", FILES)
def test_mutations_are_reported_and_never_break_the_loader(file: str, tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "content")
    original = (folder / file).read_bytes()
    chance = random.Random(file)  # noqa: S311 the same edits at every run
    for _ in range(60):
        (folder / file).write_bytes(mutated(original, chance))
        _, problems = examine(folder)
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        assert all(problem.file and problem.message and problem.line >= 0 for problem in problems)
        if any("was to be looked at again" in problem.message for problem in errors):
            continue
        if errors:
            with pytest.raises(ContentError):
                load(folder)
        else:
            load(folder)
