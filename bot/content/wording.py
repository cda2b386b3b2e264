"""What must hold for every text: its length, its Markdown, its placeholders, and that its languages agree."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from bot.content import markup
from bot.content.contacts import Book, blank, placeholder_faults, raw_faults
from bot.content.draft import Draft
from bot.content.figures import figures
from bot.content.fill import fill
from bot.content.model import PLACEHOLDER, Content
from bot.content.normal import normalise
from bot.content.passage import Passage, Role, passages
from bot.content.problem import Problem, Severity

MAX_TITLE = 40
"""Characters of a button's label that a phone shows."""
MAX_TEXT = 3500
"""Characters: Telegram takes 4096, and the sources and the hotline are added under an answer."""
LONG_TEXT = 900
"""Characters from which on an answer is too long to read on a phone."""

_PHRASE_LIMITS = {
    "profile.description": 512,
    "profile.short_description": 120,
    "command.": 256,
    "button.": MAX_TITLE,
}
"""What Telegram takes (Bot API: setMyDescription, setMyShortDescription, BotCommand), and a button shows."""

_FULL_STOP = re.compile(r"[^.]\.$")


def titles(draft: Draft) -> Iterator[Problem]:
    """Titles that do not fit a button, or that two answers share."""
    first: dict[tuple[str, str], str] = {}
    for passage in passages(draft):
        if passage.role is not Role.TITLE:
            continue
        for locale, title in passage.text.items():
            if len(title) > MAX_TITLE:
                message = f"the title has {len(title)} characters and a button shows {MAX_TITLE}: shorten it"
                yield passage.problem(message, locale)
            if "\n" in title:
                yield passage.problem("a title stands on one line: join the lines", locale)
            if _FULL_STOP.search(title):
                message = "a title ends without a full stop: leave it out"
                yield passage.problem(message, locale, severity=Severity.WARNING)
            if "{" in title or "*" in title:
                yield passage.problem("a title is plain: leave out { } and *", locale)
            other = first.setdefault((locale, normalise(title)), passage.document.file)
            if other != passage.document.file:
                message = f"{other} has the same title: let each say what sets it apart"
                yield passage.problem(message, locale, severity=Severity.WARNING)


def records(draft: Draft) -> Iterator[Problem]:
    """Fields of contacts and sources that hold what would be shown as it is written."""
    for passage in passages(draft):
        for locale, text in passage.text.items() if passage.role is Role.RECORD else ():
            if re.search(r"[{}*]", text):
                yield passage.problem("this text is shown as it is written: leave out { } and *", locale)


def lengths(draft: Draft) -> Iterator[Problem]:
    """Texts too long to send, or to read on a phone."""
    for passage in passages(draft):
        for locale, text in passage.text.items():
            length = len(_filled(text, locale, draft.content))
            limit = _limit(passage)
            if length > limit:
                message = f"the text has {length} characters and {limit} are the most: shorten it"
                yield passage.problem(message, locale)
            elif length > LONG_TEXT and passage.role is Role.ANSWER:
                message = f"the text has {length} characters, more than {LONG_TEXT}: shorten it for a phone"
                yield passage.problem(message, locale, severity=Severity.WARNING)


def markdown(draft: Draft) -> Iterator[Problem]:
    """Broken or unwanted Markdown in answers and phrases."""
    for passage in passages(draft):
        if passage.role not in (Role.ANSWER, Role.PHRASE):
            continue
        for locale, text in passage.text.items():
            lines = text.split("\n")
            for below, message in markup.faults(text):
                offset = sum(len(line) + 1 for line in lines[:below])
                yield passage.problem(message, locale, offset)
            node = passage.document.node(*passage.path, locale)
            if node and node.style == ">" and node.span > 2:  # noqa: PLR2004
                yield passage.problem("> joins the lines into one: write | instead", locale)
            elif node and node.style not in ("|", ">") and node.span > 1:
                message = "these lines are joined into one: write | after the colon, and the text below it"
                yield passage.problem(message, locale)


def placeholders(draft: Draft) -> Iterator[Problem]:
    """Placeholders that nothing fills, contacts written out, and languages that differ in what they show.

    A partial language may show other contacts than the complete ones, which have the whole text.
    """
    complete = set(draft.content.complete)
    known = draft.declared("answers/contacts.yaml")
    contacts = draft.content.contacts
    book = Book(contacts.values())
    for passage in passages(draft) if known is not None else ():
        if passage.role not in (Role.ANSWER, Role.PHRASE):
            continue
        shown: list[_Shown] = []
        for locale, text in passage.text.items():
            parameters = passage.role is Role.PHRASE
            for offset, message in (
                *placeholder_faults(text, contacts, known or set(), parameters=parameters),
                *raw_faults(text, book),
            ):
                yield passage.problem(message, locale, offset)
            matches = PLACEHOLDER.finditer(text)
            shown += [_Shown(locale, match[0], match[0], match.start()) for match in matches]
        every = set(passage.text)
        parameters_only = [each for each in shown if "." not in each.value]
        yield from _differences(passage, draft.content, shown, every & complete)
        yield from _differences(passage, draft.content, parameters_only, every)


def same_figures(draft: Draft) -> Iterator[Problem]:
    """Figures that stand in one language and not in another."""
    for passage in passages(draft):
        if passage.role in (Role.ANSWER, Role.TITLE):
            shown = [
                _Shown(locale, figure.value, f"the figure {figure.value}", figure.offset, figure.spelled)
                for locale, text in passage.text.items()
                for figure in figures(blank(text), locale)
            ]
            yield from _differences(passage, draft.content, shown, set(passage.text))


@dataclass(frozen=True, slots=True)
class _Shown:
    """Something in a text that must stand in its other languages too."""

    locale: str
    value: str
    name: str
    offset: int
    excused: bool = False
    """Whether it may be missing elsewhere, as number words may: it only answers for the digits of others."""


def _differences(
    passage: Passage, content: Content, shown: Collection[_Shown], locales: Collection[str]
) -> Iterator[Problem]:
    """What stands in one language of a passage and not in another, which must say the same."""
    has = {(each.locale, each.value) for each in shown}
    base = next((locale for locale in passage.text if locale in locales), "")
    for each in shown:
        if each.locale not in locales or each.excused:
            continue
        others = [locale for locale in locales if base in (locale, each.locale) and locale != each.locale]
        for other in sorted(others):
            if (other, each.value) not in has:
                line = passage.document.line(*passage.path, other)
                message = (
                    f"{each.name} stands here and not in {_name(content, other)} (line {line}): "
                    "let both languages say the same"
                )
                yield passage.problem(message, each.locale, each.offset)


CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    titles,
    records,
    lengths,
    markdown,
    placeholders,
    same_figures,
)
"""Every check of this module."""


def _name(content: Content, locale: str) -> str:
    return content.languages[locale].name if locale in content.languages else f"`{locale}`"


def _filled(text: str, locale: str, content: Content) -> str:
    """The text as it would be sent, as near as can be known."""
    try:
        return fill(text, locale, content)
    except KeyError:
        return text


def _limit(passage: Passage) -> int:
    if passage.role is Role.PHRASE:
        return next((limit for key, limit in _PHRASE_LIMITS.items() if passage.id.startswith(key)), MAX_TEXT)
    return MAX_TEXT
