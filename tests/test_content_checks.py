"""Every fault that a maintainer can make is named with its file, its line and its remedy."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from bot.content.loader import examine, load
from bot.content.problem import ContentError, Problem, Severity
from bot.content.source import parse

DATA = Path(__file__).parent / "data" / "content"
TODAY = date(2026, 11, 21)

CALLS = "answers/hotline/calls.yaml"
WHO = "answers/hotline/who_runs.yaml"
DANGER = "answers/safety/in_danger.yaml"
ASK_CALLS = "intents/hotline/calls.yaml"
ASK_WHO = "intents/hotline/who_runs.yaml"
CONTACTS = "answers/contacts.yaml"
GONE = "unknown answer `hotline/call`, after which nobody can say this: did you mean `hotline/calls`?"
COMMENT = "put the text between quotes, or write a space after # if a comment is meant"
TRAP = "put it between quotes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small valid content folder of its own."""
    return Path(shutil.copytree(DATA, tmp_path / "content"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the first such stretch of a file."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def found(folder: Path, severity: Severity = Severity.ERROR) -> list[str]:
    """The problems of a folder, as people read them."""
    return [str(problem) for problem in examine(folder, TODAY)[1] if problem.severity is severity]


def test_valid_content_has_no_errors(folder: Path) -> None:
    assert found(folder) == []
    assert load(folder).answers.keys() == {
        "hotline/calls",
        "hotline/who_runs",
        "safety/in_danger",
        "smalltalk/hello",
    }


class Fault(NamedTuple):
    """An edit of a valid file, and how the check names it."""

    name: str
    file: str
    old: str
    new: str
    said: str


FAULTS = [
    Fault(
        each["fault"],
        each["file"],
        each["old"],
        each["new"],
        f"{each.get('in', each['file'])}:{each['said']}",
    )
    for each in yaml.safe_load((DATA.parent / "faults.yaml").read_text("utf-8"))
]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_fault_is_named_with_file_line_and_remedy(folder: Path, fault: Fault) -> None:
    edit(folder, fault.file, fault.old, fault.new)
    assert fault.said in found(folder)
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert fault.said in str(caught.value)


MISPLACED = yaml.safe_load((DATA.parent / "misplaced.yaml").read_text("utf-8"))


@pytest.mark.parametrize("fault", MISPLACED, ids=[fault["fault"] for fault in MISPLACED])
def test_file_in_the_wrong_place_or_state(folder: Path, fault: dict[str, Any]) -> None:
    for file, text in fault.get("write", {}).items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    for file in fault.get("delete", ()):
        (folder / file).unlink()
    assert set(fault["said"]) <= set(found(folder))


@pytest.mark.parametrize("sign", ["👩\u200d👧", "❤️\u200d🔥", "🧑🏽\u200d⚕️", "…", "«\u00a0»"])
def test_signs_that_people_see_are_welcome(folder: Path, sign: str) -> None:
    edit(folder, CALLS, "en: Calls received", f"en: Calls received {sign}")
    assert found(folder) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_endings_and_a_byte_order_mark_are_of_no_matter(folder: Path, end: str) -> None:
    text = (folder / CALLS).read_text("utf-8").replace("\n", end)
    (folder / CALLS).write_bytes(text.encode("utf-8-sig"))
    assert found(folder) == []
    assert load(folder).answers == load(DATA).answers


@pytest.mark.parametrize("text", ["fr:\n- a\n- b\n- {c\n", "fr:\n\na: b\n c: {d", "a:\n  b: c\n  e: {\n"])
def test_a_fault_is_named_alike_whatever_ends_the_lines(text: str) -> None:
    alike = [parse(text.replace("\n", end).encode(), "intents/a/b.yaml") for end in ("\n", "\r\n", "\r")]
    assert all(document is None for document, _ in alike)
    assert alike[0][1] == alike[1][1] == alike[2][1]


@pytest.mark.parametrize(("encoding", "line"), [("latin-1", 2), ("utf-16", 1)])
def test_encoding(folder: Path, encoding: str, line: int) -> None:
    (folder / ASK_CALLS).write_bytes("fr:\n  - numéro\n".encode(encoding))
    said = f"{ASK_CALLS}:{line}: this is not UTF-8 text: save the file with the encoding UTF-8"
    assert found(folder) == [said]


def test_text_too_long_to_send(folder: Path) -> None:
    edit(folder, DANGER, "Call {police.number}", "Call {police.number}" + " x" * 1750)
    assert found(folder) == [f"{DANGER}:6: the text has 3518 characters and 3500 are the most: shorten it"]


def test_all_problems_are_named_at_once_and_in_order(folder: Path) -> None:
    edit(folder, CALLS, "96 cas", "97 cas")
    edit(folder, ASK_CALLS, "- how many calls", "- no")
    edit(folder, ASK_CALLS, "- number of calls", "- 9:30")
    edit(folder, WHO, "  - page", "  - pages")
    both = "let both languages say the same"
    assert found(folder) == [
        f"{CALLS}:8: the figure 97 stands here and not in English (line 10): {both}",
        f"{CALLS}:13: the figure 96 stands here and not in Français (line 5): {both}",
        f"{WHO}:7: unknown source `pages`: did you mean `page`?",
        f'{ASK_CALLS}:5: `no` was read as False: {TRAP}: "no"',
        f'{ASK_CALLS}:6: `9:30` was read as the number 570: {TRAP}: "9:30"',
    ]


def test_a_file_that_cannot_be_read_brings_no_other_errors(folder: Path) -> None:
    (folder / WHO).write_text("title: [")
    (folder / CONTACTS).write_text("hotline: {")
    assert {problem.partition(":")[0] for problem in found(folder)} == {WHO, CONTACTS}


def test_byte_order_mark_hidden_files_and_windows_lines_are_fine(folder: Path) -> None:
    path = folder / ASK_CALLS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (folder / "answers/.DS_Store").write_bytes(b"\x00\xff")
    assert found(folder) == []


@pytest.mark.parametrize(
    "text",
    [
        "in 2006-2008",
        "2006–2008, then 2013",
        "over 1 234 567 people",
        "more than 100 calls and 105 cases",
        "on 2025-07-01",
        "12 000–20 000 people",
        "with [a page](https://example.org/2016/07/1234567890)",
        "by Law 28950",
    ],
)
def test_figures_are_not_taken_for_phone_numbers(folder: Path, text: str) -> None:
    edit(folder, CALLS, "96 cas transmis", f"96 cas {text}")
    edit(folder, CALLS, "96 cases passed on", f"96 cases {text}")
    assert found(folder) == []


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("de 7 h à 19 h", "from 7 am to 7 p.m."),
        ("de 7 h 30 à 19 h", "from 7:30 to 19:00"),
        ("le 16 janvier 2007", "on January 16, 2007"),
        ("quatre-vingt-dix-sept personnes", "97 people"),
        ("126 dossiers", "one hundred and twenty-six files"),
        ("3,5 millions", "3.5 million"),
        ("20 pour cent", "20 per cent"),
        ("3 900 victimes", "3,900 victims"),
    ],
)
def test_the_same_figure_written_otherwise(folder: Path, french: str, english: str) -> None:
    edit(folder, CALLS, "96 cas transmis", f"96 cas {french}")
    edit(folder, CALLS, "96 cases passed on", f"96 cases {english}")
    assert found(folder) == []


