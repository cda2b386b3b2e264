"""A broadcast's text as its author writes it: each language after its two letters and a colon."""

import re
from collections.abc import Mapping

from bot.content.model import Content

_BEGINNING = re.compile(r"^[ \t]*([a-z]{2})[ \t\u00a0]*:[ \t]*", re.MULTILINE)


def texts_of(written: str, content: Content) -> dict[str, str]:
    """The text in each language; a line that begins with a known ``xx:`` begins a language."""
    begun = [match for match in _BEGINNING.finditer(written) if match[1] in content.languages]
    ends = [match.start() for match in begun[1:]] + [len(written)]
    found = {match[1]: written[match.end() : end].strip() for match, end in zip(begun, ends, strict=True)}
    return {locale: text for locale, text in found.items() if text}


def lacking(texts: Mapping[str, str], content: Content) -> list[str]:
    """The complete languages, by name, that a broadcast lacks."""
    return [x.name for x in content.languages.values() if x.complete and x.locale not in texts]
