"""What is wrong with the Markdown of a text.

Texts use paragraphs, **bold**, *italic*, bullet lists and links. The text is read as full Markdown and
whatever comes out besides these is reported, as is a sign that was meant as markup and is left over.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark").enable("table")

_REMEMBERED = 2048
"""Texts whose faults are kept, twice the content: after an edit only the edited ones are read again."""

_UNWANTED = {
    "heading_open": "a heading is not shown: write **the words** in bold, or leave the # out",
    "ordered_list_open": "a numbered list is not shown: begin the items with `- `",
    "blockquote_open": "a quotation with > is not shown: use quotation marks",
    "code_block": "an indented paragraph is not shown: begin it in the same column as the others",
    "fence": "code is not shown: leave ``` out",
    "code_inline": "code is not shown: leave the ` out",
    "html_block": "HTML is not shown: leave the < > tags out",
    "html_inline": "HTML is not shown: leave the < > tags out",
    "table_open": "a table is not shown: write a bullet list",
    "hr": "a line of its own with --- or *** is not shown: leave it out",
    "image": "an image is not shown: leave the ! out to write a link",
}
_LEFT_OVER = [
    (re.compile(r"\*\*"), "** is left over: write **bold** with two stars on each side, close to the words"),
    (re.compile(r"\*"), "* is left over: write *italic* with a star on each side, close to the words"),
    (re.compile(r"__"), "write bold as **bold**, with stars"),
    (re.compile(r"\]\("), "this link is not closed: write [the words](https://…)"),
    (re.compile(r"\[|\]"), "a [ or ] is left over: write a link as [the words](https://…)"),
    (re.compile(r"~~"), "~~ is not shown: leave it out"),
]


@lru_cache(maxsize=_REMEMBERED)
def faults(text: str) -> tuple[tuple[int, str], ...]:
    """The lines of a text with broken or unwanted Markdown, counted from 0, and what to write instead."""
    return tuple(_faults(text))


def _faults(text: str) -> Iterator[tuple[int, str]]:
    lists = line = 0
    for token in _READER.parse(text):
        line = token.map[0] if token.map else line
        lists += {"bullet_list_open": 1, "bullet_list_close": -1}.get(token.type, 0)
        if token.type == "bullet_list_open" and lists > 1:
            yield line, "a list inside a list is not shown: begin its items in the first column"
        if token.type in _UNWANTED:
            yield line, _UNWANTED[token.type]
        for sentence, below in _inline(token.children or []):
            yield line + below, sentence


def _inline(tokens: list[Token]) -> Iterator[tuple[str, int]]:
    below = 0
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            below += 1
        elif token.type in _UNWANTED:
            yield _UNWANTED[token.type], below
        elif token.type in ("em_open", "strong_open") and "_" in token.markup:
            yield "write italic and bold with stars: *italic*, **bold**", below
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            if not address.startswith(("https://", "{", "%7B")):
                yield f"a link leads to an address that begins with https://, not to `{address}`", below
        elif token.type == "text":
            sentence = next((sentence for sign, sentence in _LEFT_OVER if sign.search(token.content)), None)
            if sentence:
                yield sentence, below
