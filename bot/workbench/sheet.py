"""Texts as a table: every text for people in a row, its languages side by side, and back into the files.

A row names its place (``file``, ``key``) and holds a cell for each language. The column ``was`` holds short
hashes of the cells as they were exported: a cell that still has its hash was not edited in the table, and
whatever happened to the file since then stays. A cell that was edited here and in the file is a conflict, and
refused.

Examples have a row each, and their key names the answer that they are said after, if there is one. An edited
cell replaces the example, an emptied one deletes it, and a row without ``was`` adds one. Rows may be sorted,
filtered and left out as one likes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.content.checks import lists
from bot.content.draft import Draft
from bot.content.edit import EditError, Editor
from bot.content.layout import Kind
from bot.content.loader import read
from bot.content.passage import passages
from bot.content.problem import Problem, Severity
from bot.content.source import Document, parse
from bot.required import lacking
from bot.workbench.copies import copied, write_all

EXAMPLE, AFTER = "example", "example after "
"""The key of a row that holds an example; and how it begins where that is said after an answer."""
FIXED = ("file", "key")
WAS = "was"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table."""

    number: int
    """Its place in the table, the header being 1; 0 for one that was never in a table."""
    file: str
    key: str
    cells: Mapping[str, str]
    was: Mapping[str, str]

    @property
    def path(self) -> tuple[str, ...]:
        """Where the text stands in its file, or the lists of examples; the language comes last."""
        if self.is_example:
            return ("after", self.key.removeprefix(AFTER)) if self.key != EXAMPLE else ()
        return tuple(self.key.split("/"))

    @property
    def is_example(self) -> bool:
        """Whether the row holds an example."""
        return self.key == EXAMPLE or self.key.startswith(AFTER)


class SheetError(Exception):
    """The table cannot be taken; nothing was written. Each line of :attr:`faults` names its row."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class _Edit:
    """One text to be changed in a file: to be written, added to a list, or taken out."""

    row: Row
    locale: str
    path: tuple[str | int, ...]
    text: str | None
    add: bool = False


def rows(draft: Draft) -> Iterator[Row]:
    """All texts for people, and all examples, as rows."""
    for passage in passages(draft):
        cells = {locale: text.strip() for locale, text in passage.text.items()}
        yield Row(0, passage.document.file, "/".join(passage.path), cells, _hashes(cells))
    for place in draft.places:
        document = draft.documents.get(place.file)
        if document and place.kind in (Kind.INTENT, Kind.BACKGROUND):
            for answer, locale, node in lists(document):
                for item in node.items:
                    cells = {locale: item.text.strip()}
                    yield Row(0, place.file, AFTER + answer if answer else EXAMPLE, cells, _hashes(cells))


def table(rows: Iterable[Row], locales: Sequence[str]) -> Iterator[list[str]]:
    """The rows as lines of cells, the header first."""
    yield [*FIXED, *locales, WAS]
    for row in rows:
        was = " ".join(f"{locale}={hash_}" for locale, hash_ in row.was.items())
        yield [row.file, row.key, *(row.cells.get(locale, "") for locale in locales), was]


def parsed(lines: Iterable[Sequence[str]], locales: Sequence[str]) -> list[Row]:
    """The rows of a table that came back.

    Raises:
        SheetError: the header lacks a column, or a row its place.
    """
    made: list[Row] = []
    faults: list[str] = []
    header: list[str] | None = None
    for number, line in enumerate(lines, 1):
        cells = [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in line]
        if not any(cells):
            continue
        if header is None:
            header = [cell.casefold() for cell in cells]
            lacking = [name for name in (*FIXED, WAS) if name not in header]
            if lacking or not set(header) & set(locales):
                raise SheetError(
                    [f"row {number}: the header lacks {', '.join(lacking or locales)}: export the table anew"]
                )
            continue
        values = dict(zip(header, cells, strict=False))
        if not values.get("file") or not values.get("key"):
            faults.append(f"row {number}: write the file and the key of the text into the first two columns")
            continue
        texts = {locale: values[locale] for locale in locales if locale in values}
        was = {k: v for k, _, v in (pair.partition("=") for pair in values.get(WAS, "").split()) if v}
        made.append(Row(number, values["file"], values["key"], texts, was))
    if header is None:
        faults.append("row 1: the table is empty: export it anew")
    if faults:
        raise SheetError(faults)
    return made


def take(folder: Path, rows: Sequence[Row]) -> list[str]:
    """Put what was edited in the table into the files of a content folder; returns the files that changed.

    Raises:
        SheetError: a row is wrong. All that are wrong are named, and nothing is written.
    """
    draft, before = read(folder)
    complete = {each.locale for each in draft.content.languages.values() if each.complete}
    edits, faults = _edits(draft, rows, complete)
    changed: dict[str, str] = {}
    for file, each in edits.items():
        raw = (folder / file).read_bytes()
        text, wrong = _edited(raw.decode("utf-8-sig"), each)
        faults += wrong
        changed[file] = text
    if not faults:
        faults = _broken(folder, changed, edits, {problem.message for problem in (*before, *lacking(draft))})
    if faults:
        raise SheetError(sorted(set(faults), key=_row_number))
    write_all(folder, changed)
    return sorted(changed)


def _edits(draft: Draft, rows: Sequence[Row], complete: set[str]) -> tuple[dict[str, list[_Edit]], list[str]]:
    """What was edited in the table, by file; and the rows that cannot be."""
    edits: dict[str, list[_Edit]] = defaultdict(list)
    faults: list[str] = []
    taken: dict[tuple[str, tuple[str | int, ...], str], _Edit] = {}
    for row in rows:
        document = draft.documents.get(row.file)
        if document is None:
            faults.append(
                f"row {row.number}: there is no file {row.file}: make it with `vigie new`, then import"
            )
            continue
        try:
            found = list(_of_row(row, document, complete))
        except EditError as error:
            faults.append(f"row {row.number}: {error}")
            continue
        for edit in found:
            other = taken.setdefault((row.file, edit.path, edit.text if edit.add else ""), edit)  # type: ignore[arg-type]
            if other is not edit:
                faults.append(
                    f"row {row.number}: row {other.row.number} edits the same text: keep one of the two"
                )
            else:
                edits[row.file].append(edit)
    return edits, faults


def _of_row(row: Row, document: Document, complete: set[str]) -> Iterator[_Edit]:
    """The edits of a row.

    Raises:
        EditError: one of them has no place, or somebody else edited the text meanwhile.
    """
    for locale, text in row.cells.items():
        was = row.was.get(locale)
        if (was or "") == (_hash(text) if text else ""):
            continue
        if row.is_example:
            yield from _of_example(row, document, locale, text)
            continue
        node = document.node(*row.path, locale)
        if document.node(*row.path) is None:
            raise EditError(f"{row.file} has no `{row.key}`: write it into the file first")
        now = node.text.strip() if node else ""
        if now == text:
            continue
        if (was or "") != (_hash(now) if now else ""):
            raise EditError(
                f"the {locale} text was edited in the file as well since the table was exported: export it "
                "anew, and edit that"
            )
        if not text and locale in complete:
            raise EditError(f"the {locale} cell is empty, and every text is needed in it: write it")
        yield _Edit(row, locale, (*row.path, locale), text or None)


def _of_example(row: Row, document: Document, locale: str, text: str) -> Iterator[_Edit]:
    """The edit of one example: written anew, added, or taken out.

    Raises:
        EditError: there is no list to add it to, or it was edited in the file meanwhile.
    """
    node = document.node(*row.path, locale)
    items = [item.text.strip() for item in node.items] if node is not None else []
    was = row.was.get(locale)
    places = [place for place, item in enumerate(items) if _hash(item) == was]
    if text in items or not (text or places):
        return
    if places:
        yield _Edit(row, locale, (*row.path, locale, places[0]), text or None)
    elif was:
        raise EditError(
            "the example was edited or deleted in the file since the table was exported: export it anew"
        )
    elif not items:
        where = f"after `{row.path[-1]}` in `{locale}`" if row.path else f"in `{locale}`"
        raise EditError(f"{row.file} has no examples {where} yet: write the first into the file")
    else:
        yield _Edit(row, locale, (*row.path, locale), text, add=True)


def _edited(text: str, edits: Sequence[_Edit]) -> tuple[str, list[str]]:
    """A file's text with its edits, and the rows that could not be put in."""
    editor, faults = Editor(text), []
    for edit in edits:
        try:
            if edit.add:
                editor.append(edit.path, edit.text or "")
            elif edit.text is None:
                editor.remove(edit.path)
            else:
                editor.write(edit.path, edit.text)
        except EditError as error:
            faults.append(f"row {edit.row.number}: {error}")
    return editor.result(), faults


