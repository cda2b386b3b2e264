"""Names in texts: words with capitals in a row, and the capitals of an organisation."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_CAPITAL = r"(?:[dl]['’])?[A-ZÀ-ÖØ-Þ](?!['’])(?:(?!['’]s\b)[\w’'-])*(?<=\w)(?!\w|['’]s\b)"
_LINK = r"[ \u00a0](?:de|du|des|del|la|le|les|los|of|the|for|against|aux?|contre|pour)(?=[ \u00a0])"
_LINKS = re.compile(rf"(?:{_LINK})+")
_ACRONYM = r"\b[A-ZÀ-ÖØ-Þ]{3,}\b"
_NAME = re.compile(rf"(?<![\w-])(?!\w['’]){_CAPITAL}(?:(?:{_LINK}){{0,2}}[ \u00a0]{_CAPITAL})+|{_ACRONYM}")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;\n•«“\"(–—-])[\s*«“\"(–—-]*$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text."""

    text: str
    offset: int


def names(text: str, common: Collection[str]) -> list[Name]:
    """The names of a text.

    Args:
        text: A text without placeholders.
        common: Words that are known in small letters: at the beginning of a sentence they are no names.
    """
    found: list[Name] = []
    for match in _NAME.finditer(text):
        name, offset = match[0], match.start()
        if name.isupper() or not _opens(text, offset) or name.split()[0].casefold() not in common:
            found.append(Name(name, offset))
        else:
            rest = _NAME.finditer(text, offset + len(name.split()[0]), match.end())
            found += [Name(each[0], each.start()) for each in rest]
    return found


def parts(name: str) -> list[str]:
    """The stretches of a name between its small words: "Jorge Chávez", "Lima"."""
    return _LINKS.sub("\n", name).replace("\n ", "\n").split("\n")


def _opens(text: str, offset: int) -> bool:
    """Whether a sentence begins at the offset."""
    return bool(_SENTENCE_END.search(text[max(0, offset - 8) : offset]))
