"""Holds what the answers state against the documents that they cite.

Figures, dates and names of an answer, and the numbers and addresses of a press contact, are looked up in the
documents (sources with a ``file``) that the answer cites, and in the records of its sources and of the
contacts that it shows, which say when a release dates from or when a line is open. What stands in neither is

* left to the reader when the answer also cites a page that is no document here (*page*, for information),
* a wrong source when another document has it (*elsewhere*, an error),
* made up, as far as can be known, when none has it (*nowhere*, an error).

It does not matter how a figure or a date is written: in words or digits, with which separators, in which
language. An answer that cites nothing, such as a greeting, is held against everything. A name may be written
in another language when ``answers/names.yaml`` says that the two are one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.content.contacts import blank
from bot.content.draft import Draft
from bot.content.figures import Date, dates, figures
from bot.content.loader import read
from bot.content.model import PLACEHOLDER, Contact, Content, Source, Text
from bot.content.names import names, parts
from bot.content.normal import normalise
from bot.content.passage import Passage, Role, passages
from bot.content.problem import Problem, Severity

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W\d_]+")
_SPELLED_AT_LEAST = 3
"""Number words below it are articles and turns of phrase more often than figures."""
_LOCAL_DIGITS = 7


class Verdict(StrEnum):
    """Where a claim was found."""

    FOUND = "found"
    PAGE = "page"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim of the content, and where it was found."""

    file: str
    line: int
    kind: str
    """figure, date, name, e-mail or number."""
    claim: str
    verdict: Verdict
    sources: tuple[str, ...]
    """The sources that have it; for a page, those that may; for nowhere, those that were looked at."""

    @property
    def problem(self) -> Problem | None:
        """The finding as a problem; None for what was found."""
        sources = ", ".join(self.sources)
        match self.verdict:
            case Verdict.FOUND:
                return None
            case Verdict.PAGE:
                message = f"the {self.kind} `{self.claim}` is not in the documents: see the page of {sources}"
                return Problem(self.file, self.line, message, Severity.INFO)
            case Verdict.ELSEWHERE:
                message = (
                    f"the {self.kind} `{self.claim}` is not in the documents cited: it stands in {sources}, "
                    "add that to `sources`"
                )
            case Verdict.NOWHERE:
                where = f"the documents cited ({sources})" if sources else "the documents"
                message = (
                    f"the {self.kind} `{self.claim}` stands in none of {where}: correct it, or cite its page"
                )
        return Problem(self.file, self.line, message)


class _Evidence:
    """What a text states, ready to be looked up."""

    def __init__(self, texts: Iterable[tuple[str, str]], months: dict[str, int]) -> None:
        listed = list(texts)
        self.figures = {figure.value for locale, text in listed for figure in figures(text, locale)}
        self.dates = [date for _, text in listed for date in dates(text, months)]
        self.emails = {match.casefold() for _, text in listed for match in _EMAIL.findall(text)}
        self.words = " ".join(f" {normalise(text)} " for _, text in listed)
        self.digits = "|".join(re.sub(r"[ .()\u00a0-]+(?=\d)", "", text) for _, text in listed)

    def has_date(self, date: Date) -> bool:
        return any(own.covers(date) for own in self.dates)

    def has_name(self, spellings: Iterable[str]) -> bool:
        """Whether a spelling stands here, at least in its parts: "Ministry of Interior" for "… of the …"."""
        return any(
            all(f" {normalise(part)} " in self.words for part in parts(spelling)) for spelling in spellings
        )

    def has_number(self, number: str) -> bool:
        return re.sub(r"\D", "", number)[-_LOCAL_DIGITS:] in self.digits


@dataclass(frozen=True, slots=True)
class _Claim:
    """Something that a passage states."""

    kind: str
    text: str
    offset: int
    value: str | Date


def verify(draft: Draft, folder: Path) -> list[Finding]:
    """Every claim of the answers and the press contacts, with where it was found.

    Raises:
        OSError: A document is missing or cannot be read.
    """
    return sorted(_Verifier(draft, folder).findings(), key=lambda each: (each.file, each.line, each.claim))


def audit(content: Path, folder: Path) -> tuple[list[Finding], list[Problem]]:
    """The findings about content and the documents in another folder, and the problems that they are."""
    draft, _ = read(content)
    problems = missing_documents(draft.content, folder)
    if problems:
        return [], problems
    findings = verify(draft, folder)
    return findings, sorted({finding.problem for finding in findings if finding.problem})


def missing_documents(content: Content, folder: Path) -> list[Problem]:
    """The documents that sources name and that the folder does not hold."""
    return [
        Problem("answers/sources.yaml", 0, f"`{source.file}` of the source `{source.id}` is not in {folder}")
        for source in content.sources.values()
        if source.file and not (folder / source.file).is_file()
    ]


