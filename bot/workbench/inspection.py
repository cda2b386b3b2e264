"""Everything that a maintainer should know of the content on disk: errors, and what could be better."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.checks import overdue
from bot.content.draft import Draft
from bot.content.loader import read
from bot.content.problem import Problem, Severity
from bot.required import lacking
from bot.workbench import hints, reading, translations


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found."""

    draft: Draft
    problems: tuple[Problem, ...]
    """Sorted by file and line."""
    unaccepted: int
    """Texts that are new, or edited in all their languages, since somebody accepted the translations."""

    @property
    def errors(self) -> int:
        """How many problems keep the content from being served."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def inspect(folder: Path, today: date) -> Inspection:
    """Look at the content of a folder.

    Of content with errors, only these and the warnings of the checks are told: the rest can wait.
    """
    draft, problems = read(folder)
    problems += [*lacking(draft), *overdue(draft, today)]
    unaccepted = 0
    if not any(problem.severity is Severity.ERROR for problem in problems):
        lock = translations.read(folder)
        problems += [
            *hints.weak(draft),
            *hints.unused(draft),
            *reading.hard(draft),
            *reading.spelling(draft),
            *translations.stale(draft, lock),
        ]
        unaccepted = translations.pending(draft, lock)
    return Inspection(draft, tuple(sorted(set(problems))), unaccepted)


def as_line(problem: Problem) -> str:
    """A problem as a line for people; what is not wrong says so."""
    if problem.severity is Severity.ERROR:
        return str(problem)
    place, _, message = str(problem).partition(": ")
    return f"{place}: {problem.severity}: {message}"


def annotation(problem: Problem, folder: str = "") -> str:
    """A problem as GitHub shows it beside the line of a change (workflow command).

    Args:
        problem: the problem.
        folder: where the content folder is in the repository, with a slash at its end; "" at the top.
    """
    level = {Severity.ERROR: "error", Severity.WARNING: "warning"}.get(problem.severity, "notice")
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{level} file={folder}{problem.file},line={max(1, problem.line)}::{message}"
