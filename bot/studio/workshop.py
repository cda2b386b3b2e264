"""What the studio knows of the content on disk: its files, their state, and what the last save changed."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any

from bot.content.layout import Kind
from bot.content.problem import Problem, Severity
from bot.live import Live
from bot.workbench.hints import steals
from bot.workbench.inspection import Inspection, inspect
from bot.workbench.routing import KINDS, Difference, Question, Route, compare, edited, examples, routes

SAMPLE = 600
"""Examples that are asked again after each save, beside all utterances: seconds count here."""
MOST_CHANGES = 60
"""Changed questions that are shown; the summary counts them all."""

log = logging.getLogger(__name__)


class Workshop:
    """Looks at the content after every save. The page asks for :meth:`state`."""

    def __init__(self, live: Live, questions: Iterable[Question] = ()) -> None:
        self._live = live
        self._questions = (*questions, *examples(live.content, SAMPLE))
        self._lock = Lock()
        self._version = 0
        self._inspection = self._inspect()
        self._before = live.content
        self._routes: dict[Question, Route] = {}
        self._difference: Difference | None = None
        live.listen(self._saved)

    def prepare(self) -> None:
        """Ask the known questions for the first time, so that the next save has something to differ from."""
        self._routes = routes(self._live.conversation, self._questions)
        self._publish()
        self._compare_examples()

    def state(self, seen: int = -1) -> dict[str, Any]:
        """What the page shows; only the version when nothing is new since ``seen``."""
        with self._lock:
            if seen == self._version:
                return {"version": self._version}
            return {
                "version": self._version,
                "served": not self._live.problems,
                "ready": bool(self._routes),
                "errors": self._inspection.errors,
                "warnings": len(self._inspection.problems) - self._inspection.errors,
                "folder": str(self._live.folder.resolve()),
                **_files(self._inspection),
                "difference": _shown(self._difference),
            }

    def _inspect(self) -> Inspection:
        return inspect(self._live.folder, datetime.now().astimezone().date())

    def _saved(self, errors: Sequence[Problem]) -> None:
        """The content on disk changed: look at it, and if it is served, ask the known questions again."""
        self._inspection = self._inspect()
        self._publish()
        if errors or not self._routes:
            return
        after = routes(self._live.conversation, self._questions)
        answers = edited(self._before, self._live.content)
        self._difference = compare(self._routes, after, answers)
        self._routes, self._before = after, self._live.content
        self._publish()
        self._compare_examples()

    def _compare_examples(self) -> None:
        """Add the examples that another intent would take; this takes longest, so it comes last."""
        found = self._inspection
        taken = steals(self._live.recogniser.confusions())
        self._inspection = replace(found, problems=tuple(sorted({*found.problems, *taken})))
        self._publish()

    def _publish(self) -> None:
        with self._lock:
            self._version += 1


def _files(found: Inspection) -> dict[str, Any]:
    """The topics with their files, and the other files, each with what is wrong with it."""
    problems: dict[str, list[Problem]] = defaultdict(list)
    for problem in found.problems:
        problems[problem.file].append(problem)
    content = found.draft.content
    themes: dict[str, list[dict[str, Any]]] = {id_: [] for id_ in content.themes}
    ids = found.draft.ids(Kind.ANSWER) | found.draft.ids(Kind.INTENT)
    for id_ in sorted(ids):
        answer, intent = content.answers.get(id_), content.intents.get(id_)
        files = [f"answers/{id_}.yaml", f"intents/{id_}.yaml"]
        counts: dict[str, int] = defaultdict(int)
        for example in intent.examples if intent else ():
            counts[example.locale] += 1
        entry = {
            "id": id_,
            "title": dict(answer.title) if answer else {},
            "files": files,
            "examples": dict(counts),
            "problems": [_told(problem) for file in files for problem in problems.pop(file, [])],
        }
        themes.setdefault(id_.partition("/")[0], []).append(entry)
    return {
        "themes": [
            {
                "id": id_,
                "title": dict(content.themes[id_].title) if id_ in content.themes else {},
                "topics": topics,
            }
            for id_, topics in themes.items()
        ],
        "others": [
            {"file": file, "problems": [_told(problem) for problem in each]}
            for file, each in sorted(problems.items())
        ],
    }


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "message": problem.message,
        "error": problem.severity is Severity.ERROR,
    }


def _shown(difference: Difference | None) -> dict[str, Any] | None:
    if difference is None:
        return None
    return {
        "questions": difference.questions,
        "answers": difference.answers,
        "counts": {kind: len(difference.of(kind)) for kind in KINDS},
        "changes": [
            {
                "kind": change.kind,
                "text": str(change.question),
                "before": _leads(change.before),
                "after": _leads(change.after),
            }
            for change in difference.changes[:MOST_CHANGES]
        ],
    }


def _leads(route: Route) -> dict[str, Any]:
    return {"outcome": route.outcome, "intents": route.intents, "confidence": route.confidence}
