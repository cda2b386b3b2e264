"""Figures in texts, by value: "11 000", "11,000" and "eleven thousand" are one figure.

Also times ("7 pm", "19 h") and dates, since a date written in another order is the same date.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_REMEMBERED = 2048
"""Texts whose figures are kept, twice the content: after an edit only the edited ones are read again."""
_SPACES = " \u00a0\u202f"

_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 "
    "ninety=90 hundred=100 thousand=1000",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "une=1 vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70 huitante=80 "
    "nonante=90 cent=100 cents=100 mille=1000",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "un=1 una=1 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 treinta=30 cuarenta=40 "
    "cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100 mil=1000",
}


def _vocabulary(words: str) -> dict[str, int]:
    """``one two fifty=50`` as a table; a word without a value counts on from the one before."""
    table: dict[str, int] = {}
    for place, word in enumerate(words.split()):
        name, _, value = word.partition("=")
        table[name] = int(value or place)
    return table


_NUMBER_WORDS = {locale: _vocabulary(words) for locale, words in _UNITS.items()}
_BETWEEN = {"en": "and", "fr": "et", "es": "y"}
_BEFORE_PERCENT = {"per", "pour", "por"}
_HUNDRED, _THOUSAND, _TWENTY, _FOUR = 100, 1000, 20, 4

_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|pour\scent\b|por\sciento\b)")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(
    rf"""(?<![\w.,])(?:
        (?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?[{_SPACES}]?(?P<half>[ap])\.?m\b\.?
      | (?P<hour24>\d{{1,2}})(?::|[{_SPACES}]?h[{_SPACES}]?)(?P<minute24>\d\d)(?!\d)
      | (?P<grouped>\d{{1,3}}(?:[.,{_SPACES}]\d{{3}})+)(?![.,]?\d)
      | (?P<decimal>\d+[.,]\d{{1,2}})(?![.,]?\d)
      | (?P<plain>\d+)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text."""

    value: str
    """Digits without separators, with % for a percentage: ``11000``, ``80%``."""
    written: str
    offset: int
    spelled: bool = False
    """Whether it is written in words."""


@dataclass(frozen=True, slots=True)
class Date:
    """A month of a year in a text, perhaps with the day."""

    year: int
    month: int
    day: int | None
    written: str
    offset: int

    def covers(self, other: "Date") -> bool:
        """Whether somebody who reads this date has read the other, which may lack the day."""
        same_month = (self.year, self.month) == (other.year, other.month)
        return same_month and other.day in (None, self.day)


@lru_cache(maxsize=_REMEMBERED)
def figures(text: str, locale: str) -> tuple[Figure, ...]:
    """The figures of a text, in digits and in words."""
    return (*_in_digits(text), *_in_words(text, locale))


def dates(text: str, months: Mapping[str, int]) -> list[Date]:
    """The dates of a text: a month's name with a year, perhaps with a day before or after it."""
    if not months:
        return []
    name = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    pattern = re.compile(
        rf"(?:\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|º)?\s+(?:de\s+)?)?\b(?P<month>{name})"
        rf"(?:\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?,)?\s+(?:de\s+)?(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    )
    found: list[Date] = []
    for match in pattern.finditer(text):
        day = match["day"] or match["after"]
        month = months[match["month"].casefold()]
        found.append(Date(int(match["year"]), month, int(day) if day else None, match[0], match.start()))
    return found


def _in_digits(text: str) -> Iterator[Figure]:
    for match in _DIGITS.finditer(text):
        percent = _PERCENT.match(text, match.end())
        for value in _values(match):
            sign, end = ("%", percent.end()) if percent else ("", match.end())
            yield Figure(value + sign, text[match.start() : end], match.start())


def _values(match: re.Match[str]) -> Iterator[str]:
    """The figures of one stretch of digits: a time has its hour, and its minutes unless they are 00."""
    if match["hour"] or match["hour24"]:
        hour = int(match["hour"] or match["hour24"])
        yield str(hour + 12 if match["half"] == "p" and hour < 12 else hour)  # noqa: PLR2004
    elif decimal := match["decimal"]:
        yield decimal.replace(",", ".")
    else:
        yield re.sub(r"\D", "", match[0]).lstrip("0") or "0"
    minute = match["minute"] or match["minute24"]
    if minute and minute != "00":
        yield minute


def _in_words(text: str, locale: str) -> Iterator[Figure]:
    table = _NUMBER_WORDS.get(locale, {})
    run: list[re.Match[str]] = []
    before = ""
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        joined = bool(run) and not text[run[-1].end() : match.start()].strip(f"-{_SPACES}\n")
        if run and not (joined and (word in table or word == _BETWEEN[locale])):
            yield from _spelled(text, run, table)
            run = []
        counts = word in table and before not in _BEFORE_PERCENT
        if counts or (run and word == _BETWEEN[locale]):
            run.append(match)
        before = word
    yield from _spelled(text, run, table)


def _spelled(text: str, run: list[re.Match[str]], table: Mapping[str, int]) -> Iterator[Figure]:
    """The figure that number words in a row make."""
    while run and run[-1][0].casefold() not in table:
        run = run[:-1]
    if not run:
        return
    total = current = last = 0
    for match in run:
        value = table.get(match[0].casefold())
        if value is None:
            continue
        if value == _THOUSAND:
            total, current = total + max(current, 1) * value, 0
        elif value == _HUNDRED:
            current = max(current, 1) * value
        elif value == _TWENTY and last == _FOUR:
            current += 4 * 20 - 4
        else:
            current += value
        last = value
    start, end = run[0].start(), run[-1].end()
    percent = _PERCENT.match(text, end)
    sign, end = ("%", percent.end()) if percent else ("", end)
    yield Figure(f"{total + current}{sign}", text[start:end], start, spelled=True)
