"""A broadcast's text as its author writes it: each language after its two letters and a colon."""

import re
from collections.abc import Mapping

from bot.content.fill import FIELDS
from bot.content.model import PLACEHOLDER, Content

_BEGINNING = re.compile(r"^[ \t]*([a-z]{2})[ \t\u00a0]*:[ \t]*", re.MULTILINE)


def texts_of(written: str, content: Content) -> dict[str, str]:
    """The text in each language; a line that begins with a known ``xx:`` begins one, or goes on with it."""
    begun = [match for match in _BEGINNING.finditer(written) if match[1] in content.languages]
    ends = [match.start() for match in begun[1:]] + [len(written)]
    found: dict[str, list[str]] = {}
    for match, end in zip(begun, ends, strict=False):  # where none begins, one end is left
        text = written[match.end() : end].strip()
        if text:
            found.setdefault(match[1], []).append(text)
    return {locale: "\n\n".join(parts) for locale, parts in found.items()}


def lacking(texts: Mapping[str, str], content: Content) -> list[str]:
    """The complete languages, by name, that a broadcast lacks."""
    return [x.name for x in content.languages.values() if x.complete and x.locale not in texts]


def unknown(texts: Mapping[str, str], content: Content) -> list[str]:
    """The placeholders that stand for nothing: a contact or a field of it that there is not."""
    named = {name for text in texts.values() for name in PLACEHOLDER.findall(text)}
    known = {f"{contact}.{field}" for contact in content.contacts for field in FIELDS}
    return [f"{{{name}}}" for name in sorted(named - known)]
