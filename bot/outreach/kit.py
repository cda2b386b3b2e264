"""A campaign's kit: QR codes, posters and text messages, ready to print and to send."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import press
from bot.content.fill import fill
from bot.content.model import Campaign, Content
from bot.outreach.links import Link
from bot.outreach.sms import fold

SIZES = ("a4", "a6")
"""Paper of the posters (ISO 216)."""

_TEMPLATE = Path(__file__).with_name("poster.typ")
_TEXTS = ("call", "promise", "ask", "note", "danger", "source")
"""The phrases ``poster.…`` that stand on every poster."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the kit."""

    name: str
    data: bytes


def kit(campaign: Campaign, content: Content, username: str) -> Iterator[Piece]:
    """The files of a campaign's kit, one by one as they are made.

    Args:
        campaign: the campaign.
        content: where its texts and contacts stand.
        username: the bot's user name on Telegram, without ``@``.
    """
    link = Link(username, campaign.id)
    yield Piece(f"{campaign.id}-qr.svg", link.svg())
    yield Piece(f"{campaign.id}-qr.png", link.png())
    for size in SIZES:
        for locales in poster_languages(campaign, content):
            name = f"{campaign.id}-{size}-{'-'.join(locales)}.pdf"
            yield Piece(name, press.pdf(_TEMPLATE, poster(campaign, content, link, size, locales)))
    for locale, text in text_messages(campaign, content, link).items():
        yield Piece(f"{campaign.id}-sms-{locale}.txt", f"{text}\n".encode())


def poster_languages(campaign: Campaign, content: Content) -> list[tuple[str, ...]]:
    """The posters' languages: each that the campaign has, then all complete ones on one poster."""
    has = [
        locale for locale in content.languages if locale in campaign.question and locale in campaign.slogan
    ]
    complete = tuple(locale for locale in has if content.languages[locale].complete)
    return [*((locale,) for locale in has), complete]


def poster(
    campaign: Campaign, content: Content, link: Link, size: str, locales: tuple[str, ...]
) -> Mapping[str, Any]:
    """What a poster says: the data of its template."""
    return {
        "size": size,
        "title": content.choose(campaign.title, locales[0]),
        "number": content.contacts["hotline"].number,
        "address": link.name,
        "qr": link.svg(border=0).decode(),
        "languages": [_words(campaign, content, locale) for locale in locales],
    }


def text_messages(campaign: Campaign, content: Content, link: Link) -> dict[str, str]:
    """The campaign's text message in each of its languages, in the network's alphabet."""
    return {
        locale: fold(fill(text, locale, content, link=link.short)) for locale, text in campaign.sms.items()
    }


def _words(campaign: Campaign, content: Content, locale: str) -> dict[str, str]:
    """What a poster says in one language."""
    phrases = {name: content.choose(content.phrases[f"poster.{name}"], locale) for name in _TEXTS}
    own = {name: content.choose(getattr(campaign, name), locale) for name in ("question", "slogan")}
    return {"locale": locale} | {name: fill(text, locale, content) for name, text in (phrases | own).items()}