def _broken(
    folder: Path, changed: Mapping[str, str], edits: Mapping[str, Sequence[_Edit]], known: set[str]
) -> list[str]:
    """What the edited files would have wrong that they have not now, by row."""
    faults: list[str] = []
    with copied(folder) as copy:
        write_all(copy, changed)
        edited, problems = read(copy)
        problems += lacking(edited)
    for problem in problems:
        if problem.severity is Severity.ERROR and problem.message not in known:
            number = _row_of(problem, changed, edits)
            faults.append(f"row {number}: {problem.message}" if number else str(problem))
    return faults


def _row_of(problem: Problem, changed: Mapping[str, str], edits: Mapping[str, Sequence[_Edit]]) -> int:
    """The row that a problem came from: the last edit of its file that begins at or above its line."""
    if problem.file not in changed:
        return 0
    document, _ = parse(changed[problem.file].encode(), problem.file)
    each = edits[problem.file]
    if document is None:
        return each[0].row.number
    lines = [(_line(document, edit), edit.row.number) for edit in each]
    above = [pair for pair in lines if pair[0] <= max(problem.line, 1)]
    return max(above)[1] if above else min(lines)[1]


def _line(document: Document, edit: _Edit) -> int:
    """The line on which an edited text begins now."""
    node = document.node(*edit.row.path, edit.locale) if edit.row.is_example else None
    if node is not None:
        return next((item.line for item in node.items if item.text.strip() == edit.text), node.line)
    return document.line(*edit.path)


def _row_number(fault: str) -> int:
    number = fault.removeprefix("row ").partition(":")[0]
    return int(number) if number.isdecimal() else 0


def _hashes(cells: Mapping[str, str]) -> dict[str, str]:
    return {locale: _hash(text) for locale, text in cells.items() if text}


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
