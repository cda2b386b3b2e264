"""Takes out of a question whatever could lead to a person.

Nothing is looked for that might be a name: instead only words stay that many people use here, those of the
examples. All else becomes ``…``: names, numbers, addresses, e-mails, links, places. A place that the
gazetteer knows becomes the region or country that it lies in.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.content.model import PLACEHOLDER, Content
from bot.matching.forms import Forms
from bot.matching.words import words
from bot.trouble import CARDS

GONE = "…"
"""What stands where something was taken out."""
LONGEST = 200
"""Characters of a question; whatever is longer is a story, and not kept."""
COMMON = 3
"""Examples that a word must stand in to be everybody's."""
KEPT = 0.5
"""The share of its words that a question must keep to be worth keeping."""

_LARGE = ("countries", "continents", "regions")
"""Kinds of places that are a region or larger."""
_ADDRESS = re.compile(r"\S*(?:@|://|www\.|\d|[^\W\d_]\.[^\W\d_]{2,})\S*")
_WORD = re.compile(r"[^\W\d_]+")
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:…])[\s\"'«“(¿¡-]*$")


class Scrubber:
    """Knows the words that say nothing about a person."""

    def __init__(self, content: Content) -> None:
        entries = content.gazetteer.entries
        self._places = Forms(
            (_name(key) if kind in _LARGE else GONE, form)
            for kind in (*_LARGE, "places")
            for key, forms in entries.get(kind, {}).items()
            for form in forms
        )
        counts = Counter(word for text in _questions(content) for word in set(words(text)))
        common = {word for word, count in counts.items() if count >= COMMON and not word.isdigit()}
        self._words = common - _names(content)

    def scrub(self, text: str) -> str | None:
        """The question without what could lead to a person; None where too little would be left."""
        text = unicodedata.normalize("NFC", text).strip()
        if len(text) > LONGEST:
            return None
        text = _ADDRESS.sub(GONE, text)
        if text.isupper():
            text = text.lower()
        tokens = list(_WORD.finditer(text))
        shown = [self._shown(text, token) for token in tokens]
        folded = [" ".join(words(token[0])) for token in tokens]
        for found in self._places.find(folded):
            shown[found.start : found.end] = [found.label] + [""] * (found.end - found.start - 1)
        kept = sum(word not in ("", GONE) for word in shown)
        if kept < 2 or kept < KEPT * (len(tokens) + text.count(GONE)):  # noqa: PLR2004 one word asks nothing
            return None
        return _joined(text, tokens, shown)

    def _shown(self, text: str, token: re.Match[str]) -> str:
        """A word as it may be kept: one with a capital inside a sentence may be a name."""
        word = token[0]
        inside = word[0].isupper() and not word.isupper() and not _ENDS_SENTENCE.search(text[: token.start()])
        known = all(part in self._words for part in words(word)) and not inside
        return word.lower() if known else GONE


def _joined(text: str, tokens: Iterable[re.Match[str]], shown: Iterable[str]) -> str:
    """The words as they are shown, with the signs that stood between them."""
    parts: list[str] = []
    end = 0
    for token, word in zip(tokens, shown, strict=True):
        parts += [_signs(text[end : token.start()]), word]
        end = token.end()
    joined = "".join([*parts, _signs(text[end:])])
    joined = re.sub(rf"{GONE}(?:[\s'’-]*{GONE})+", GONE, joined)
    return re.sub(r"\s+", " ", joined).strip()


def _signs(text: str) -> str:
    """What may stand between words: a digit or an emoji may not."""
    return "".join(sign if sign in f" ?!.,;:'’-{GONE}" else " " for sign in text)


def _questions(content: Content) -> Iterator[str]:
    """The examples, but those of people in trouble and of small talk: these have names in them."""
    for intent in content.intents.values():
        theme = intent.id.partition("/")[0]
        if intent.urgency is None and theme not in CARDS and content.themes[theme].menu:
            yield from (example.text for example in intent.examples)


def _names(content: Content) -> set[str]:
    """Words that the answers only write with a capital, and the names of the people in the contacts."""
    texts = [
        t for a in content.answers.values() for t in (*a.title.values(), *a.text.values(), *a.more.values())
    ]
    small: set[str] = set()
    large: set[str] = set()
    for text in texts:
        for token in _WORD.finditer(PLACEHOLDER.sub(" ", text)):
            if not token[0][0].isupper():
                small.update(words(token[0]))
            elif not token[0].isupper() and not _ENDS_SENTENCE.search(text[: token.start()]):
                large.update(words(token[0]))
    people = (name for c in content.contacts.values() if c.kind == "press" for name in c.name.values())
    return (large - small) | {word for name in people for word in words(name)} - small


def _name(key: str) -> str:
    """A place as it is shown: ``madre_de_dios`` → Madre de Dios."""
    small = ("de", "del", "la", "y")
    return " ".join(
        part if part in small and place else part.capitalize() for place, part in enumerate(key.split("_"))
    )
