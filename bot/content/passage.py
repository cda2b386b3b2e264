"""The texts for people, each with its place in a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bot.content.draft import Draft
from bot.content.layout import CAMPAIGNS
from bot.content.model import Text
from bot.content.problem import Problem, Severity
from bot.content.source import Document


class Role(Enum):
    """What a text is for."""

    ANSWER = auto()
    TITLE = auto()
    PHRASE = auto()
    RECORD = auto()
    """A field of a contact or a source."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in all its languages, and where it stands."""

    role: Role
    id: str
    """Of the answer, the theme or the record; the key of a phrase."""
    text: Text
    document: Document
    path: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key under which the text stands, as in title, text or more."""
        return self.path[-1]

    def problem(
        self, message: str, locale: str | None = None, offset: int = 0, severity: Severity = Severity.ERROR
    ) -> Problem:
        """A problem at a place of the text in one language, or of the text as a whole."""
        if locale is None:
            line = self.document.line(*self.path)
        else:
            line = self.document.line_at(offset, *self.path, locale)
        return Problem(self.document.file, line, message, severity)


def passages(draft: Draft) -> Iterator[Passage]:
    """Every text for people that could be read."""
    yield from _answers(draft)
    yield from _records(draft)
    for key, phrase in draft.content.phrases.items():
        yield Passage(Role.PHRASE, key, phrase, draft.documents["answers/phrases.yaml"], (key,))
    for campaign in draft.content.campaigns.values():
        document = draft.documents[f"answers/{CAMPAIGNS}/{campaign.id}.yaml"]
        yield Passage(Role.TITLE, campaign.id, campaign.title, document, ("title",))
        yield Passage(Role.RECORD, campaign.id, campaign.place, document, ("place",))
        for name in ("greeting", "question", "slogan", "sms"):
            yield Passage(Role.PHRASE, campaign.id, getattr(campaign, name), document, (name,))


def _answers(draft: Draft) -> Iterator[Passage]:
    """The texts of the answers and the themes."""
    for answer in draft.content.answers.values():
        document = draft.documents[f"answers/{answer.id}.yaml"]
        yield Passage(Role.TITLE, answer.id, answer.title, document, ("title",))
        yield Passage(Role.ANSWER, answer.id, answer.text, document, ("text",))
        if answer.more:
            yield Passage(Role.ANSWER, answer.id, answer.more, document, ("more",))
    for theme in draft.content.themes.values():
        document = draft.documents[f"answers/{theme.id}/_theme.yaml"]
        yield Passage(Role.TITLE, theme.id, theme.title, document, ("title",))


def _records(draft: Draft) -> Iterator[Passage]:
    """The texts of the contacts and the sources."""
    for contact in draft.content.contacts.values():
        document = draft.documents["answers/contacts.yaml"]
        names = ("name", "hours", "cost", "languages", "note")
        fields: dict[str, Text] = {"for": contact.purpose} | {name: getattr(contact, name) for name in names}
        for name, text in fields.items():
            if text:
                yield Passage(Role.RECORD, contact.id, text, document, (contact.id, name))
    for source in draft.content.sources.values():
        document = draft.documents["answers/sources.yaml"]
        for name in ("title", "label", "publisher", "when"):
            yield Passage(Role.RECORD, source.id, getattr(source, name), document, (source.id, name))
