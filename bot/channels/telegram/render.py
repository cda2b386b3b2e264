"""Markdown → Telegram's HTML, in pieces that each fit into one message."""

from functools import lru_cache
from html import escape

from bot.channels.markdown import Block, Kind, Span, Style, read

LIMIT = 4096
"""The longest text of a message, in UTF-16 units, after the markup is taken out (Bot API)."""

_TAGS = {Kind.BOLD: "b", Kind.ITALIC: "i", Kind.LINK: "a"}


@lru_cache(maxsize=500)  # answers are few, and asked for again and again
def pieces(markdown: str, limit: int = LIMIT) -> tuple[str, ...]:
    """A text as HTML, split between paragraphs where it is too long for one message.

    A single paragraph that is too long is split at a line, a sentence or a word. A text without
    anything to show has no pieces.
    """
    pages: list[list[Block]] = []
    room = 0
    for block in _fitting(read(markdown), limit):
        gap = len(_gap(block))
        if pages and room >= gap + _length(block.text):
            pages[-1].append(block)
            room -= gap + _length(block.text)
        else:
            pages.append([block])
            room = limit - _length(block.text)
    return tuple(_page(blocks) for blocks in pages)


def _page(blocks: list[Block]) -> str:
    """The HTML of one message."""
    first, *others = blocks
    return html(first.spans) + "".join(_gap(block) + html(block.spans) for block in others)


def _gap(block: Block) -> str:
    """What stands between a block and the one before it."""
    return "\n" if block.close else "\n\n"


def html(spans: tuple[Span, ...]) -> str:
    """Styled text as Telegram's HTML: tags properly nested, everything else escaped."""
    parts: list[str] = []
    opened: tuple[Style, ...] = ()
    for span in (*spans, Span("")):
        kept = _shared(opened, span.styles)
        parts.extend(f"</{_TAGS[style.kind]}>" for style in reversed(opened[kept:]))
        parts.extend(_opening(style) for style in span.styles[kept:])
        parts.append(escape(span.text, quote=False))
        opened = span.styles
    return "".join(parts)


def _shared(before: tuple[Style, ...], after: tuple[Style, ...]) -> int:
    """How many of the outermost styles stay the same."""
    return next(
        (place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )


def _opening(style: Style) -> str:
    """The tag that begins a style."""
    if style.kind is Kind.LINK:
        return f'<a href="{escape(style.address)}">'
    return f"<{_TAGS[style.kind]}>"


def _fitting(blocks: tuple[Block, ...], limit: int) -> list[Block]:
    """The blocks that have something to show, none longer than the limit."""
    fitting: list[Block] = []
    for block in blocks:
        rest = block
        while _length(rest.text) > limit:
            head, rest = _split(rest, _cut(rest.text, limit))
            fitting.append(head)
        fitting.append(rest)
    return [block for block in fitting if block.text.strip()]


def _cut(text: str, limit: int) -> int:
    """Where to cut a long paragraph: after a line, else a sentence, else a word, else anywhere."""
    end, units = 0, 0
    while units + _length(text[end]) <= limit:
        units += _length(text[end])
        end += 1
    for mark in ("\n", ". ", " "):
        place = text.rfind(mark, end // 2, end)
        if place >= 0:
            return place + len(mark)
    return end


def _split(block: Block, place: int) -> tuple[Block, Block]:
    """A block in two; the styles that stand open at the cut go on after it."""
    head: list[Span] = []
    tail: list[Span] = []
    for span in block.spans:
        here = max(0, min(place, len(span.text)))
        head.append(Span(span.text[:here], span.styles))
        tail.append(Span(span.text[here:], span.styles))
        place -= len(span.text)
    return (
        Block(tuple(span for span in head if span.text), block.close),
        Block(tuple(span for span in tail if span.text), close=True),
    )


def _length(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2
