"""Changes texts inside a YAML file and leaves all else as it is: comments, order, quotes, blank lines."""

from dataclasses import dataclass
from typing import Any

import yaml

from bot.content.source import parse

Path = tuple[str | int, ...]


class EditError(Exception):
    """A change has no place in the file; the message says why."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A value in the file, and what stands before it."""

    node: Any
    flow: bool
    """Whether it stands between brackets."""
    column: int
    """Where its key, or the dash of its item, begins."""


class Editor:
    """The text of one file, and the changes to it.

    Places are found in the text as it was; all changes are put in when the result is asked for.
    """

    def __init__(self, text: str) -> None:
        """Read a file.

        Args:
            text: a file that the loader can read, without a byte order mark.
        """
        self._text = text
        self._root: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._cuts: list[tuple[int, int, str]] = []

    def write(self, path: Path, value: str) -> None:
        """Put a text in the place of the one at the path, or add it where its key is missing.

        Raises:
            EditError: there is nothing to add it to, or a list or a mapping stands there.
        """
        place = self._find(path)
        if place is None:
            self._add(path, value)
            return
        if not isinstance(place.node, yaml.ScalarNode):
            raise EditError(f"`{path[-1]}` holds no text")
        start, end = self._span(place.node)
        self._cuts.append((start, end, self._scalar(value, place)))

    def append(self, path: Path, value: str) -> None:
        """Add an item at the end of the list at the path.

        Raises:
            EditError: there is no list, or it stands between brackets.
        """
        place = self._find(path)
        if place is None or not isinstance(place.node, yaml.SequenceNode) or place.node.flow_style:
            raise EditError(f"there is no list `{path[-1]}` with a line for each item")
        last = place.node.value[-1]
        column = self._dash(last)
        end = self._line_end(self._span(last)[1])
        item = _Place(None, flow=False, column=column)
        self._cuts.append((end, end, f"\n{' ' * column}- {self._scalar(value, item)}"))

    def remove(self, path: Path) -> None:
        """Take the item or the key at the path out, with its line.

        Raises:
            EditError: there is none, or it is the last one.
        """
        parent, place = self._find(path[:-1]), self._find(path)
        if place is None or parent is None:
            raise EditError(f"there is no `{path[-1]}`")
        if len(parent.node.value) == 1:
            raise EditError("this is the last one, and one must stay")
        pair = next((p for p in parent.node.value if isinstance(p, tuple) and p[1] is place.node), None)
        start = (pair[0] if pair else place.node).start_mark.index
        _, end = self._span(place.node)
        if parent.node.flow_style:
            before = self._text.rfind(",", 0, start)
            first = parent.node.value[0]
            if (first[0] if pair else first).start_mark.index == start:
                self._cuts.append((start, self._text.index(",", end) + 2, ""))
            else:
                self._cuts.append((before, end, ""))
            return
        begin = self._text.rfind("\n", 0, start) + 1
        self._cuts.append((begin, min(len(self._text), self._line_end(end) + 1), ""))

    def result(self) -> str:
        """The file with all changes."""
        text = self._text
        for start, end, new in sorted(self._cuts, key=lambda cut: cut[:2], reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def _find(self, path: Path) -> _Place | None:
        """The value at the end of a path."""
        node, flow, column = self._root, False, 0
        for step in path:
            flow = flow or bool(node.flow_style)
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
                if pair is None:
                    return None
                node, column = pair[1], pair[0].start_mark.column
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                column = node.start_mark.column if flow else self._dash(node)
            else:
                return None
        return _Place(node, flow, column)

    def _add(self, path: Path, value: str) -> None:
        """Add a key with a text behind the last key of the mapping at the path."""
        parent = self._find(path[:-1])
        if parent is None or not isinstance(parent.node, yaml.MappingNode) or not parent.node.value:
            raise EditError(f"there is no place for `{path[-1]}`")
        key, last = parent.node.value[-1]
        end = self._span(last)[1]
        flow = parent.flow or bool(parent.node.flow_style)
        column = key.start_mark.column
        scalar = self._scalar(value, _Place(None, flow, column))
        if flow:
            self._cuts.append((end, end, f", {path[-1]}: {scalar}"))
        else:
            end = self._line_end(end)
            self._cuts.append((end, end, f"\n{' ' * column}{path[-1]}: {scalar}"))

    def _span(self, node: Any) -> tuple[int, int]:
        """Where a value begins and ends, without the blank lines and comments behind it."""
        start, end = node.start_mark.index, node.end_mark.index
        written = self._text[start:end]
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return start, start + len(written.rstrip())
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return start, self._span(last[1] if isinstance(last, tuple) else last)[1]
        return start, end

    def _line_end(self, index: int) -> int:
        """The end of the line that a place stands on."""
        end = self._text.find("\n", index)
        return len(self._text) if end < 0 else end

    def _dash(self, item: Any) -> int:
        """The column of the dash before an item of a list."""
        begin = self._text.rfind("\n", 0, item.start_mark.index) + 1
        return self._text.index("-", begin) - begin

    @staticmethod
    def _scalar(value: str, place: _Place) -> str:
        """A text as YAML, in the style of the one that stood there, if it can be."""
        old = place.node.style if place.node is not None else None
        return scalar(value, place.column, flow=place.flow, style=old or "")


def scalar(value: str, column: int = 0, *, flow: bool = False, style: str = "") -> str:
    """A text as YAML.

    Args:
        value: the text.
        column: where the key or the dash before it begins.
        flow: whether it stands between brackets.
        style: the style wished for: "|" line for line, a quote, or nothing.
    """
    if not flow and ("\n" in value or style == "|"):
        return "|\n" + "\n".join(
            " " * (column + 2) + line if line.strip() else "" for line in value.split("\n")
        )
    if style == "'" and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _plain(value, flow=flow):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _plain(value: str, *, flow: bool) -> bool:
    """Whether a text can stand without quotes and still be read as itself."""
    if "\n" in value or value != value.strip():
        return False
    document, problems = parse((f"{{k: {value}}}" if flow else f"k: {value}").encode(), "")
    node = document.node("k") if document and not problems else None
    return (
        node is not None
        and node.tag == "str"
        and node.text == value
        and document is not None
        and (len(document.root.items) == 1)
    )
