"""What an examination of the service found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    well: bool
    text: str
    """How it is, and where it is not well, what to do."""

    def __str__(self) -> str:
        """A line for a terminal."""
        return f"{'✓' if self.well else '✗'} {self.subject}: {self.text}"
