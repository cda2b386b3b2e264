"""Tables as files: CSV for any program, XLSX for Excel and its like."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.workbench.sheet import WAS, SheetError

_FORMULA = ("=", "+", "-", "@", "'", "\t")
"""Signs with which a cell of a CSV file would be taken for a formula: a quote is put before them."""
_WIDTHS = {"file": 36, "key": 14, WAS: 12}
_WIDE = 60
_LAYOUT = Alignment(wrap_text=True, vertical="top")
_HEADER = Font(bold=True)


def save(path: Path, table: Iterable[Sequence[str]]) -> int:
    """Write a table to a ``.csv`` or ``.xlsx`` file; returns how many rows it has beside the header.

    Raises:
        SheetError: the name ends otherwise.
    """
    lines = [list(line) for line in table]
    if path.suffix == ".csv":
        made = io.StringIO(newline="")
        csv.writer(made).writerows([_guarded(cell) for cell in line] for line in lines)
        path.write_text(made.getvalue(), "utf-8-sig", newline="")
    elif path.suffix == ".xlsx":
        _workbook(lines).save(path)
    else:
        raise SheetError([f"{path.name}: let the name end in .csv or .xlsx"])
    return len(lines) - 1


def open_table(path: Path) -> Iterator[list[str]]:
    """The lines of a ``.csv`` or ``.xlsx`` file; a CSV may be separated by commas, semicolons or tabs.

    Raises:
        SheetError: it cannot be read.
    """
    try:
        if path.suffix == ".csv":
            yield from _of_csv(path.read_bytes())
        elif path.suffix == ".xlsx":
            yield from _of_workbook(path)
        else:
            raise SheetError([f"{path.name}: a table ends in .csv or .xlsx: save it as one of them"])
    except OSError as error:
        raise SheetError([f"{path}: {error.strerror or 'it cannot be read'}"]) from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, csv.Error):
        raise SheetError(
            [f"{path.name}: this is not what its ending says: save it as .csv or .xlsx"]
        ) from None


def _of_csv(raw: bytes) -> Iterator[list[str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError(["the file is not UTF-8: save it as “CSV UTF-8”, or as .xlsx"]) from None
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        yield [cell.removeprefix("'") for cell in line]


def _of_workbook(path: Path) -> Iterator[list[str]]:
    with closing(load_workbook(path, read_only=True)) as book:
        for line in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in line]


def _workbook(lines: Sequence[Sequence[str]]) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Vigie"
    sheet.freeze_panes = "C2"
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line, 1):
            if text:
                cell = sheet.cell(number, place, text)
                cell.data_type = "s"  # a text that begins with = is a text
                cell.alignment = _LAYOUT
    for place in range(1, len(lines[0]) + 1):
        sheet.cell(1, place).font = _HEADER
    for place, name in enumerate(lines[0], 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _WIDTHS.get(name, _WIDE)
        column.hidden = name == WAS
    sheet.auto_filter.ref = sheet.dimensions
    return book


def _guarded(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell
