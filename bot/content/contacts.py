"""Contacts in texts: placeholders that lead nowhere, and numbers written where a placeholder belongs."""

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.content.fill import FIELDS
from bot.content.model import PLACEHOLDER, Contact
from bot.content.shape import did_you_mean

_BRACES = re.compile(r"\{[^{}\n]*\}|[{}]")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"(?<![\w-])(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/[^\s)\]]*)?", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,])[+(]{0,2}\d(?:[ \u00a0\u202f.\u2010\u2011-]?(?:\(\d{1,4}\)|\))?[ \u00a0-]?\d){6,}(?!\w)"
)
_SHORT = re.compile(r"(?<![\w.,+%-])\d{2,3}[ \u00a0\u202f]?\d{0,3}(?![\w%]|[.,-]\d)")
_DIALLED = re.compile(
    r"(?:\b(?:lignes?|línea|line|numéros?|números?|numbers?|appel\w*|call\w*|dial\w*|compos\w*|llam\w*|marque\w*"
    r"|téléphon\w*|phone|tél|tel|au|le|el|al|police)\b[\s:*]*(?:le|the|au|al|el)?[\s:*]*)$",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:19|20)\d\d ?[-\u2010\u2011] ?(?:19|20)\d\d|\d{4}-\d\d-\d\d")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.\s]\d{3})+")
_AS_IN = "write {contact.field}, as in {hotline.number}"
_LONG_ENOUGH = 4
"""Digits from which on a contact's number is taken for nothing else."""


def blank(text: str) -> str:
    """The text with placeholders and the addresses of links replaced by as many spaces."""
    for pattern in (PLACEHOLDER, re.compile(r"(?<=\]\()[^)\s]*"), re.compile(r"https?://[^\s)]+")):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def placeholder_faults(
    text: str, contacts: Mapping[str, Contact], known: set[str], *, parameters: bool
) -> Iterator[tuple[int, str]]:
    """The places of a text where braces hold what cannot be filled in, and what to write.

    Args:
        text: A text for people.
        contacts: The records that could be read.
        known: The ids of all records, readable or not.
        parameters: Whether ``{name}`` may stand here, for the bot to fill in.
    """
    for match in _BRACES.finditer(text):
        inside = PLACEHOLDER.fullmatch(match[0])
        if not inside:
            yield match.start(), f"`{match[0]}` is no placeholder: {_AS_IN}"
            continue
        id_, dot, field = inside[1].partition(".")
        if not dot:
            if parameters:
                continue
            if id_ in known:
                yield match.start(), f"{match[0]} lacks the field: write {{{id_}.number}} or {{{id_}.name}}"
            else:
                yield match.start(), f"unknown placeholder {match[0]}: {_AS_IN}"
        elif id_ not in known:
            yield match.start(), f"unknown contact `{id_}` in {match[0]}: {did_you_mean(id_, known)}"
        elif field not in FIELDS:
            yield match.start(), f"unknown field `{field}` in {match[0]}: {did_you_mean(field, FIELDS)}"
        elif id_ in contacts and not _has(contacts[id_], field):
            message = f"the contact `{id_}` has no `{field}`: add it in contacts.yaml, or show another field"
            yield match.start(), message


class Book:
    """The contacts by their numbers and addresses."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        every = list(contacts)
        self.numbers = {_digits(contact.number): contact.id for contact in every if contact.number}
        self.emails = {contact.email.casefold(): contact.id for contact in every if contact.email}
        self.webs = {_bare(contact.web): contact.id for contact in every if contact.web}


def raw_faults(text: str, book: Book) -> Iterator[tuple[int, str]]:
    """The places of a text where a contact is written out, and the placeholder to write instead."""
    numbers = book.numbers
    bare = PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    for match in _EMAIL.finditer(bare):
        yield (
            match.start(),
            _instead("an e-mail address", match[0], "email", book.emails.get(match[0].casefold())),
        )
    for match in _ADDRESS.finditer(_EMAIL.sub(lambda match: " " * len(match[0]), bare)):
        if _bare(match[0]) in book.webs:
            yield match.start(), _instead("a contact's address", match[0], "web", book.webs[_bare(match[0])])
    bare = blank(text)
    for match in _PHONE.finditer(bare):
        if not _figure(match[0], numbers):
            owner = _owner(match[0], numbers)
            yield match.start(), _instead("a phone number", match[0].strip(), "number", owner)
    for match in _SHORT.finditer(_PHONE.sub(lambda match: _unless_figure(match, numbers), bare)):
        owner = numbers.get(_digits(match[0]))
        long = len(_digits(match[0])) >= _LONG_ENOUGH and not re.fullmatch(r"(?:19|20)\d\d", match[0])
        if owner and (long or _DIALLED.search(bare[: match.start()])):
            yield match.start(), _instead("a phone number", match[0].strip(), "number", owner)


def _has(contact: Contact, field: str) -> bool:
    return bool(contact.purpose if field == "for" else field == "seen" or getattr(contact, field))


def _instead(what: str, written: str, field: str, owner: str | None) -> str:
    remedy = (
        f"write {{{owner}.{field}}}"
        if owner
        else f"make a record in answers/contacts.yaml and write {{its_id.{field}}}"
    )
    return f"`{written}` is {what} written out: {remedy}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?|/+$", "", address.casefold())


def _owner(written: str, numbers: Mapping[str, str]) -> str | None:
    """The contact with a number, be it written with or without the prefix of the country."""
    digits = _digits(written).lstrip("0")
    return next((id_ for number, id_ in numbers.items() if number.lstrip("0").endswith(digits)), None)


def _figure(written: str, numbers: Mapping[str, str]) -> bool:
    """Whether what looks like a phone number is a span of years or a large figure."""
    if _digits(written) in numbers:
        return False
    written = written.strip()
    return bool(_YEARS.fullmatch(written) or _GROUPED.fullmatch(written))


def _unless_figure(match: re.Match[str], numbers: Mapping[str, str]) -> str:
    return match[0] if _figure(match[0], numbers) else " " * len(match[0])
