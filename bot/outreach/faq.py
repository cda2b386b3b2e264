"""The whole FAQ in one language, in reading order: what a page or a booklet is made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.composer import HOME, HOTLINE, Composer
from bot.content.fill import fill, seen
from bot.content.model import LISTED_KINDS, Contact, Content
from bot.outreach.links import Link, answer_link

_NOT_ON_PAPER = ("about/help", "about/privacy")
"""Answers about using the bot."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer. Its texts are Markdown."""

    anchor: str
    title: str
    text: str
    more: str
    link: Link
    """Opens the bot with this answer."""


@dataclass(frozen=True, slots=True)
class Section:
    """A theme."""

    anchor: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A contact to call or to write to."""

    name: str
    number: str
    web: str
    email: str
    purpose: str
    details: str
    """Hours, cost, and when a public page was last seen to show it."""


@dataclass(frozen=True, slots=True)
class Faq:
    """Everything, in one language."""

    locale: str
    day: str
    first: tuple[Line, ...]
    """The two numbers that matter most: danger, and reporting."""
    lines: tuple[Line, ...]
    """The other contacts in Peru."""
    abroad: tuple[Line, ...]
    sections: tuple[Section, ...]


def faq(content: Content, locale: str, username: str, today: date) -> Faq:
    """The FAQ in a language; where the language is partial, what there is in it.

    Args:
        content: the answers and contacts.
        locale: the language.
        username: the bot's user name on Telegram, for the links to share.
        today: the day that the FAQ is dated with.
    """
    home = [c for c in _listed(content) if c.country == HOME]
    first = [c for c in home if c.kind == "emergency" or c.id == HOTLINE]
    return Faq(
        locale,
        day(content, locale, today),
        tuple(_line(c, content, locale) for c in first),
        tuple(_line(c, content, locale) for c in home if c not in first),
        tuple(_line(c, content, locale) for c in _listed(content) if c.country != HOME),
        tuple(_sections(content, locale, username)),
    )


def languages(content: Content) -> list[str]:
    """The languages that the FAQ can be read in: those with at least one answer."""
    return [each for each in content.languages if any(each in a.text for a in content.answers.values())]


def day(content: Content, locale: str, when: date) -> str:
    """A day as it is written out in a language."""
    month = content.choose(content.phrases[f"month.{when.month}"], locale)
    pattern = content.choose(content.phrases["day"], locale)
    return fill(pattern, locale, content, day=when.day, month=month, year=when.year)


def _sections(content: Content, locale: str, username: str) -> Iterator[Section]:
    composer = Composer(content)
    for theme in sorted((t for t in content.themes.values() if t.menu), key=lambda t: t.order):
        entries = tuple(
            _entry(content, composer, intent, locale, username)
            for intent in composer.intents(theme.id)
            if locale in content.answers[intent].text and intent not in _NOT_ON_PAPER
        )
        if entries:
            yield Section(theme.id, content.choose(theme.title, locale), entries)


def _entry(content: Content, composer: Composer, intent: str, locale: str, username: str) -> Entry:
    more = content.answers[intent].more.get(locale, "")
    link = answer_link(username, intent)
    return Entry(
        link.payload,
        composer.title(intent, locale),
        composer.answer_text(intent, locale),
        fill(more, locale, content).strip(),
        link,
    )


def _listed(content: Content) -> list[Contact]:
    listed = [c for c in content.contacts.values() if c.kind in LISTED_KINDS]
    return sorted(listed, key=lambda contact: LISTED_KINDS.index(contact.kind))


def _line(contact: Contact, content: Content, locale: str) -> Line:
    details = [content.choose(text, locale) for text in (contact.hours, contact.cost)]
    return Line(
        content.choose(contact.name, locale),
        contact.number or "",
        contact.web or "",
        contact.email or "",
        content.choose(contact.purpose, locale),
        " · ".join(part for part in (*details, seen(contact, locale, content)) if part),
    )
