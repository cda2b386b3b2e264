"""Markdown → plain text, for a console and for previews."""

from itertools import groupby

from bot.channels.markdown import Block, Kind, Span, Style, read


def plain(markdown: str) -> str:
    """A text as a person reads it where nothing can be styled: links show their address."""
    lines: list[str] = []
    for block in read(markdown):
        if lines:
            lines.append("\n" if block.close else "\n\n")
        lines.append(_line(block))
    return "".join(lines)


def _line(block: Block) -> str:
    """One paragraph."""
    return "".join(
        _linked("".join(span.text for span in spans), link)
        for link, spans in groupby(block.spans, key=_link_of)
    )


def _link_of(span: Span) -> Style | None:
    """The link that a stretch of text belongs to."""
    return next((style for style in span.styles if style.kind is Kind.LINK), None)


def _linked(text: str, link: Style | None) -> str:
    """A text and the address that it leads to, unless the text is the address."""
    if link is None or link.address.removeprefix("mailto:") == text:
        return text
    return f"{text} ({link.address})"
