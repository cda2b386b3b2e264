"""Reads the content folder: files in, one immutable :class:`~bot.content.model.Content` out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.content import checks, figures, markup, schema
from bot.content.checks import check, overdue
from bot.content.draft import Draft
from bot.content.layout import SINGLE, Fingerprint, Kind, survey
from bot.content.model import (
    Answer,
    Campaign,
    Contact,
    Content,
    Example,
    Gazetteer,
    Intent,
    Language,
    Sighting,
    Source,
    Text,
    Theme,
    Urgency,
)
from bot.content.problem import ContentError, Problem, Severity
from bot.content.shape import fit
from bot.content.source import REMEMBERED, Document, parse

Record = TypeVar("Record", bound=BaseModel)
Made = TypeVar("Made")
Lists = dict[str, dict[str, tuple[str, ...]]]

_REQUIRED = {Kind.CONTACTS, Kind.SOURCES, Kind.LANGUAGES, Kind.PHRASES}
_OFF_TOPIC = "intents/off_topic.yaml"


def load(folder: Path) -> Content:
    """The content of a folder that holds ``intents/`` and ``answers/``.

    Raises:
        ContentError: It has errors. All of them are named, with the warnings.
    """
    draft, problems = read(folder)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ContentError(problems)
    return draft.content


def examine(folder: Path, today: date | None = None) -> tuple[Content | None, list[Problem]]:
    """The content as far as it can be read, and everything that is wrong with it.

    Beside what :func:`load` refuses, this looks at the calendar: a contact that should have been looked at
    again by today is a problem for its maintainer, not a reason for the service not to start. Content with
    errors is there to be looked at, never to be served; it is None when there are no files at all.
    """
    draft, problems = read(folder)
    problems += overdue(draft, today or date.today())  # noqa: DTZ011 - the maintainer's day, wherever that is
    return (draft.content if draft.places else None), sorted(problems)


def read(folder: Path) -> tuple[Draft, list[Problem]]:
    """The draft of the content in a folder, and its problems."""
    places, problems = survey(folder)
    missing = [name for name, kind in SINGLE.items() if kind in _REQUIRED]
    problems += [
        Problem(name, 0, "this file is missing: create it")
        for name in missing
        if not any(place.file == name for place in places)
    ]
    reading = _Reading()
    fingerprint = Fingerprint()
    for place in places:
        raw = place.path.read_bytes()
        fingerprint.add(place.file, raw)
        reading.add(_read_file(raw, place.file, place.kind, place.id))
    content = reading.content(fingerprint.content, fingerprint.lesson)
    draft = Draft(content, tuple(places), reading.documents, tuple(reading.names))
    problems += [*reading.problems, *check(draft)]
    return draft, sorted(set(problems))


def forget() -> None:
    """Forget what is remembered of the files for the next reading: two thirds of the memory taken."""
    for remembered in (_read_file, checks.examples_in, markup.faults, figures.figures):
        remembered.cache_clear()


@lru_cache(maxsize=REMEMBERED)
def _read_file(raw: bytes, file: str, kind: Kind, id_: str) -> "_Reading":
    """What one file holds. Remembered by its bytes: after an edit only the edited file is read again."""
    reading = _Reading()
    document, reading.problems = parse(raw, file)
    if document is not None:
        reading.documents[file] = document
        reading.take(kind, id_, document)
    return reading


@dataclass(slots=True)
class _Reading:
    """The parts of the content that one file holds, or several together."""

    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    phrases: dict[str, Text] = field(default_factory=dict)
    background: list[Example] = field(default_factory=list)
    lexicon: list[tuple[str, ...]] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    gazetteer: Lists = field(default_factory=dict)
    follow_ups: Lists = field(default_factory=dict)
    cues: Lists = field(default_factory=dict)

    def add(self, other: "_Reading") -> None:
        """Takes in what another file holds, which stays as it is."""
        for part in fields(self):
            held = getattr(other, part.name)
            if isinstance(held, dict):
                getattr(self, part.name).update(held)
            else:
                getattr(self, part.name).extend(held)

    def content(self, fingerprint: str, lesson: str) -> Content:
        return Content(
            languages=self.languages,
            themes=dict(sorted(self.themes.items(), key=lambda item: (item[1].order, item[0]))),
            intents=self.intents,
            answers=self.answers,
            contacts=self.contacts,
            sources=self.sources,
            phrases=self.phrases,
            campaigns=self.campaigns,
            background=tuple(self.background),
            lexicon=tuple(self.lexicon),
            gazetteer=Gazetteer(self.gazetteer),
            follow_ups=self.follow_ups,
            cues=self.cues,
            lesson=lesson,
            fingerprint=fingerprint,
        )

    def take(self, kind: Kind, id_: str, document: Document) -> None:
        """Adds what a document holds."""
        takers: dict[Kind, Callable[[Document, str], None]] = {
            Kind.INTENT: self.intent,
            Kind.BACKGROUND: self.background_examples,
            Kind.THEME: self.theme,
            Kind.ANSWER: self.answer,
            Kind.CAMPAIGN: self.campaign,
        }
        if kind in takers:
            takers[kind](document, id_)
        else:
            self.take_single(kind, document)

    def take_single(self, kind: Kind, document: Document) -> None:
        """Adds what a file holds that there is one of."""
        match kind:
            case Kind.CONTACTS:
                self.contacts = self.records(schema.ContactRecord, document, _contact)
            case Kind.SOURCES:
                self.sources = self.records(schema.SourceRecord, document, _source)
            case Kind.LANGUAGES:
                self.languages = self.records(schema.LanguageRecord, document, _language)
            case Kind.PHRASES:
                self.phrases = self.records(schema.PhraseRecord, document, _phrase)
            case Kind.LEXICON:
                self.lexicon = _groups(self.fit(schema.GroupsFile, document))
            case Kind.NAMES:
                self.names = _groups(self.fit(schema.GroupsFile, document))
            case Kind.GAZETTEER:
                self.gazetteer = _lists(self.fit(schema.ListsFile, document))
            case Kind.FOLLOW_UPS:
                self.follow_ups = _lists(self.fit(schema.ListsFile, document))
            case Kind.CUES:
                self.cues = _lists(self.fit(schema.ListsFile, document))

    def intent(self, document: Document, id_: str) -> None:
        if file := self.fit(schema.IntentFile, document):
            urgency = Urgency(file.urgent) if file.urgent else None
            every = list(_examples(file, document, id_))
            alone, after = (tuple(e for e in every if bool(e.after) is said) for said in (False, True))
            self.intents[id_] = Intent(id_, alone, urgency, after)

    def background_examples(self, document: Document, _: str) -> None:
        if file := self.fit(schema.IntentFile, document):
            about_else = document.file == _OFF_TOPIC
            self.background += (replace(e, off_topic=about_else) for e in _examples(file, document, None))

    def theme(self, document: Document, id_: str) -> None:
        if file := self.fit(schema.ThemeFile, document):
            self.themes[id_] = Theme(id_, file.title, file.order, file.menu, tuple(file.first))

    def answer(self, document: Document, id_: str) -> None:
        if file := self.fit(schema.AnswerFile, document):
            sources, contacts, see_also = map(tuple, (file.sources, file.contacts, file.see_also))
            self.answers[id_] = Answer(
                id_, file.title, file.text, file.more, sources, contacts, see_also, file.only_if_asked
            )

    def campaign(self, document: Document, id_: str) -> None:
        if file := self.fit(schema.CampaignFile, document):
            fields = {name: getattr(file, name) for name in schema.CampaignFile.model_fields}
            self.campaigns[id_] = Campaign(id=id_, **fields)

    def fit(self, shape: type[Record], document: Document, *path: str) -> Record | None:
        made, problems = fit(shape, document, *path)
        self.problems += problems
        return made

    def records(
        self, shape: type[Record], document: Document, make: Callable[[str, Record], Made]
    ) -> dict[str, Made]:
        """The records of a file by id; those that do not fit are left out and reported."""
        if document.root.tag != "map":
            self.problems.append(Problem(document.file, 1, "records were expected: write `id:` and its keys"))
            return {}
        fitted = ((key, self.fit(shape, document, key)) for key in document.root.keys)
        return {key: make(key, record) for key, record in fitted if record is not None}


def _examples(file: schema.IntentFile, document: Document, intent: str | None) -> Iterator[Example]:
    for answer, by_locale in [("", file.__pydantic_extra__ or {}), *file.after.items()]:
        for locale, texts in by_locale.items():
            node = document.node("after", answer, locale) if answer else document.node(locale)
            for text, item in zip(texts, node.items if node else (), strict=True):
                yield Example(text, locale, intent, item.line, after=answer)


def _contact(id_: str, record: schema.ContactRecord) -> Contact:
    fields = {name: getattr(record, name) for name in schema.ContactRecord.model_fields if name != "sources"}
    sightings = tuple(Sighting(each.page, each.seen) for each in record.sources)
    return Contact(id=id_, sources=sightings, **fields)


def _source(id_: str, record: schema.SourceRecord) -> Source:
    return Source(id=id_, **{name: getattr(record, name) for name in schema.SourceRecord.model_fields})


def _language(locale: str, record: schema.LanguageRecord) -> Language:
    return Language(locale, record.name, record.complete)


def _phrase(_: str, record: schema.PhraseRecord) -> Text:
    return record.root


def _groups(file: schema.GroupsFile | None) -> list[tuple[str, ...]]:
    return [tuple(group) for group in file.root] if file else []


def _lists(file: schema.ListsFile | None) -> Lists:
    root = file.root if file else {}
    return {kind: {name: tuple(forms) for name, forms in names.items()} for kind, names in root.items()}
