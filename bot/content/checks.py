"""What must hold across the content files, beyond the shape of each."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.content import wording
from bot.content.draft import Draft
from bot.content.layout import CAMPAIGNS, Kind
from bot.content.model import PLACEHOLDER
from bot.content.normal import normalise
from bot.content.passage import passages
from bot.content.problem import Problem, Severity
from bot.content.shape import did_you_mean
from bot.content.source import REMEMBERED, Document, Node

MAX_SEE_ALSO = 3
FEW_EXAMPLES = 25
"""Examples in a language below which an intent is weak: 10 got 75 of 100 real messages right, 25 got 82."""
GRACE_MONTHS = 3
"""How long a contact may be overdue before it is an error."""

_ID = re.compile(r"[a-z][a-z0-9_]*")


def check(draft: Draft) -> list[Problem]:
    """Everything that is wrong with content whose files could be read one by one."""
    return [problem for checking in _CHECKS for problem in checking(draft)]


def overdue(draft: Draft, today: date) -> Iterator[Problem]:
    """The contacts that somebody should have looked at again by now."""
    document = draft.documents.get("answers/contacts.yaml")
    for contact in draft.content.contacts.values() if document else ():
        months = contact.months_overdue(today)
        if document and months > 0:
            yield Problem(
                document.file,
                document.line(contact.id, "recheck"),
                f"the contact `{contact.id}` was to be looked at again in {contact.recheck}: call it or look "
                "at its page, then write the new months under `sources` and `recheck`",
                Severity.ERROR if months > GRACE_MONTHS else Severity.WARNING,
            )


def pairs(draft: Draft) -> Iterator[Problem]:
    """Answers without examples, examples without an answer, and themes without a title."""
    intents, answers, themes = (draft.ids(kind) for kind in (Kind.INTENT, Kind.ANSWER, Kind.THEME))
    for id_ in sorted(answers - intents):
        message = f"nobody can ask for this answer: write intents/{id_}.yaml with examples of the question"
        yield Problem(f"answers/{id_}.yaml", 1, message)
    for id_ in sorted(intents - answers):
        message = f"these examples have no answer: write answers/{id_}.yaml with title and text"
        yield Problem(f"intents/{id_}.yaml", 1, message)
    for theme in sorted({id_.partition("/")[0] for id_ in intents | answers} - themes):
        message = "this file is missing: create it with the theme's title, as in title: {fr: …, en: …}"
        yield Problem(f"answers/{theme}/_theme.yaml", 0, message)
    for theme in sorted(themes - {id_.partition("/")[0] for id_ in answers}):
        message = "the theme has no answers: add one or delete the folder"
        yield Problem(f"answers/{theme}/_theme.yaml", 1, message)


def ids(draft: Draft) -> Iterator[Problem]:
    """Ids of records and languages that other files could not name."""
    for file in ("answers/contacts.yaml", "answers/sources.yaml", "answers/languages.yaml"):
        document = draft.documents.get(file)
        for key, line in document.root.keys.items() if document else ():
            if not _ID.fullmatch(key):
                yield Problem(file, line, f"`{key}` cannot be an id: use small letters a to z, digits and _")
    if draft.content.languages and not draft.content.complete:
        yield Problem("answers/languages.yaml", 1, "no language is complete: write `complete: true` for one")


def languages(draft: Draft) -> Iterator[Problem]:
    """Texts that are missing in a complete language, and languages that there are not."""
    content = draft.content
    for passage in passages(draft) if content.languages else ():
        for locale in passage.text:
            if locale not in content.languages:
                message = f"unknown language `{locale}`: {did_you_mean(locale, content.languages)}"
                yield passage.problem(message, locale)
        for locale in content.complete:
            if locale not in passage.text:
                name = content.languages[locale].name
                yield passage.problem(f"`{passage.key}` is missing in {name}: add `{locale}: …`")
    for answer in content.answers.values():
        for locale in answer.text:
            if locale not in answer.title and locale not in content.complete:
                document = draft.documents[f"answers/{answer.id}.yaml"]
                message = f"the text is in `{locale}` and the title is not: add `{locale}: …` to the title"
                yield Problem(document.file, document.line("title"), message)


def examples(draft: Draft) -> Iterator[Problem]:
    """Languages and numbers of examples, and examples that stand in two places."""
    known = draft.content.languages
    first: dict[str, Listed] = {}
    for document in _example_files(draft):
        listed = {locale: node for after, locale, node in lists(document) if not after}
        for locale in listed:
            if known and locale not in known:
                message = f"unknown key `{locale}`: {did_you_mean(locale, (*known, 'urgent', 'after'))}"
                yield Problem(document.file, document.line(locale), message)
        yield from _said_after(draft, document)
        for each in examples_in(document):
            if each.lines > 1:
                message = f"{each.lines} lines are read as one example: begin each with `- `"
                yield Problem(each.file, each.line, message)
            earlier = first.setdefault(each.key, each)
            if earlier is not each:
                yield from _repeated(each, earlier)
        for locale in draft.content.complete:
            yield from _enough(draft, document, locale, len(listed[locale].items) if locale in listed else 0)


@dataclass(frozen=True, slots=True)
class Listed:
    """An example as it stands in its file."""

    file: str
    line: int
    locale: str
    text: str
    key: str
    """The answer that it is said after, and the text without what people do not tell apart."""
    lines: int
    """How many lines were joined to make it."""


@lru_cache(maxsize=REMEMBERED)
def examples_in(document: Document) -> tuple[Listed, ...]:
    """The examples of a file, in all languages; remembered, since few files change at a time."""
    return tuple(
        Listed(
            file=document.file,
            line=item.line,
            locale=locale,
            text=item.text,
            key=f"{after} {normalise(item.text)}",
            lines=1 if item.style else item.span,
        )
        for after, locale, node in lists(document)
        for item in node.items
    )


def lists(document: Document) -> Iterator[tuple[str, str, Node]]:
    """The lists of examples of a file: the answer that they are said after, the locale, the list.

    The answer is "" for examples that say all by themselves.
    """
    for key, node in document.root.pairs():
        if key == "after":
            yield from ((answer, locale, each) for answer, by in node.pairs() for locale, each in by.pairs())
        elif key != "urgent":
            yield "", key, node


def _said_after(draft: Draft, document: Document) -> Iterator[Problem]:
    """Answers and languages under ``after`` that there are not."""
    answers, known = draft.ids(Kind.ANSWER), draft.content.languages
    held = document.node("after")
    for answer in held.keys if held else ():
        if answer not in answers:
            message = (
                f"unknown answer `{answer}`, after which nobody can say this: {did_you_mean(answer, answers)}"
            )
            yield Problem(document.file, document.line("after", answer), message, Severity.WARNING)
    for answer, locale, _ in lists(document):
        if answer and known and locale not in known:
            message = f"unknown language `{locale}`: {did_you_mean(locale, known)}"
            yield Problem(document.file, document.line("after", answer, locale), message)


def _repeated(example: Listed, earlier: Listed) -> Iterator[Problem]:
    """What is wrong with an example that stands elsewhere too; the two languages of a file may share it."""
    if example.file != earlier.file:
        message = (
            f"`{example.text}` stands in {earlier.file}:{earlier.line} too: keep it in one of the two, where "
            "its answer is"
        )
        yield Problem(example.file, example.line, message)
    elif example.locale == earlier.locale:
        message = f"`{example.text}` stands in line {earlier.line} already: delete one of the two"
        yield Problem(example.file, example.line, message)


def _enough(draft: Draft, document: Document, locale: str, count: int) -> Iterator[Problem]:
    name = draft.content.languages[locale].name
    if not count:
        message = f"there are no examples in {name}: add `{locale}:` with a list of them"
        yield Problem(document.file, 1, message)
    elif count < FEW_EXAMPLES:
        message = f"only {count} examples in {name}: write at least {FEW_EXAMPLES}, each put differently"
        yield Problem(document.file, document.line(locale), message, Severity.WARNING)


def references(draft: Draft) -> Iterator[Problem]:
    """Sources, contacts and answers that an answer names and that there are not."""
    answers = draft.ids(Kind.ANSWER)
    named: dict[str, tuple[Collection[str] | None, str]] = {
        "sources": (draft.declared("answers/sources.yaml"), "source"),
        "contacts": (draft.declared("answers/contacts.yaml"), "contact"),
        "see_also": (answers, "answer"),
    }
    for answer in draft.content.answers.values():
        document = draft.documents[f"answers/{answer.id}.yaml"]
        for key, (known, word) in named.items():
            listed: tuple[str, ...] = getattr(answer, key)
            for place, id_ in enumerate(listed):
                if known is not None and id_ not in known:
                    message = f"unknown {word} `{id_}`: {did_you_mean(id_, known)}"
                    yield Problem(document.file, document.line(key, place), message)
                elif id_ in listed[:place]:
                    message = f"`{id_}` stands twice in {key}: delete one of the two"
                    yield Problem(document.file, document.line(key, place), message)
        if answer.id in answer.see_also:
            line = document.line("see_also", answer.see_also.index(answer.id))
            yield Problem(
                document.file, line, "an answer cannot lead to itself: name another one under see_also"
            )
        if len(answer.see_also) > MAX_SEE_ALSO:
            message = f"see_also names {len(answer.see_also)} answers: keep the {MAX_SEE_ALSO} most useful"
            yield Problem(document.file, document.line("see_also"), message)


def menus(draft: Draft) -> Iterator[Problem]:
    """Answers that a theme's menu names and that there are not."""
    answers = draft.ids(Kind.ANSWER)
    for theme in draft.content.themes.values():
        document = draft.documents[f"answers/{theme.id}/_theme.yaml"]
        own = {id_.partition("/")[2] for id_ in answers if id_.startswith(f"{theme.id}/")}
        for place, name in enumerate(theme.first):
            if name not in own:
                message = f"unknown answer `{name}` in this theme: {did_you_mean(name, own)}"
                yield Problem(document.file, document.line("first", place), message)


