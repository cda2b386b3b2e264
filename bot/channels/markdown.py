"""Markdown → paragraphs of styled text, which each channel then renders its own way.

Answers use paragraphs, bold, italic, bullets and links, so only these are read as Markdown. All else
(``#``, ``>``, ``<b>``, ``&amp;``, a line that begins with ``105.``) stands as it is written.
"""

from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("zero").enable(["list", "emphasis", "link", "escape", "newline"])
_BULLETS = ("•", "◦")
_INDENT = "   "


class Kind(StrEnum):
    """How a stretch of text looks."""

    BOLD = "bold"
    ITALIC = "italic"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Style:
    """A look of a stretch of text; a link has an address."""

    kind: Kind
    address: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with one look: its styles, the outermost first."""

    text: str
    styles: tuple[Style, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or an item of a list."""

    spans: tuple[Span, ...]
    close: bool = False
    """Whether it follows the block before it on the next line, with no empty line between."""
    depth: int = 0
    """How deep it stands in lists; from 1 on, its first span is the marker or the indent."""

    @property
    def text(self) -> str:
        """The bare text."""
        return "".join(span.text for span in self.spans)


def read(markdown: str) -> tuple[Block, ...]:
    """The paragraphs and list items of a text, in order."""
    blocks: list[Block] = []
    depth = 0  # of lists
    marker = ""  # of the list item that was opened and has shown nothing yet
    opening = False  # whether the next block is the first of a list
    for token in _READER.parse(markdown):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            opening = opening or depth == 0
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "list_item_open":
            marker = _marker(token, depth)
        elif token.type == "inline" or (token.type == "list_item_close" and marker):
            lead = (Span(marker or _INDENT * depth),) if depth else ()
            spans = _spans(token.children or [])
            blocks.append(Block(lead + spans, close=depth > 0 and not opening, depth=depth))
            marker, opening = "", False
    return tuple(blocks)


def _marker(item: Token, depth: int) -> str:
    """What stands before a list item: a bullet, or the number that was written."""
    sign = f"{item.info}{item.markup}" if item.info else _BULLETS[min(depth, len(_BULLETS)) - 1]
    return f"{_INDENT * (depth - 1)}{sign} "


def _spans(tokens: list[Token]) -> tuple[Span, ...]:
    """The styled stretches of one paragraph."""
    spans: list[Span] = []
    styles: list[Style] = []
    for token in tokens:
        match token.type:
            case "strong_open":
                styles.append(Style(Kind.BOLD))
            case "em_open":
                styles.append(Style(Kind.ITALIC))
            case "link_open":
                styles.append(Style(Kind.LINK, str(token.attrs["href"])))
            case "strong_close" | "em_close" | "link_close":
                styles.pop()
            case "softbreak" | "hardbreak":
                spans.append(Span("\n", tuple(styles)))
            case _ if token.content:
                spans.append(Span(token.content, tuple(styles)))
    return tuple(spans)
