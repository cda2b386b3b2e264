"""What is wrong with a file that is no YAML: the line where it went wrong, and what to write there.

The parser names the place where it could not go on, which is often a line or more below the mistake. What
stands between the last thing that it understood and that place is therefore searched for the slips that
people make; only when there is none does the parser's own complaint decide.
"""

import re
from typing import Any

from bot.content.problem import Problem

_SLIPS = [
    (
        r"[ ]*(?:[\w.]+[ ]*:|-)?[ ]*\u00a0",
        "a non-breaking space stands here where a space is meant: delete it and type a space",
    ),
    (r"[ ]*-(?=[^\W\d_])", "a space is missing after the dash: begin every item of a list with `- `"),
    (
        r"[ ]*[–—•·*][ ]*(?=\w)",
        "an item of a list begins with a hyphen and a space: write `- ` instead of this sign",
    ),
    (r"[ ]*[\w.]+:(?=[^\s/:])", "a space is missing after the colon: write `key: value`"),
    (r"[ ]*[\w.]+[ ]*[=：](?!=)", "a key ends with a colon and a space: write `key: value`"),
    (
        r"[ ]*(?:[\w.]+:|-)[ ]+[“”„«‘]",
        'typographic quotes do not hold a text together: put straight ones around the whole text: "…"',
    ),
    (
        r"([ ]*)(?!- |#)\S.*\n\1- ",
        "a dash is missing: begin every item of the list with `- `",
    ),
    (
        r"([ ]*)[\w.]+:[ ]+[^\s|>\[{].*\n\1[ ]+[\w.]+:(?:\s|$)",
        "the next line begins further right than this one: let both begin in the same column",
    ),
    (
        r"[ ]*(?:[\w.]+:|-)[ ]+([\"'])(?:(?!\1).)*$",
        "a quote is opened here and never closed: close it at the end of the text",
    ),
]
"""The slips that make what follows unreadable, as they look from the beginning of a line."""

LINE_END = re.compile(r"\r\n|\r|\n")
"""What YAML takes for the end of a line; its others are signs that no file may hold."""
_BREAK = re.compile(r"\r\n|\r|\n")
_KEY_ALONE = re.compile(r"[ ]*[\w.]+:[ ]*")
_PLAIN = re.compile(r"[ ]+(?!- |[\w.]+:(?:\s|$))\S")

_COMPLAINTS = {
    "mapping values are not allowed": "a colon followed by a space makes a key out of what stands before it: "
    'put the whole text between quotes: "…: …", and check that the line begins in the right column',
    "did not find expected '-' indicator": "this line does not continue the list above it: begin every item "
    'with "- " in the same column, and when a text has quotes inside, put the whole between quotes: "…"',
    "did not find expected key": "this line does not fit the lines above it: let it begin in the same column "
    "as its neighbours, and close every quote",
    "could not find expected ':'": "this line has neither a key nor a dash: write `key: value` or `- item`, "
    "and let a text that goes on over several lines stand under `|`, indented",
    "cannot start any token": "a text cannot begin with this character: put the whole text between quotes: "
    '"…"',
    "expected alphabetic or numeric character": "a text that begins with * or & must stand between quotes: "
    '"*…"',
    "unexpected end of stream": "a quote is opened here and never closed: close it at the end of the text",
    "did not find expected comment or line break": "after | the text begins on the next line, indented",
    "did not find expected ',' or ']'": "a list opened with [ is not closed: write [one, two]",
    "did not find expected ',' or '}'": "a { is not closed: write {fr: …, en: …}, with quotes around a text "
    "that has a comma or a colon",
    "did not find expected node content": "a [ or { is not closed, or holds nothing before a comma: write "
    "[one, two] or {fr: …, en: …}",
    "did not find expected <document start>": "there is something here that does not belong to what stands "
    "above: check the column and the closing brackets",
    "escape": "between double quotes, \\ has a meaning of its own: write \\\\, or use single quotes: '…'",
}


def explain(error: Any, text: str, reached: int, file: str) -> Problem:
    """The problem that keeps a file from being read.

    Args:
        error: the parser's complaint, a ``yaml.MarkedYAMLError``.
        text: what the file holds.
        reached: the line, counted from 0, up to which the parser understood it.
        file: its path, for the problem.
    """
    said = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if any(words in said for words in ("unexpected end of stream", "could not find expected ':'")):
        mark = error.context_mark or mark  # where the quote, or the key, begins
    lines = LINE_END.split(text)
    line = min(mark.line, len(lines) - 1) if mark else 0
    reached = min(reached, line)
    slip = _slip(lines[reached : reached + 2])
    if slip is None and reached and _KEY_ALONE.fullmatch(lines[reached - 1]) and _PLAIN.match(lines[reached]):
        return Problem(file, reached, "a text of several lines begins below a `|`: write | after this colon")
    for number in range(reached, line + 1):
        if slip := _slip(lines[number : number + 2]):
            return Problem(file, number + 1, slip)
    for words, sentence in _COMPLAINTS.items():
        if words in said:
            return Problem(file, line + 1 if mark else 0, sentence)
    return Problem(
        file, line + 1 if mark else 0, "this line cannot be read as YAML: compare it with its neighbours"
    )


def _slip(lines: list[str]) -> str | None:
    """What to say about the first of two lines, when it holds a slip."""
    here = "\n".join(lines)
    return next((say for slip, say in _SLIPS if re.match(slip, here, re.MULTILINE)), None)
