"""One spelling for texts that people would call the same."""

import re
import unicodedata

_MARKS = re.compile(r"[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Without case, accents and punctuation: "Où est-il ?" and "ou est il" are the same."""
    bare = text.casefold()
    if not bare.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", bare))
    return _NOT_WORD.sub(" ", bare).strip() or text.strip()
