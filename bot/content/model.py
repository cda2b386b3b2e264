"""The content as the rest of the program sees it: plain, immutable values.

Everything here is made once by :mod:`bot.content.loader` from the YAML files and then shared by all
conversations. Nothing in these classes knows about files, YAML or channels.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Text = Mapping[str, str]
"""A text for people, by locale (``fr``, ``en``, perhaps ``es``)."""

PLACEHOLDER = re.compile(r"\{([a-z0-9_]+(?:\.[a-z0-9_]+)?)\}")
"""``{contact.field}`` or ``{name}`` in a text for people."""


class Urgency(StrEnum):
    """What an intent's message may mean for the person who writes it."""

    DANGER = "danger"
    DISTRESS = "distress"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the content is written in.

    A complete language has every text; a partial one (Spanish) has the safety card and what
    translators have done so far.
    """

    locale: str
    name: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Example:
    """One way in which people ask for an intent, and where it stands."""

    text: str
    locale: str
    intent: str | None
    """``theme/name``; None for a background example, which no answer fits."""
    line: int = 0
    off_topic: bool = False
    """Of a background example: whether it is about something else altogether."""
    after: str = ""
    """The answer that people have just read when they say this, without which it says little; "" for none."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a person wants, known by its examples."""

    id: str
    examples: tuple[Example, ...]
    urgency: Urgency | None = None
    after: tuple[Example, ...] = ()
    """What people say for it when they have just read another answer, or this one."""

    @property
    def wordings(self) -> tuple[Example, ...]:
        """All examples: those that say all by themselves, then those that are said after an answer."""
        return (*self.examples, *self.after)


@dataclass(frozen=True, slots=True)
class Theme:
    """A folder of intents, and a category of the menu."""

    id: str
    title: Text
    order: int
    menu: bool
    first: tuple[str, ...] = ()
    """Names of the answers that open the theme's menu, in this order; the others follow by name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The curated answer to one intent."""

    id: str
    title: Text
    text: Text
    more: Text = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    only_if_asked: bool = False
    """Whether it is given to who asks for it, and never offered as one of the nearest."""

    @property
    def theme(self) -> str:
        """The id of the theme that the answer belongs to."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A public page on which a contact was seen."""

    page: str
    seen: str = ""
    """The month of that page (``2025-07``), or its year; empty where the page shows no date."""


LISTED_KINDS = ("emergency", "helpline", "report", "office")
"""The kinds of contacts that are listed; press contacts and old numbers are shown only when asked for."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or address to turn to: the one place where it is written."""

    id: str
    name: Text
    kind: str
    country: str
    purpose: Text
    sources: tuple[Sighting, ...]
    confidence: str
    recheck: str
    number: str | None = None
    email: str | None = None
    web: str | None = None
    hours: Text = field(default_factory=dict)
    cost: Text = field(default_factory=dict)
    languages: Text = field(default_factory=dict)
    note: Text = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """The month or year of the newest page that shows the contact; empty when none has a date."""
        return max((sighting.seen for sighting in self.sources), default="")

    def months_overdue(self, today: date) -> int:
        """How many months ago somebody should have looked at it again; 0 or less when that is to come."""
        year, month = map(int, self.recheck.split("-"))
        return (today.year - year) * 12 + today.month - month


@dataclass(frozen=True, slots=True)
class Source:
    """A document that answers are curated from."""

    id: str
    title: Text
    label: Text
    language: str
    publisher: Text
    when: Text
    address: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a poster or a shared link belongs to; ``?start=id`` opens the bot with it."""

    id: str
    title: Text
    """For staff, and the heading of its kit."""
    place: Text
    """Where it runs."""
    starts: date
    ends: date
    topic: str
    """The intent that is answered first."""
    greeting: Text
    """The first words to somebody who comes by its link: Markdown."""
    question: Text
    """What its poster asks, in a few words."""
    slogan: Text
    sms: Text
    """A message of 160 characters; ``{link}`` stands for the way to the bot."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names that narrow a question: places, nationalities, groups; by kind, then by name."""

    entries: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """All that Vigie can say and recognise. Immutable; a reload makes a new one."""

    languages: Mapping[str, Language]
    themes: Mapping[str, Theme]
    intents: Mapping[str, Intent]
    answers: Mapping[str, Answer]
    contacts: Mapping[str, Contact]
    sources: Mapping[str, Source]
    phrases: Mapping[str, Text]
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    background: tuple[Example, ...] = ()
    lexicon: tuple[tuple[str, ...], ...] = ()
    """Groups of words and expressions that mean the same here; the first stands for the group."""
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    follow_ups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """What people say about the answer they have just read: kind, then locale, then the wordings."""
    cues: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Words that give away what kind of message it is: kind, then locale, then the words."""
    lesson: str = ""
    """Changes when a file under ``intents/`` changes: names what was learnt from these alone."""
    fingerprint: str = ""
    """Changes when any content file changes; names the trained matcher's cache."""

    @property
    def complete(self) -> tuple[str, ...]:
        """The locales of the complete languages, in the order of the file."""
        return tuple(language.locale for language in self.languages.values() if language.complete)

    def choose(self, text: Text, locale: str) -> str:
        """The text in a language, or else in the first complete language that has it; else nothing."""
        if locale in text:
            return text[locale]
        return next((text[other] for other in self.complete if other in text), "")
