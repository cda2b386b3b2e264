"""What the service keeps, from the settings in force: what /privacy says is made from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """What is kept."""

    stored: bool = False
    """Whether a database keeps language, topics, message ids, counts and subscriptions; else nothing does."""
    gaps: bool = False
    """Whether questions without an answer are kept, scrubbed."""
    counted: bool = False
    """Whether the turns of a channel that stores nothing else (the page) are counted."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases that say it, in order."""
        if not self.stored:
            return ("privacy.memory", *(("privacy.counts",) if self.counted else ()))
        kept = ("language", "recent", "waiting", "numbers", "subscription", "counts")
        wording = "gaps" if self.gaps else "no_wording"
        return tuple(f"privacy.{name}" for name in (*kept, wording))