class _Verifier:
    """Looks the claims of a draft up in a folder of documents."""

    def __init__(self, draft: Draft, folder: Path) -> None:
        content = draft.content
        self.draft = draft
        self.content = content
        self.months = {
            name.casefold(): number
            for number in range(1, 13)
            for name in content.phrases.get(f"month.{number}", {}).values()
        }
        self.common = {
            word
            for passage in passages(draft)
            for text in passage.text.values()
            for word in _WORD.findall(text)
            if word.islower()
        }
        self.spellings = {normalise(name): group for group in draft.names for name in group}
        self.documents = {
            source.id: self.evidence([(source.language, (folder / source.file).read_text("utf-8"))])
            for source in content.sources.values()
            if source.file
        }
        self.records = {source.id: self.evidence(_of_source(source)) for source in content.sources.values()}
        self.contacts = {
            contact.id: self.evidence(_of_contact(contact)) for contact in content.contacts.values()
        }

    def evidence(self, texts: Iterable[tuple[str, str]]) -> _Evidence:
        return _Evidence(texts, self.months)

    def findings(self) -> Iterator[Finding]:
        for passage in passages(self.draft):
            answer = self.content.answers.get(passage.id)
            if answer and passage.role in (Role.ANSWER, Role.TITLE):
                shown = {*answer.contacts, *_shown(answer.text), *_shown(answer.more)}
                for locale in passage.text:
                    for claim in self.claims(passage, locale):
                        yield self.finding(passage, locale, claim, answer.sources, shown)
        yield from self.press()

    def claims(self, passage: Passage, locale: str) -> Iterator[_Claim]:
        """What a passage states in one language; the digits of a date are not stated twice."""
        text = blank(passage.text[locale]).replace("*", " ")
        found = dates(text, self.months)
        for date in found:
            yield _Claim("date", date.written, date.offset, date)
        for figure in figures(text, locale):
            dated = any(date.offset <= figure.offset < date.offset + len(date.written) for date in found)
            small = figure.spelled and figure.value.isdigit() and int(figure.value) < _SPELLED_AT_LEAST
            if not dated and not small:
                yield _Claim("figure", figure.written, figure.offset, figure.value)
        for name in names(text, self.common):
            yield _Claim("name", name.text, name.offset, name.text)

    def finding(
        self, passage: Passage, locale: str, claim: _Claim, cited: tuple[str, ...], shown: Iterable[str]
    ) -> Finding:
        """Where a claim of an answer was found."""
        file, line = passage.document.file, passage.document.line_at(claim.offset, *passage.path, locale)
        looked_at = cited or tuple(self.content.sources)
        sources = [self.content.sources[id_] for id_ in looked_at if id_ in self.content.sources]
        where = [source.id for source in sources if self.in_source(claim, source.id)]
        where += [id_ for id_ in shown if id_ in self.contacts and self.states(self.contacts[id_], claim)]
        verdict = Verdict.FOUND
        if not where:
            verdict = Verdict.PAGE
            where = [source.id for source in sources if cited and not source.file]
        if not where:
            verdict = Verdict.ELSEWHERE
            where = [id_ for id_, document in self.documents.items() if self.states(document, claim)]
        if not where:
            verdict = Verdict.NOWHERE
            where = [source.id for source in sources if cited]
        return Finding(file, line, claim.kind, claim.text, verdict, tuple(where))

    def in_source(self, claim: _Claim, id_: str) -> bool:
        document = self.documents.get(id_)
        return self.states(self.records[id_], claim) or (
            document is not None and self.states(document, claim)
        )

    def states(self, evidence: _Evidence, claim: _Claim) -> bool:
        if isinstance(claim.value, Date):
            return evidence.has_date(claim.value)
        if claim.kind == "figure":
            return claim.value in evidence.figures
        return evidence.has_name(self.spellings.get(normalise(claim.value), (claim.value,)))

    def press(self) -> Iterator[Finding]:
        """The names, numbers and addresses of press contacts, held against the releases that print them."""
        document = self.draft.documents.get("answers/contacts.yaml")
        for contact in self.content.contacts.values():
            if contact.kind != "press" or not document:
                continue
            pages = {sighting.page for sighting in contact.sources}
            cited = {
                source.id: self.documents[source.id]
                for source in self.content.sources.values()
                if source.address in pages and source.file
            }
            for kind, key, value in _press_claims(contact):
                where = tuple(id_ for id_, evidence in cited.items() if _prints(evidence, kind, value))
                verdict = Verdict.FOUND if where else Verdict.NOWHERE
                line = document.line(contact.id, key)
                yield Finding(document.file, line, kind, value, verdict, where or tuple(cited))


def _prints(evidence: _Evidence, kind: str, value: str) -> bool:
    if kind == "number":
        return evidence.has_number(value)
    if kind == "e-mail":
        return value.casefold() in evidence.emails
    return evidence.has_name([value])


def _press_claims(contact: Contact) -> Iterator[tuple[str, str, str]]:
    for name in sorted(set(contact.name.values())):
        yield "name", "name", name
    if contact.number:
        yield "number", "number", contact.number
    if contact.email:
        yield "e-mail", "email", contact.email


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    for text in (source.title, source.label, source.publisher, source.when):
        yield from text.items()


def _of_contact(contact: Contact) -> Iterator[tuple[str, str]]:
    fields = (contact.name, contact.purpose, contact.hours, contact.cost, contact.languages, contact.note)
    for text in fields:
        yield from text.items()


def _shown(text: Text) -> Iterator[str]:
    """The contacts that a text names in placeholders."""
    for each in text.values():
        for name in PLACEHOLDER.findall(each):
            yield name.partition(".")[0]
