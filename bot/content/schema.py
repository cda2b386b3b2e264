"""The shape of each content file.

Locales are keys like any other here; whether a locale exists is for :mod:`bot.content.checks` to say.
"""

import re
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

from bot.content.source import INVISIBLE


def _filled(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "the text is empty: write it, or leave the key out")
    if invisible := INVISIBLE.search(text):
        message = "an invisible character stands in the text ({code}): delete it"
        raise PydanticCustomError("invisible", message, {"code": f"U+{ord(invisible.group()):04X}"})
    return text.strip()


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise PydanticCustomError(
            "month", 'a month was expected, as year and month between quotes: "2026-07"'
        )
    return text


def _seen(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", text):
        raise PydanticCustomError(
            "seen", 'the month or the year of the page was expected, between quotes: "2025-07" or "2025"'
        )
    return text


def _day(text: object) -> date:
    try:
        return date.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise PydanticCustomError(
            "day", 'a day was expected, as year, month and day between quotes: "2026-12-01"'
        ) from None


def _address(text: str) -> str:
    if not re.fullmatch(r"https://[\w.-]+\.\w+[^\s{}<>*\"\\^`|]*", text):
        raise PydanticCustomError("address", "a web address was expected: https://…, without spaces or { } *")
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"[+*#]?\(?\d[\d ()*#.-]*\d#?", text):
        raise PydanticCustomError(
            "number",
            "a phone number was expected: digits, with spaces, hyphens or brackets, perhaps after a +",
        )
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text):
        raise PydanticCustomError("email", "an e-mail address was expected: name@example.org")
    return text


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2,3}", text):
        raise PydanticCustomError("country", "a country was expected as two capitals (PE, FR), or EU, or INT")
    return text


Filled = Annotated[str, AfterValidator(_filled)]
LocalText = dict[str, Filled]
Day = Annotated[date, BeforeValidator(_day)]
Month = Annotated[str, AfterValidator(_month)]
Address = Annotated[str, AfterValidator(_address)]


class _Record(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)


class IntentFile(BaseModel):
    """``intents/<theme>/<intent>.yaml``, and the background lists: examples by locale.

    Under ``after``, by the answer that was just read, what people ask then and leave out what it is about.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, list[Filled]] = Field(init=False)

    urgent: Literal["danger", "distress"] | None = None
    after: dict[Filled, dict[str, list[Filled]]] = Field(default_factory=dict)


class ThemeFile(_Record):
    """``answers/<theme>/_theme.yaml``."""

    title: LocalText
    order: int = 0
    menu: bool = True
    first: list[str] = Field(default_factory=list)


class AnswerFile(_Record):
    """``answers/<theme>/<intent>.yaml``."""

    title: LocalText
    text: LocalText
    more: LocalText = Field(default_factory=dict)
    sources: list[str] = Field(default_factory=list)
    contacts: list[str] = Field(default_factory=list)
    see_also: list[str] = Field(default_factory=list)
    only_if_asked: bool = False


class SightingRecord(_Record):
    """A page that shows a contact."""

    page: Address
    seen: Annotated[str, AfterValidator(_seen)] = ""


class CampaignFile(_Record):
    """``answers/campaigns/<name>.yaml``."""

    title: LocalText
    place: LocalText
    starts: Day = Field(alias="from")
    ends: Day = Field(alias="until")
    topic: str
    greeting: LocalText
    question: LocalText
    slogan: LocalText
    sms: LocalText


class ContactRecord(_Record):
    """A record of ``answers/contacts.yaml``."""

    name: LocalText
    number: Annotated[Filled, AfterValidator(_number)] | None = None
    email: Annotated[str, AfterValidator(_email)] | None = None
    web: Address | None = None
    country: Annotated[str, AfterValidator(_country)]
    kind: Literal["emergency", "helpline", "report", "press", "office", "old"]
    purpose: LocalText = Field(alias="for")
    hours: LocalText = Field(default_factory=dict)
    cost: LocalText = Field(default_factory=dict)
    languages: LocalText = Field(default_factory=dict)
    note: LocalText = Field(default_factory=dict)
    sources: Annotated[list[SightingRecord], Field(min_length=1)]
    confidence: Literal["high", "medium", "low"]
    recheck: Month


class SourceRecord(_Record):
    """A record of ``answers/sources.yaml``."""

    title: LocalText
    label: LocalText
    language: str
    publisher: LocalText
    when: LocalText
    address: Address
    file: Filled | None = None


class LanguageRecord(_Record):
    """A record of ``answers/languages.yaml``."""

    name: Filled
    complete: bool = False


class PhraseRecord(RootModel[LocalText]):
    """A record of ``answers/phrases.yaml``."""


class GroupsFile(RootModel[list[list[Filled]]]):
    """``intents/lexicon.yaml`` and ``answers/names.yaml``: groups of words or names for the same thing."""


class ListsFile(RootModel[dict[str, dict[str, list[Filled]]]]):
    """``intents/gazetteer.yaml`` ``follow_ups.yaml``, ``cues.yaml``: lists under two keys."""
