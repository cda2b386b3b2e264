"""The table of texts: a round trip that changes nothing, edits that change only themselves, refusals."""

import csv
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.loader import read
from bot.workbench import files, sheet
from bot.workbench.sheet import Row, SheetError

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "content"
LOCALES = ["fr", "en", "es"]

Edit = Callable[[Row], Row]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small valid content folder of its own."""
    return Path(shutil.copytree(DATA, tmp_path / "content"))


def state(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def exported(folder: Path, path: Path) -> list[Row]:
    """The rows after a trip through a file."""
    draft, _ = read(folder)
    files.save(path, sheet.table(sheet.rows(draft), LOCALES))
    return sheet.parsed(files.open_table(path), LOCALES)


def edited(  # noqa: PLR0913, PLR0917 a cell and what goes into it
    rows: Sequence[Row], file: str, key: str, locale: str, text: str, nth: int = 0
) -> list[Row]:
    """The rows with one cell written anew."""
    places = [i for i, row in enumerate(rows) if (row.file, row.key) == (file, key) and row.cells.get(locale)]
    made = list(rows)
    row = made[places[nth]]
    made[places[nth]] = replace(row, cells={**row.cells, locale: text})
    return made


def faults(folder: Path, rows: Sequence[Row]) -> list[str]:
    """What is said of rows that are wrong; the files must stay as they are."""
    before = state(folder)
    with pytest.raises(SheetError) as caught:
        sheet.take(folder, rows)
    assert state(folder) == before, "nothing may be written"
    return list(caught.value.faults)


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx"])
def test_a_round_trip_of_the_whole_content_changes_no_byte(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "answers", folder / "answers")
    shutil.copytree(ROOT / "intents", folder / "intents")
    before = state(folder)
    rows = exported(folder, tmp_path / name)
    assert sheet.take(folder, rows) == []
    assert state(folder) == before
    draft, _ = read(folder)
    assert [(r.file, r.key, dict(r.was)) for r in rows] == [(r.file, r.key, r.was) for r in sheet.rows(draft)]


def test_every_text_edited_and_edited_back_is_byte_for_byte_the_same(folder: Path) -> None:
    before = state(folder)

    def each(edit: Callable[[Row, str], str]) -> list[Row]:
        rows = list(sheet.rows(read(folder)[0]))
        return [
            replace(row, cells={locale: edit(row, text) for locale, text in row.cells.items()})
            for row in rows
            if row.key.rpartition("/")[2] not in ("title", "label") and not row.key.startswith("command.")
        ]

    changed = sheet.take(
        folder, each(lambda row, text: f"{text} zqx" if row.key != "example" else f"{text} {len(text)} zqx")
    )
    assert len(changed) > 10
    assert all(state(folder)[file] != before[file] for file in changed)
    sheet.take(
        folder,
        each(
            lambda row, text: (
                text.removesuffix(" zqx").removesuffix(f" {len(text) - 6}")
                if row.key != "example"
                else text.rsplit(" ", 2)[0]
            )
        ),
    )
    assert state(folder) == before


def test_an_edit_changes_its_text_and_leaves_all_else(folder: Path, tmp_path: Path) -> None:
    file = "answers/hotline/calls.yaml"
    rows = exported(folder, tmp_path / "t.xlsx")
    title = next(row.cells["fr"] for row in rows if (row.file, row.key) == (file, "title"))
    before = (folder / file).read_text("utf-8")
    assert sheet.take(folder, edited(rows, file, "title", "fr", "Un titre : nouveau #un")) == [file]
    after = (folder / file).read_text("utf-8")
    assert after != before
    assert [a for a, b in zip(after.splitlines(), before.splitlines(), strict=True) if a != b] == [
        line for line in after.splitlines() if "nouveau" in line
    ]
    assert title not in after.partition("text:")[0]
    draft, problems = read(folder)
    assert draft.content.answers["hotline/calls"].title["fr"] == "Un titre : nouveau #un"
    assert not [p for p in problems if p.severity == "error"]


def test_examples_are_edited_added_and_deleted(folder: Path, tmp_path: Path) -> None:
    file = "intents/hotline/calls.yaml"
    rows = exported(folder, tmp_path / "t.csv")
    old = [row.cells["en"] for row in rows if row.file == file and row.cells.get("en")]
    rows = edited(rows, file, "example", "en", "yes: a new wording, put otherwise", nth=0)
    rows = edited(rows, file, "example", "en", "", nth=1)
    rows.append(Row(9999, file, "example", {"en": "- quite another wording"}, {}))
    rows.append(Row(10000, file, "example", {"en": old[-1]}, {}))
    sheet.take(folder, rows)
    now = [e.text for e in read(folder)[0].content.intents["hotline/calls"].examples if e.locale == "en"]
    assert now == ["yes: a new wording, put otherwise", *old[2:], "- quite another wording"]


def test_a_translation_is_added_where_there_was_none(folder: Path) -> None:
    rows = list(sheet.rows(read(folder)[0]))
    made = [
        replace(row, number=7, cells={**row.cells, "es": f"En español: {row.key}"})
        for row in rows
        if row.file == "answers/hotline/who_runs.yaml"
        and row.key in ("title", "text")
        and "es" not in row.cells
    ]
    assert made
    sheet.take(folder, made)
    answer = read(folder)[0].content.answers["hotline/who_runs"]
    assert (answer.title["es"], answer.text["es"]) == ("En español: title", "En español: text")


def test_what_others_changed_meanwhile_is_kept(folder: Path, tmp_path: Path) -> None:
    file = "answers/hotline/calls.yaml"
    rows = exported(folder, tmp_path / "t.xlsx")
    path = folder / file
    title = next(row.cells["en"] for row in rows if (row.file, row.key) == (file, "title"))
    path.write_text(path.read_text("utf-8").replace(title, "Changed by a colleague", 1), "utf-8")
    sheet.take(folder, edited(rows, file, "title", "fr", "Un autre titre"))
    title_now = read(folder)[0].content.answers["hotline/calls"].title
    assert (title_now["fr"], title_now["en"]) == ("Un autre titre", "Changed by a colleague")


REFUSALS: dict[str, tuple[Edit, str]] = {
    "a complete language emptied": (
        lambda row: replace(row, cells={**row.cells, "fr": ""}),
        "fr cell is empty",
    ),
    "a file that is not there": (
        lambda row: replace(row, file="answers/no/such.yaml"),
        "no file answers/no/such.yaml",
    ),
    "a key that is not there": (
        lambda row: replace(row, key="texte", cells={"fr": "x"}, was={}),
        "has no `texte`",
    ),
    "a placeholder misspelt": (
        lambda row: replace(row, cells={**row.cells, "fr": "Appelez {hotlin.number}."}),
        "unknown contact `hotlin`",
    ),
    "a heading": (
        lambda row: replace(row, cells={**row.cells, "fr": "# Titre\n\nTexte."}),
        "a heading is not shown",
    ),
    "a figure in one language": (
        lambda row: replace(row, cells={**row.cells, "fr": row.cells["fr"] + " 777."}),
        "the figure 777",
    ),
    "an invisible character": (
        lambda row: replace(row, cells={**row.cells, "fr": "Te\u200bxte"}),
        "invisible character",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_wrong_row_is_named_and_nothing_is_written(folder: Path, case: str) -> None:
    edit, words = REFUSALS[case]
    rows = [replace(row, number=i) for i, row in enumerate(sheet.rows(read(folder)[0]), 2)]
    place = next(i for i, r in enumerate(rows) if (r.file, r.key) == ("answers/hotline/calls.yaml", "text"))
    good = edited(rows, "answers/hotline/who_runs.yaml", "title", "fr", "Un titre en ordre")
    good[place] = edit(good[place])
    told = faults(folder, good)
    assert all(line.startswith(f"row {place + 2}: ") for line in told), told
    assert any(words in line for line in told), told


def test_an_edit_on_both_sides_is_a_conflict(folder: Path, tmp_path: Path) -> None:
    file = "answers/hotline/calls.yaml"
    rows = edited(exported(folder, tmp_path / "t.csv"), file, "title", "en", "Mine")
    path = folder / file
    title = read(folder)[0].content.answers["hotline/calls"].title["en"]
    path.write_text(path.read_text("utf-8").replace(title, "Theirs", 1), "utf-8")
    assert "edited in the file as well" in faults(folder, rows)[0]


def test_two_rows_for_one_text_are_refused(folder: Path) -> None:
    rows = [replace(row, number=i) for i, row in enumerate(sheet.rows(read(folder)[0]), 2)]
    row = next(row for row in rows if (row.file, row.key) == ("answers/hotline/calls.yaml", "title"))
    twins = [
        replace(row, cells={**row.cells, "fr": "Un"}),
        replace(row, number=99, cells={**row.cells, "fr": "Deux"}),
    ]
    assert faults(folder, twins) == [f"row 99: row {row.number} edits the same text: keep one of the two"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_comes_back_from_any_spreadsheet(folder: Path, tmp_path: Path, separator: str) -> None:
    exported(folder, tmp_path / "a.csv")
    lines = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines(keepends=True)))
    with (tmp_path / "b.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=separator, lineterminator="\r\n").writerows(
            [*lines[:1], *reversed(lines[1:]), []]
        )
    assert sheet.take(folder, sheet.parsed(files.open_table(tmp_path / "b.csv"), LOCALES)) == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "row 1: the table is empty"),
        ("a.csv", b"a,b\n1,2\n", "row 1: the header lacks file, key, was"),
        ("a.csv", b"file,key,was\nx,y,\n", "the header lacks fr, en, es"),
        ("a.csv", b"file,key,fr,was\n,,x,\n", "row 2: write the file and the key"),
        ("a.csv", "file,key,fr,was\nx,y,\u00e9,\n".encode("latin-1"), "not UTF-8"),
        ("a.csv", b'file,key,fr,was\n"x', "not what its ending says"),
        ("a.xlsx", b"nonsense", "not what its ending says"),
        ("a.ods", b"nonsense", "ends in .csv or .xlsx"),
    ],
)
def test_a_file_that_is_no_table_is_named(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SheetError) as caught:
        sheet.parsed(files.open_table(tmp_path / name), LOCALES)
    assert words in str(caught.value)


def test_a_cell_is_never_a_formula(tmp_path: Path) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 this test alone looks inside

    row = Row(0, "f", "k", {"fr": "=1+1", "en": "- a\n- b", "es": "'x"}, {})
    for name in ("t.csv", "t.xlsx"):
        files.save(tmp_path / name, sheet.table([row], LOCALES))
        assert sheet.parsed(files.open_table(tmp_path / name), LOCALES)[0].cells == row.cells
    assert load_workbook(tmp_path / "t.xlsx").worksheets[0]["C2"].data_type == "s"
    assert "'=1+1" in (tmp_path / "t.csv").read_text("utf-8-sig")
