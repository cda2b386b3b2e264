"""What is wrong with the content, said so that an editor can mend it without asking anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    """Content with an error never serves."""
    WARNING = "warning"
    """Serves, but somebody should look at it."""
    INFO = "info"
    """Good to know; nothing to do."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, where it stands, and what to write instead."""

    file: str
    """The path from the content folder, with slashes."""
    line: int
    """Counted from 1; 0 for the file as a whole."""
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class ContentError(Exception):
    """The content cannot serve; :attr:`problems` says why, errors and warnings alike."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