@pytest.mark.parametrize(
    ("today", "severity"),
    [
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), Severity.WARNING),
        (date(2027, 3, 31), Severity.WARNING),
        (date(2027, 4, 1), Severity.ERROR),
    ],
)
def test_contact_overdue(folder: Path, today: date, severity: Severity | None) -> None:
    said = [
        problem
        for problem in examine(folder, today)[1]
        if problem.message.startswith("the contact `hotline` was to be looked at again in 2026-12: call it")
    ]
    assert said == ([Problem(CONTACTS, 15, said[0].message, severity)] if severity else [])


def test_an_overdue_contact_does_not_keep_the_service_from_starting(folder: Path) -> None:
    edit(folder, CONTACTS, 'recheck: "2026-12"', 'recheck: "2001-01"')
    assert found(folder) != []
    assert load(folder).contacts["hotline"].months_overdue(TODAY) == 310


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            ASK_CALLS,
            "- how many calls",
            "- how many #calls",
            f"{ASK_CALLS}:5: what follows # is a comment and not part of the text: {COMMENT}",
        ),
        (
            CALLS,
            "  en: Calls received",
            "  en: Calls received.",
            f"{CALLS}:3: a title ends without a full stop: leave it out",
        ),
        (
            CALLS,
            "  en: Calls received",
            "  en: Who runs the line?",
            f"{WHO}:1: {CALLS} has the same title: let each say what sets it apart",
        ),
        (
            DANGER,
            "Call {police.number}",
            "Call {police.number}" + " x" * 450,
            f"{DANGER}:6: the text has 918 characters, more than 900: shorten it for a phone",
        ),
        (
            CALLS,
            "title",
            "title",
            f"{ASK_CALLS}:4: only 2 examples in English: write at least 25, each put differently",
        ),
        (
            ASK_WHO,
            "  hotline/calls:",
            "  hotline/call:",
            f"{ASK_WHO}:8: {GONE}",
        ),
    ],
)
def test_warnings_do_not_keep_content_from_serving(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    edit(folder, file, old, new)
    assert said in found(folder, Severity.WARNING)
    assert found(folder) == []
    load(folder)
