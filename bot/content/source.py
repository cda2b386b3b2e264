"""YAML files, read with the line of every key and item, and without YAML's surprises.

The parser's events are turned into a tree of :class:`Node` directly: it is the fastest way, it keeps the
lines, and nothing in a file (anchors, tags, nesting without end) can make the program do anything but report.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from bot.content.problem import Problem, Severity
from bot.content.syntax import LINE_END, explain

MAX_DEPTH = 12
"""No content file nests deeper than this."""
REMEMBERED = 512
"""Files of which what was found is kept, twice the content: after an edit only the edited one is read."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVE: Callable[..., str] = yaml.SafeLoader("").resolve

_OCTAL = re.compile(r"0\d+")
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200c\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
    r"|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
"""Characters that nobody sees and that change what a text is: controls, zero widths, changes of direction.

Emoji are joined by one of them (U+200D), and may be.
"""

_DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF", b"<!DOCTYPE", b"<html")
"""How the files of word processors and browsers begin."""
_CONFLICT = re.compile(r"(?m)^[ ]*(?:<{7}|={7}|>{7}|\|{7})(?:[ ].*)?$")
"""What git puts between two versions that it could not join."""

_CUT = re.compile(r" +#(?=[^\s#])")
_TAB = re.compile(r"\t")
_INDENT_TAB = re.compile(r"(?m)^ *\t")

_NO_KEYS: Mapping[str, int] = MappingProxyType({})


