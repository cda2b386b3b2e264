"""How hard a text is to read, and how its figures and its French are set."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.draft import Draft
from bot.content.model import PLACEHOLDER
from bot.content.passage import Passage, Role, passages
from bot.content.problem import Problem, Severity

LONGEST_SENTENCE = 40
"""Words; plain-language guides advise 15 to 20 on average, and a list of names needs more."""
HARDEST = {"en": 30.0, "fr": 45.0, "es": 45.0}
"""Reading ease below which a text is for specialists; the scales of the languages differ by about 15."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n\s*\n|\n- ")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæáíóúñ]+")
_SILENT = {"en": re.compile(r"(?<=[^aeiouy])e$"), "fr": re.compile(r"(?<=[^aeiouyéèê])(?:es?|ent)$")}

_EASE = {"en": (206.835, 1.015, 84.6), "fr": (207.0, 1.015, 73.6), "es": (206.84, 1.02, 60.0)}
"""Base, weight of a sentence's words, weight of a word's syllables: Flesch (1948), Kandel and Moles (1958),
Fernández Huerta (1959)."""


def _thousands(signs: str) -> re.Pattern[str]:
    """A figure whose thousands are set off by one of the signs; a phone number in such groups is none."""
    return re.compile(rf"(?<![\d+])(?<!\d[ \u00a0.-])[1-9]\d{{0,2}}[{signs}]\d{{3}}(?![ \u00a0.-]?\d)")


_FIGURES = {
    "en": [
        (_thousands(" \u00a0\u202f"), "English writes thousands with a comma: {fixed}", ","),
        (re.compile(r"\d[ \u00a0]%"), "English writes % without a space: {fixed}", ""),
    ],
    "fr": [
        (_thousands(",."), "French writes thousands with a non-breaking space: {fixed}", "\u00a0"),
        (re.compile(r"\d %|\d%"), "French writes % after a non-breaking space: {fixed}", "\u00a0"),
    ],
}
_FRENCH = [
    (re.compile(r"(?<=\S) (?=[:;!?»])"), "a non-breaking space belongs before this sign"),
    (
        re.compile(r"(?<=[^\s\u00a0\u202f\d?!:/])(?=[;!?»]|(?<!\b[a-z]{2}):(?:\s|$))"),
        "a non-breaking space belongs before this sign",
    ),
    (re.compile(r"«(?![\u00a0\u202f])"), "a non-breaking space belongs after «"),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "French is set with ’ and not with '"),
    (re.compile(r'"'), "French is set with « and »"),
]


@dataclass(frozen=True, slots=True)
class Ease:
    """How hard a text is to read."""

    words: int
    longest: int
    """Words of the longest sentence."""
    opening: str
    """How that sentence begins."""
    score: float
    """From 0, hard, to 100, easy."""


def ease(text: str, locale: str) -> Ease:
    """How hard a text in a language is to read; an unknown language is measured like English."""
    bare = PLACEHOLDER.sub("x", _LINK.sub(r"\1", text)).replace("*", "")
    sentences = [found for part in _SENTENCE.split(bare) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Ease(0, 0, "", 100.0)
    longest = max(sentences, key=len)
    base, per_sentence, per_word = _EASE.get(locale, _EASE["en"])
    syllables = sum(_syllables(word, locale) for word in words) / len(words)
    score = base - per_sentence * len(words) / len(sentences) - per_word * syllables
    return Ease(len(words), len(longest), " ".join(longest[:4]), score)


def hard(draft: Draft) -> Iterator[Problem]:
    """The answers that are hard to read."""
    for passage, locale, text in _texts(draft, Role.ANSWER):
        found = ease(text, locale)
        message = None
        if found.longest > LONGEST_SENTENCE:
            message = f"the sentence “{found.opening} …” has {found.longest} words: make two or three of it"
        elif found.score < HARDEST.get(locale, 0) and found.words > 30:  # noqa: PLR2004 a line or two says nothing of a style
            message = f"hard to read ({found.score:.0f} of 100): shorter sentences and everyday words help"
        if message:
            yield passage.problem(message, locale, severity=Severity.WARNING)


def spelling(draft: Draft) -> Iterator[Problem]:
    """Figures written as another language writes them, and French without its typography."""
    for passage, locale, text in _texts(draft, *Role):
        for pattern, message, sign in _FIGURES.get(locale, ()):
            for match in pattern.finditer(text):
                fixed = re.sub(r"[ \u00a0\u202f,.]|(?<=\d)(?=%)", sign, match[0], count=1)
                yield _at(passage, locale, match, message.format(fixed=fixed))
        if locale == "fr":
            for pattern, message in _FRENCH:
                for match in pattern.finditer(_without_addresses(text)):
                    around = text[max(0, match.start() - 12) : match.end() + 6].replace("\n", " ").strip()
                    yield _at(passage, locale, match, f"{message}: “{around}”")


def _at(passage: Passage, locale: str, match: re.Match[str], message: str) -> Problem:
    return passage.problem(message, locale, match.start(), Severity.WARNING)


def _texts(draft: Draft, *roles: Role) -> Iterator[tuple[Passage, str, str]]:
    for passage in passages(draft):
        if passage.role in roles:
            for locale, text in passage.text.items():
                yield passage, locale, text


def _without_addresses(text: str) -> str:
    """The text with addresses and placeholders blanked out, every place kept."""
    for pattern in (re.compile(r"https?://[^\s)]+"), PLACEHOLDER):
        text = pattern.sub(lambda match: "x" * len(match[0]), text)
    return text


def _syllables(word: str, locale: str) -> int:
    """About how many syllables a word has: groups of vowels, without a silent ending."""
    lower = word.lower()
    silent = _SILENT.get(locale)
    count = len(_VOWELS.findall(silent.sub("", lower) if silent else lower))
    return max(1, count)
