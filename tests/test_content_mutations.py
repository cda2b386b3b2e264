"""Whatever happens to a content file, the loader reports it: it never breaks and never serves it."""

import random
import shutil
from pathlib import Path

import pytest

from bot.content.loader import examine, load, read
from bot.content.problem import ContentError, Severity

DATA = Path(__file__).parent / "data" / "content"
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.yaml"))
WHO, CALLS = "answers/hotline/who_runs.yaml", "answers/hotline/calls.yaml"
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


def test_after_an_edit_only_the_edited_file_is_read_again(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "content")
    first, problems = read(folder)
    (folder / WHO).write_text((folder / WHO).read_text("utf-8").replace("title:", "titel:"), "utf-8")
    edited, faults = read(folder)
    assert {file for file in FILES if edited.documents[file] is not first.documents[file]} == {WHO}
    assert any("titel" in fault.message for fault in faults)
    assert edited.content.answers.keys() == first.content.answers.keys() - {"hotline/who_runs"}
    shutil.copy(DATA / WHO, folder / WHO)
    again, still = read(folder)
    assert (again.content, still) == (first.content, problems)


def test_the_same_bytes_under_another_name_are_another_file(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "content")
    shutil.copy(folder / WHO, folder / CALLS)
    draft, problems = read(folder)
    assert {"hotline/who_runs", "hotline/calls"} <= draft.content.answers.keys()
    assert any(problem.file == WHO and "same title" in problem.message for problem in problems)
