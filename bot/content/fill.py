"""Placeholders: ``{hotline.number}`` in a text becomes the number of the contact's record."""

import re

from bot.content.model import PLACEHOLDER, Contact, Content

FIELDS = ("name", "number", "email", "web", "hours", "cost", "for", "languages", "seen")
"""What a placeholder may ask of a contact."""


def fill(text: str, locale: str, content: Content, /, **values: object) -> str:
    """The text with its placeholders filled: ``{contact.field}`` from the records, ``{name}`` from values.

    Raises:
        KeyError: A placeholder has nothing to stand for; checked content and the values it asks for never
            come to that.
    """

    def filling(match: re.Match[str]) -> str:
        contact, dot, field = match[1].partition(".")
        if not dot:
            return str(values[match[1]])
        return contact_field(content.contacts[contact], field, locale, content)

    return PLACEHOLDER.sub(filling, text)


def contact_field(contact: Contact, field: str, locale: str, content: Content) -> str:
    """A field of a contact as people read it; empty when the record does not have it."""
    match field:
        case "number" | "email" | "web":
            return getattr(contact, field) or ""
        case "seen":
            return seen(contact, locale, content)
        case "for":
            return content.choose(contact.purpose, locale)
        case "name" | "hours" | "cost" | "languages":
            return content.choose(getattr(contact, field), locale)
        case _:
            raise KeyError(field)


def seen(contact: Contact, locale: str, content: Content) -> str:
    """When the contact was last seen on a public page: "seen July 2025"."""
    year, _, month = contact.seen.partition("-")
    if not year:
        return content.choose(content.phrases["seen_undated"], locale)
    if not month:
        return content.choose(content.phrases["seen_year"], locale).replace("{year}", year)
    name = content.choose(content.phrases[f"month.{int(month)}"], locale)
    return content.choose(content.phrases["seen"], locale).replace("{month}", name).replace("{year}", year)