@dataclass(slots=True)
class Node:
    """A value in a file: a text, a list or a mapping."""

    line: int
    text: str = ""
    """The text of a scalar, as written."""
    tag: str = ""
    """What YAML takes an unquoted scalar for: "bool", "int", "str"…; "list" and "map" for the others."""
    style: str = ""
    """How a text is written: "|" line for line, ">" folded, a quote, or nothing."""
    span: int = 1
    """The number of lines that it takes."""
    items: Sequence["Node"] = ()
    keys: Mapping[str, int] = field(default_factory=lambda: _NO_KEYS)
    """The line of each key of a mapping, in the order of :attr:`items`."""

    def child(self, step: str | int) -> "Node | None":
        """The value under a key or at a place of a list."""
        if self.tag == "map" and step in self.keys:
            return self.items[list(self.keys).index(str(step))]
        if self.tag == "list" and isinstance(step, int) and step < len(self.items):
            return self.items[step]
        return None

    def pairs(self) -> Iterator[tuple[str, "Node"]]:
        """The keys of a mapping with their values; nothing for other nodes."""
        return zip(self.keys, self.items, strict=False)

    def data(self) -> object:
        """The value as plain Python: strings, lists, mappings, and what YAML makes of unquoted scalars."""
        if self.tag == "map":
            return {key: item.data() for key, item in self.pairs()}
        if self.tag == "list":
            return [item.data() for item in self.items]
        return self.text if self.tag == "str" else self.read_as()

    def read_as(self) -> object:
        """What YAML makes of an unquoted scalar: ``no`` is False, ``9:30`` is 570."""
        if _OCTAL.fullmatch(self.text) and ("8" in self.text or "9" in self.text):
            return int(self.text[:20])
        try:
            return yaml.safe_load(self.text)
        except (ValueError, OverflowError, yaml.YAMLError):
            return float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One content file. It is equal to itself only, so that what is found in it can be remembered."""

    file: str
    root: Node

    def node(self, *path: str | int) -> Node | None:
        """The value at the end of the path, or None."""
        node: Node | None = self.root
        for step in path:
            node = node.child(step) if node else None
        return node

    def line(self, *path: str | int) -> int:
        """The line of the last key or item of the path that there is."""
        node, line = self.root, self.root.line
        for step in path:
            child = node.child(step)
            if child is None:
                break
            line = node.keys[str(step)] if node.tag == "map" else child.line
            node = child
        return line

    def line_at(self, offset: int, *path: str | int) -> int:
        """The line of the character at the offset of a text."""
        node = self.node(*path)
        if node is None or node.style != "|":
            return node.line if node else self.line(*path)
        return node.line + 1 + node.text.count("\n", 0, offset)


class _Reader:
    """Builds a document's tree from the parser's events, noting what is not wanted."""

    def __init__(self, file: str, source: str) -> None:
        self.file = file
        self.source = source
        self.hashes = " #" in source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.reached = 0
        """The line, counted from 0, up to which the file could be read."""

    def report(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))

    def read(self) -> None:
        stack: list[tuple[Node, list[Node]]] = []
        events: Iterator[Any] = yaml.parse(self.source, Loader=_LOADER)
        for event in events:
            self.reached = event.start_mark.line
            if isinstance(event, yaml.ScalarEvent):
                node = self.scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                node = self.collection(event)
                if len(stack) >= MAX_DEPTH:
                    self.report(node.line, "this is nested too deeply: no content file needs so many levels")
                    return
                stack.append((node, []))
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                node, children = stack.pop()
                self.close(node, children)
            elif isinstance(event, yaml.AliasEvent):
                node = Node(_begin(event), str(event.anchor), "str")
                message = f'a text that begins with * must stand between quotes: "*{event.anchor}…"'
                self.report(node.line, message)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                self.report(_begin(event), "--- begins a second document: leave it out")
                return
            else:
                continue
            if stack:
                stack[-1][1].append(node)
            else:
                self.root = node

    def scalar(self, event: Any) -> Node:
        line = _begin(event)
        if event.anchor or event.tag:
            self.decorated(event)
        text: str = event.value
        style: str | None = event.style
        span = event.end_mark.line - event.start_mark.line + 1
        if style:
            return Node(line, text, "str", style, span)
        if self.hashes and _CUT.match(self.source, event.end_mark.index):
            message = (
                "what follows # is a comment and not part of the text: put the text between quotes, or write "
                "a space after # if a comment is meant"
            )
            self.problems.append(Problem(self.file, line, message, Severity.WARNING))
        tag = "str"
        if text[:1] in _SUSPECT or not text:
            tag = _RESOLVE(yaml.ScalarNode, text, (True, False)).rpartition(":")[2]
            if tag == "str" and _OCTAL.fullmatch(text):
                tag = "int"
        return Node(line, text, tag, "", span)

    def collection(self, event: Any) -> Node:
        if event.anchor or event.tag:
            self.decorated(event)
        tag = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
        return Node(_begin(event), tag=tag)

    def decorated(self, event: Any) -> None:
        sign = self.source[event.start_mark.index :].split(maxsplit=1)[0]
        self.report(
            _begin(event),
            f"{sign} has a meaning in YAML and would be lost: a text that begins with & or ! must stand "
            'between quotes: "…"',
        )

    def close(self, node: Node, children: list[Node]) -> None:
        if node.tag == "list":
            node.items = children
            return
        keys: dict[str, int] = {}
        items: list[Node] = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if key.tag in ("list", "map"):
                self.report(key.line, "a key must be a word: write `key: value`")
            elif key.text != key.text.strip():
                self.report(key.line, f"a non-breaking space stands beside `{key.text.strip()}`: delete it")
            elif key.text == "<<":
                self.report(key.line, "<< is not used here: write the keys out")
            elif key.text in keys:
                self.report(
                    key.line,
                    f"`{key.text}` stands twice, first in line {keys[key.text]}: keep one of the two",
                )
            else:
                keys[key.text] = key.line
                items.append(value)
        node.keys, node.items = keys, items


_SUSPECT = frozenset(character for character in yaml.SafeLoader.yaml_implicit_resolvers if character)
"""The characters with which an unquoted scalar may begin that YAML takes for something else than a text."""


def parse(raw: bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """Reads the bytes of a file; None when there is nothing to go on with."""
    text, problems = _text(raw, file)
    if text is None:
        return None, problems
    reader = _Reader(file, text)
    try:
        reader.read()
    except yaml.MarkedYAMLError as error:
        problems += [*reader.problems, explain(error, text, reader.reached, file)]
        return None, problems
    except yaml.YAMLError:
        return None, [*problems, *reader.problems, Problem(file, 0, "this is not YAML: see docs/editing.md")]
    problems += reader.problems
    if reader.root is None:
        return None, [*problems, Problem(file, 0, "the file is empty: fill it or delete it")]
    return Document(file, reader.root), problems


def _text(raw: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """The text that the bytes are, or None; and the signs in it that do not belong in a text."""
    if raw.startswith(_DOCUMENTS):
        message = "this is a document of another program under the name of a text: save it as plain text"
        return None, [Problem(file, 0, message)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8 text: save the file with the encoding UTF-8"
        return None, [Problem(file, line, message)]

    def found(sign: re.Pattern[str], sentence: Callable[[str], str]) -> list[Problem]:
        return [Problem(file, _line(text, m.start()), sentence(m[0])) for m in sign.finditer(text)]

    if conflicts := found(_CONFLICT, _conflict):
        return None, conflicts
    invisible = found(
        INVISIBLE, lambda sign: f"an invisible character stands here (U+{ord(sign):04X}): delete it"
    )
    problems = [*found(_TAB, lambda _: "a tab stands here: use spaces instead"), *invisible]
    return (None if invisible or _INDENT_TAB.search(text) else text), problems


def _conflict(sign: str) -> str:
    return (
        "two versions of this file were joined and differ here: keep what is right and delete the lines that "
        f"begin with {sign.strip()[:7]}"
    )


def _begin(event: Any) -> int:
    """The line on which an event begins; the stubs let every mark be None."""
    return int(event.start_mark.line) + 1


def _line(text: str, offset: int) -> int:
    return len(LINE_END.findall(text, 0, offset)) + 1
