"""What an edit changes for real questions: which of them now get another answer."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from bot.content.model import Answer, Content
from bot.conversation import Conversation
from bot.message import Message, Outcome, Session

NOTICEABLE = 0.15
"""A change of confidence from which on an answer that stays the same is worth a line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose right answer is known."""

    text: str
    locale: str
    wanted: tuple[str, ...] = ()
    """The intents any of which is right; none: no answer fits."""
    after: str = ""
    """The answer that was read before it, if one was."""

    def __str__(self) -> str:
        return f"{self.text} [after {self.after}]" if self.after else self.text


@dataclass(frozen=True, slots=True)
class Route:
    """Where a question leads."""

    outcome: Outcome
    intents: tuple[str, ...]
    """The answers given, or offered."""
    confidence: float

    def right(self, question: Question) -> bool:
        """Whether the question gets what it should: its answer, or none where there is none."""
        answered = self.outcome in (Outcome.ANSWER, Outcome.URGENT)
        if not question.wanted:
            return not answered
        return answered and bool(set(self.intents) & set(question.wanted))

    def __str__(self) -> str:
        where = ", ".join(self.intents) or "nothing"
        match self.outcome:
            case Outcome.CLARIFY:
                return f"offers {where} ({self.confidence:.2f})"
            case Outcome.FALLBACK:
                return f"no answer ({self.confidence:.2f})"
            case _:
                return f"{where} ({self.confidence:.2f})"


@dataclass(frozen=True, slots=True)
class Change:
    """A question that leads elsewhere than before, or less surely."""

    question: Question
    before: Route
    after: Route

    @property
    def kind(self) -> str:
        """gained: now right; lost: no longer right; moved: another answer; surer, unsurer: the same one."""
        was, is_ = (route.right(self.question) for route in (self.before, self.after))
        if was != is_:
            return "gained" if is_ else "lost"
        if (self.before.outcome, self.before.intents) != (self.after.outcome, self.after.intents):
            return "moved"
        return "surer" if self.after.confidence > self.before.confidence else "unsurer"


KINDS = ("lost", "moved", "gained", "unsurer", "surer")
"""The kinds of change, what needs a look first."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that an edit changes."""

    questions: int
    changes: tuple[Change, ...]
    answers: tuple[str, ...] = ()
    """The answers whose words changed: ``hotline/who_runs (fr, en)``; with "new" or "gone" for whole ones."""

    def of(self, kind: str) -> list[Change]:
        """The changes of a kind."""
        return [change for change in self.changes if change.kind == kind]

    def summary(self) -> str:
        """One line, such as a commit message carries."""
        counts = ", ".join(f"{len(self.of(kind))} {kind}" for kind in ("gained", "lost", "moved"))
        words = f" Answers edited: {', '.join(self.answers)}." if self.answers else ""
        return f"Routing of {self.questions} known questions: {counts}.{words}"


def examples(content: Content, at_most: int | None = None) -> list[Question]:
    """The examples as questions; of many, a sample that is the same every time."""
    every = [
        Question(example.text, example.locale, (intent.id,), example.after)
        for intent in content.intents.values()
        for example in intent.wordings
    ]
    if at_most is None or len(every) <= at_most:
        return every
    return sorted(every, key=lambda question: crc32(question.text.encode()))[:at_most]


def utterances(folder: Path) -> Iterator[Question]:
    """The questions of the ``*.jsonl`` files in a folder: what strangers typed, with what they wanted.

    Each line holds ``text``, ``locale`` and ``intent`` or ``intents`` (with ``also`` for others that are
    right as well); a line without an intent is a question that has no answer.
    """
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                wanted = [row["intent"]] if row.get("intent") else row.get("intents", [])
                yield Question(row["text"], row["locale"], (*wanted, *row.get("also", ())))


def routes(conversation: Conversation, questions: Iterable[Question]) -> dict[Question, Route]:
    """Where each question leads, asked by itself or right after the answer that it goes on from."""
    return {question: route(conversation, question) for question in questions}


def route(conversation: Conversation, question: Question) -> Route:
    """Where one question leads."""
    read = Session(answered=(question.after,)) if question.after else Session()
    turn = conversation.respond(Message(question.text, locale=question.locale), read)
    answered = turn.outcome in (Outcome.ANSWER, Outcome.URGENT)
    intents = turn.session.answered if answered else tuple(choice.intent for choice in turn.choices)
    return Route(turn.outcome, intents, round(turn.confidence, 2))


def compare(
    before: Mapping[Question, Route], after: Mapping[Question, Route], answers: Sequence[str] = ()
) -> Difference:
    """What changed for the questions that were asked both times."""
    both = [question for question in after if question in before]
    changes = [Change(question, before[question], after[question]) for question in both]
    kept = [change for change in changes if _noticeable(change)]
    kept.sort(key=lambda change: (KINDS.index(change.kind), change.after.intents, change.question.text))
    return Difference(len(both), tuple(kept), tuple(answers))


def edited(before: Content, after: Content) -> list[str]:
    """The answers whose words changed, and how."""
    told = []
    for id_ in sorted(before.answers.keys() | after.answers.keys()):
        old, new = before.answers.get(id_), after.answers.get(id_)
        if old is None or new is None:
            told.append(f"{id_} ({'new' if new else 'gone'})")
        elif old != new:
            told.append(f"{id_} ({', '.join(_locales(old, new)) or 'links'})")
    return told


def _locales(old: Answer, new: Answer) -> list[str]:
    """The languages in which two states of an answer differ."""
    texts = [(getattr(old, key), getattr(new, key)) for key in ("title", "text", "more")]
    locales = dict.fromkeys(locale for pair in texts for text in pair for locale in text)
    return [locale for locale in locales if any(a.get(locale) != b.get(locale) for a, b in texts)]


def _noticeable(change: Change) -> bool:
    if change.kind in ("gained", "lost", "moved"):
        return True
    return abs(change.after.confidence - change.before.confidence) >= NOTICEABLE