def campaigns(draft: Draft) -> Iterator[Problem]:
    """Campaigns that open with an answer that there is not, or end before they begin."""
    answers = draft.ids(Kind.ANSWER)
    for campaign in draft.content.campaigns.values():
        document = draft.documents[f"answers/{CAMPAIGNS}/{campaign.id}.yaml"]
        if campaign.topic not in answers:
            message = f"unknown answer `{campaign.topic}`: {did_you_mean(campaign.topic, answers)}"
            yield Problem(document.file, document.line("topic"), message)
        if campaign.ends < campaign.starts:
            message = f"the campaign ends before it begins ({campaign.starts}): correct one of the two days"
            yield Problem(document.file, document.line("until"), message)


def old_contacts(draft: Draft) -> Iterator[Problem]:
    """Contacts that are no longer live and are offered as if they were, and records that lead nowhere."""
    records = draft.documents.get("answers/contacts.yaml")
    contacts = draft.content.contacts
    for contact in contacts.values() if records else ():
        if records and not (contact.number or contact.email or contact.web):
            message = f"the contact `{contact.id}` cannot be reached: add `number`, `email` or `web`"
            yield Problem(records.file, records.line(contact.id), message)
    for answer in draft.content.answers.values():
        document = draft.documents[f"answers/{answer.id}.yaml"]
        for place, id_ in enumerate(answer.contacts):
            if id_ in contacts and contacts[id_].kind == "old":
                message = f"`{id_}` is no longer live and cannot be offered: take it out of contacts"
                yield Problem(document.file, document.line("contacts", place), message)
        for locale, text in answer.text.items():
            shown = {contacts[id_].kind if id_ in contacts else "unknown" for id_ in _numbers(text)}
            if shown == {"old"}:
                message = (
                    "this shows only a number that is no longer live: show a live one, as {hotline.number}"
                )
                yield Problem(document.file, document.line("text", locale), message)


def urgent(draft: Draft) -> Iterator[Problem]:
    """Answers for people in danger or distress that do not open with a number to call."""
    for intent in draft.content.intents.values():
        answer = draft.content.answers.get(intent.id)
        if not intent.urgency or not answer:
            continue
        document = draft.documents[f"answers/{answer.id}.yaml"]
        for locale, text in answer.text.items():
            if not _numbers(text.partition("\n")[0]):
                message = (
                    "an answer to people in danger opens with a number to call: put it in the first line, as "
                    "{police.number}"
                )
                yield Problem(document.file, document.line_at(0, "text", locale), message)


_CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    pairs,
    ids,
    languages,
    examples,
    references,
    menus,
    campaigns,
    old_contacts,
    urgent,
    *wording.CHECKS,
)


def _example_files(draft: Draft) -> Iterator[Document]:
    for place in draft.places:
        document = draft.documents.get(place.file)
        if document and place.kind in (Kind.INTENT, Kind.BACKGROUND):
            yield document


def _numbers(text: str) -> list[str]:
    """The contacts whose number a text shows."""
    named = (name.partition(".") for name in PLACEHOLDER.findall(text))
    return [contact for contact, _, field in named if field == "number"]
