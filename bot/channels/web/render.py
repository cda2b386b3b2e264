"""Markdown → HTML for the page, with numbers that a phone can dial."""

import re
from collections.abc import Collection
from html import escape, unescape
from itertools import groupby

from bot.channels.markdown import Block, Kind, Span, Style, read
from bot.content.model import Content

_TAGS = {Kind.BOLD: "strong", Kind.ITALIC: "em"}
_FIGURE = re.compile(r"\*\*([\d\s\u00a0+-]+)\*\*")

_ADDRESS = re.compile(r"https://[^\s<>]*[^\s<>.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""An address written out, as contacts' are: people press it."""


def html(markdown: str, diallable: Collection[str] = ()) -> str:
    """A text as HTML: paragraphs, lists, bold, italic, links; everything else escaped.

    Args:
        markdown: the text.
        diallable: numbers that become a ``tel:`` link where they stand in bold, by themselves.
    """
    return "".join(
        _list(list(blocks), diallable)
        if in_list
        else "".join(f"<p>{_inline(block.spans, diallable)}</p>" for block in blocks)
        for in_list, blocks in groupby(read(markdown), key=lambda block: block.depth > 0)
    )


def diallable(content: Content) -> frozenset[str]:
    """The live contacts' numbers that are nothing else: **100** is a line, and could be a figure too."""
    texts = (
        text for answer in content.answers.values() for text in (*answer.text.values(), *answer.more.values())
    )
    figures = {match.strip() for text in texts for match in _FIGURE.findall(text)}
    return frozenset(c.number for c in content.contacts.values() if c.number and c.kind != "old") - figures


def dial(number: str) -> str:
    """The address that makes a phone dial a number (RFC 3966)."""
    return "tel:" + re.sub(r"[^\d+*#]", "", number)


def _list(blocks: list[Block], diallable: Collection[str]) -> str:
    """A bullet list; its items lose the marker that plain text needs."""
    return "<ul>" + "".join(f"<li>{_inline(block.spans[1:], diallable)}</li>" for block in blocks) + "</ul>"


def _inline(spans: Collection[Span], diallable: Collection[str]) -> str:
    """Styled stretches of text, with the links around everything else."""
    return "".join(
        _linked("".join(_styled(span, diallable) for span in group), link)
        for link, group in groupby(spans, key=_link_of)
    )


def _styled(span: Span, diallable: Collection[str]) -> str:
    """One stretch of text in its styles, links apart."""
    text = escape(span.text, quote=False).replace("\n", "<br>")
    if _link_of(span) is None:
        text = _ADDRESS.sub(_reached, text)
    kinds = [style.kind for style in span.styles if style.kind in _TAGS]
    if Kind.BOLD in kinds and span.text in diallable and _link_of(span) is None:
        text = f'<a href="{escape(dial(span.text))}">{text}</a>'
    for kind in reversed(kinds):
        text = f"<{_TAGS[kind]}>{text}</{_TAGS[kind]}>"
    return text


def _reached(match: re.Match[str]) -> str:
    """An address that stands in a text, as the link to it."""
    if "@" in match[0]:
        return f'<a href="mailto:{match[0]}">{match[0]}</a>'
    return _linked(match[0], Style(Kind.LINK, unescape(match[0])))


def _link_of(span: Span) -> Style | None:
    """The link that a stretch of text belongs to."""
    return next((style for style in span.styles if style.kind is Kind.LINK), None)


def _linked(text: str, link: Style | None) -> str:
    """A text inside its link: the page it leads to learns nothing of this one."""
    if link is None:
        return text
    return f'<a href="{escape(link.address)}" target="_blank" rel="noopener noreferrer">{text}</a>'
