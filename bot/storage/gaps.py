"""Questions without an answer: groups of near-same wordings, scrubbed, without a trace of who asked.

How many people asked is told from marks of 16 bits, which are made for one group and one chat by a key that
is not in the database: the same person's marks in two groups have nothing to do with each other, and many
chats share each. When enough people asked, the marks are deleted; when nobody asks for a while, so is the
group.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.storage.access import reach
from bot.storage.database import Database
from bot.storage.tables import gap_people, gap_wordings, gaps

KEPT = 90
"""Days without a question after which a group is deleted."""
MOST = 2_000
"""Groups that are kept; further questions are not, until old ones go."""
WORDINGS = 20
"""Wordings that are kept of a group."""


@dataclass(frozen=True, slots=True)
class Group:
    """Near-same questions."""

    id: int
    locale: str
    nearest: str
    wordings: Mapping[str, int]
    """How often each was used."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that no answer fits."""

    wording: str
    """Scrubbed."""
    locale: str
    nearest: str
    """The intent that comes nearest; empty where none is near."""
    day: date


Choose = Callable[[list[Group]], Group | None]
"""Picks the group that a question belongs to."""


class GapsTable:
    """The groups of all processes. Every call is one transaction; it blocks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, question: Question, choose: Choose, mark: Callable[[int], int], enough: int) -> None:
        """Put a question into the group that is chosen for it, or into a new one.

        Args:
            question: what was asked.
            choose: picks from the groups of this language.
            mark: the person's mark in a group, by the group's number.
            enough: how many people must have asked for a group to be shown.
        """
        with reach(self._database) as (connection, _):
            _purge(connection, question.day)
            known = _groups(connection, gaps.c.locale == question.locale)
            chosen = choose(known)
            if chosen is None and len(known) >= MOST:
                return
            id_ = chosen.id if chosen else _new(connection, question)
            connection.execute(update(gaps).where(gaps.c.id == id_).values(day=question.day))
            _word(connection, id_, question.wording, chosen)
            _count(connection, id_, mark(id_), enough)

    def shown(self) -> list[Group]:
        """The groups that enough people asked for."""
        with reach(self._database) as (connection, _):
            return _groups(connection, gaps.c.shown)

    def clear(self) -> None:
        """Delete everything, as when the log is turned off."""
        with reach(self._database) as (connection, _):
            for table in (gap_people, gap_wordings, gaps):
                connection.execute(delete(table))


def _groups(connection: Connection, which: ColumnElement[bool]) -> list[Group]:
    rows = connection.execute(
        select(gaps.c.id, gaps.c.locale, gaps.c.nearest, gap_wordings.c.wording, gap_wordings.c.times)
        .join_from(gaps, gap_wordings, gaps.c.id == gap_wordings.c.gap)
        .where(which)
        .order_by(gaps.c.id, gap_wordings.c.times.desc(), gap_wordings.c.wording)
    )
    found: dict[int, Group] = {}
    wordings: dict[int, dict[str, int]] = {}
    for row in rows:
        words = wordings.setdefault(row.id, {})
        words[row.wording] = row.times
        found.setdefault(row.id, Group(row.id, row.locale, row.nearest, words))
    return list(found.values())


def _new(connection: Connection, question: Question) -> int:
    row = insert(gaps).values(locale=question.locale, nearest=question.nearest, day=question.day)
    return int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index] # an insert of one row has one


def _word(connection: Connection, id_: int, wording: str, group: Group | None) -> None:
    """Count a wording; beyond the most that are kept of a group, it counts for the most frequent one."""
    known = group.wordings if group else {}
    if wording not in known and len(known) >= WORDINGS:
        wording = next(iter(known))
    if wording in known:
        mine = (gap_wordings.c.gap == id_, gap_wordings.c.wording == wording)
        connection.execute(update(gap_wordings).where(*mine).values(times=gap_wordings.c.times + 1))
    else:
        connection.execute(insert(gap_wordings).values(gap=id_, wording=wording, times=1))


def _count(connection: Connection, id_: int, mark: int, enough: int) -> None:
    """Note that a person asked; when enough did, show the group and delete the marks."""
    if connection.scalar(select(gaps.c.shown).where(gaps.c.id == id_)):
        return
    here = gap_people.c.gap == id_
    if connection.scalar(select(gap_people.c.mark).where(here, gap_people.c.mark == mark)) is None:
        connection.execute(insert(gap_people).values(gap=id_, mark=mark))
    if (connection.scalar(select(func.count()).select_from(gap_people).where(here)) or 0) >= enough:
        connection.execute(delete(gap_people).where(here))
        connection.execute(update(gaps).where(gaps.c.id == id_).values(shown=True))


def _purge(connection: Connection, today: date) -> None:
    """Delete the groups that nobody asked for a long time."""
    old = list(connection.scalars(select(gaps.c.id).where(gaps.c.day < today - timedelta(days=KEPT))))
    if old:
        for table in (gap_people, gap_wordings):
            connection.execute(delete(table).where(table.c.gap.in_(old)))
        connection.execute(delete(gaps).where(gaps.c.id.in_(old)))
