"""Text to words: case, marks, punctuation and length do not matter after this."""

import re
import unicodedata

LONGEST_TEXT = 2000
"""Characters of a message that are read; what comes after says nothing that decides."""
LONGEST_WORD = 24
"""Longer words are cut: they are junk, or German."""

_WORD = re.compile(r"[^\W_]+")
_SPELT = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b)?")
"""A word spelt out with points: "s.i.s.t.r.a", "O.I.M."."""


class _Folding(dict[int, str]):
    """What each letter becomes; worked out when it is first seen."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        self[code] = folded = "".join(part for part in parts if not unicodedata.combining(part))
        return folded


_FOLDING = _Folding(
    {ord(a): b for a, b in {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "ı": "i"}.items()}
)


def fold(text: str) -> str:
    """The text in lower case, without accents and other marks, ligatures taken apart."""
    lower = text[:LONGEST_TEXT].lower()
    return lower if lower.isascii() else lower.translate(_FOLDING)


def said_after(answer: str, text: str) -> str:
    """A text as it is read when somebody has just read an answer: the words of its id come first."""
    return f"{answer} {text}"


def words(text: str) -> list[str]:
    """The folded words of a text, in order; what is spelt out with points is one word."""
    joined = fold(text)
    if "." in joined:
        joined = _SPELT.sub(lambda spelt: "".join(_WORD.findall(spelt[0])) + " ", joined)
    return [word[:LONGEST_WORD] for word in _WORD.findall(joined)]
