"""What was counted, and what it adds up to."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.message import Outcome

HELPFUL, UNHELPFUL = "helpful", "unhelpful"
"""Outcomes of a press on 👍 or 👎, counted beside those of a turn."""
OUTCOMES = tuple(str(outcome) for outcome in Outcome)
"""Outcomes of a turn, in the order of :class:`~bot.message.Outcome`."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened on a day. This is all that is kept of it."""

    day: date
    outcome: str
    """An outcome of a turn, or :data:`HELPFUL` or :data:`UNHELPFUL`."""
    intent: str
    """What was answered or judged; empty where nothing was."""
    locale: str
    campaign: str
    """The campaign whose link was followed; empty where none was."""
    times: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that several people asked and no answer fits."""

    locale: str
    wordings: tuple[str, ...]
    """Scrubbed, the most frequent first."""
    times: int
    nearest: str
    """The intent that comes nearest; empty where none is near."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a period adds up to."""

    since: date
    until: date
    days: Mapping[date, Mapping[str, int]]
    """Turns by day, then by outcome; every day of the period has an entry."""
    outcomes: Mapping[str, int]
    intents: Mapping[str, int]
    """Answers given, by intent, the most frequent first; so are the others."""
    themes: Mapping[str, int]
    locales: Mapping[str, int]
    campaigns: Mapping[str, int]
    helpful: Mapping[str, int]
    unhelpful: Mapping[str, int]
    gaps: tuple[Gap, ...] = ()

    @property
    def turns(self) -> int:
        """How many messages and presses were answered, in whatever way."""
        return sum(self.outcomes.values())


def figures(counts: Iterable[Count], since: date, until: date, gaps: Iterable[Gap] = ()) -> Figures:
    """What the counts of a period add up to.

    Args:
        counts: what was counted; days outside the period are passed over.
        since: the first day.
        until: the last day.
        gaps: the questions without an answer, as they may be shown.
    """
    within = [count for count in counts if since <= count.day <= until]
    turns = [count for count in within if count.outcome in OUTCOMES]
    length = (until - since).days + 1
    return Figures(
        since,
        until,
        {
            day: _totals((c for c in turns if c.day == day), lambda c: c.outcome)
            for day in (since + timedelta(days=number) for number in range(length))
        },
        _totals(turns, lambda c: c.outcome),
        _totals((c for c in turns if c.intent), lambda c: c.intent),
        _totals((c for c in turns if c.intent), lambda c: c.intent.partition("/")[0]),
        _totals(turns, lambda c: c.locale),
        _totals((c for c in turns if c.campaign), lambda c: c.campaign),
        _totals((c for c in within if c.outcome == HELPFUL), lambda c: c.intent),
        _totals((c for c in within if c.outcome == UNHELPFUL), lambda c: c.intent),
        tuple(gaps),
    )


def _totals(counts: Iterable[Count], key: Callable[[Count], str]) -> dict[str, int]:
    """How often each thing happened, the most frequent first."""
    totals: Counter[str] = Counter()
    for count in counts:
        totals[key(count)] += count.times
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))
