"""The report: what a period adds up to, as one HTML page without scripts or requests, and as a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import islice
from pathlib import Path
from string import Template

from bot import press
from bot.content.fill import fill
from bot.content.model import Content
from bot.insights import charts
from bot.insights.charts import Series
from bot.insights.figures import OUTCOMES, Count, Figures, Gap, figures
from bot.insights.gaps import ENOUGH, shown
from bot.insights.scrub import GONE
from bot.storage.counts import CountsTable
from bot.storage.gaps import GapsTable

MOST = 15
"""Bars of a chart."""

_FILES = Path(__file__).parent
_PICTURE = 640  # pixels that charts are wide in the picture


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: a chart, and its figures in a table."""

    key: str
    chart: str
    """SVG."""
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Report:
    """The figures of a period in the words of a language."""

    def __init__(self, found: Figures, content: Content, locale: str) -> None:
        self.figures = found
        self._content = content
        self._locale = locale

    def say(self, key: str, **values: object) -> str:
        """A phrase of the report."""
        text = self._content.choose(self._content.phrases[f"report.{key}"], self._locale)
        return fill(text, self._locale, self._content, **values)

    def title(self, intent: str) -> str:
        """An answer's title; its id where the answer is no more."""
        answer = self._content.answers.get(intent)
        return self._content.choose(answer.title, self._locale) if answer else intent

    def number(self, number: int) -> str:
        """A number as the language writes it."""
        sign = self.say("thousand").removeprefix("1").removesuffix("000")
        return f"{number:,}".replace(",", sign)

    @property
    def period(self) -> str:
        """From when to when."""
        return self.say("period", since=self._day(self.figures.since), until=self._day(self.figures.until))

    @property
    def summary(self) -> tuple[tuple[str, str], ...]:
        """The figures that stand first, each after what it is."""
        found = self.figures
        judged = sum(found.helpful.values()) + sum(found.unhelpful.values())
        return (
            (self.say("turns"), self.number(found.turns)),
            (self.say("answered"), self._share(found.outcomes.get("answer", 0), found.turns)),
            (self.say("helpful_share"), self._share(sum(found.helpful.values()), judged)),
            (self.say("urgent"), self.number(found.outcomes.get("urgent", 0))),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """The charts with their tables."""
        found = self.figures
        languages = {x.locale: x.name for x in self._content.languages.values()}
        themes = {t.id: self._content.choose(t.title, self._locale) for t in self._content.themes.values()}
        campaigns = {
            c.id: self._content.choose(c.title, self._locale) for c in self._content.campaigns.values()
        }
        return (
            self._days(),
            self._bars("intents", {self.title(i): n for i, n in islice(found.intents.items(), MOST)}),
            self._bars("themes", {themes.get(t, t): n for t, n in found.themes.items()}),
            self._bars("locales", {languages.get(x, x): n for x, n in found.locales.items()}),
            self._bars("campaigns", {campaigns.get(c, c): n for c, n in found.campaigns.items()}),
            self._judged(),
        )

    def html(self) -> str:
        """The page."""
        values = {
            "locale": self._locale,
            "style": (_FILES / "report.css").read_text("utf-8"),
            "title": escape(self.say("title")),
            "period": escape(self.period),
            "intro": escape(self.say("intro")),
            "summary": "".join(
                f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in self.summary
            ),
            "parts": "\n".join(self._section(part) for part in self.parts),
            "gaps_title": escape(self.say("gaps")),
            "gaps": self._gaps(),
        }
        return Template((_FILES / "report.html").read_text("utf-8")).substitute(values)

    def png(self) -> bytes:
        """The summary as a picture, for a chat."""
        days, intents, *_ = self.parts
        data = {
            "locale": self._locale,
            "title": self.say("title"),
            "period": self.period,
            "summary": self.summary,
            "legend": [
                [self.say(outcome), colour] for outcome, colour in zip(OUTCOMES, charts.COLOURS, strict=True)
            ],
            "charts": [
                [self.say(part.key), charts.fixed(part.chart, _PICTURE)]
                for part in (days, intents)
                if part.chart
            ],
        }
        return press.png(_FILES / "report.typ", data)

    def _days(self) -> Part:
        days = self.figures.days
        series = [
            Series(self.say(outcome), [amounts.get(outcome, 0) for amounts in days.values()])
            for outcome in OUTCOMES
        ]
        names = [self.say(outcome) for outcome in OUTCOMES]
        rows = [
            (
                day.isoformat(),
                *(self.number(amounts.get(outcome, 0)) for outcome in OUTCOMES),
                self.number(sum(amounts.values())),
            )
            for day, amounts in days.items()
        ]
        labels = [f"{day:%d.%m}" for day in days]
        chart = charts.columns(self.say("days"), labels, series, written=self.number)
        return Part("days", chart, (self.say("day"), *names, self.say("total")), tuple(rows))

    def _bars(self, key: str, values: Mapping[str, int]) -> Part:
        amounts = {name: [number] for name, number in values.items()}
        chart = charts.bars(self.say(key), amounts, written=self.number) if values else ""
        rows = tuple((name, self.number(number)) for name, number in values.items())
        return Part(key, chart, (self.say("what"), self.say("times")), rows)

    def _judged(self) -> Part:
        good, bad = self.figures.helpful, self.figures.unhelpful
        both = sorted({*good, *bad}, key=lambda intent: (-good.get(intent, 0) - bad.get(intent, 0), intent))
        amounts = {self.title(i): [good.get(i, 0), bad.get(i, 0)] for i in both[:MOST]}
        chart = charts.bars(self.say("judged"), amounts, written=self.number) if amounts else ""
        rows = tuple((name, *map(self.number, parts)) for name, parts in amounts.items())
        return Part("judged", chart, (self.say("what"), self.say("helpful"), self.say("unhelpful")), rows)

    def _section(self, part: Part) -> str:
        heading = f'<h2 id="{part.key}">{escape(self.say(part.key))}</h2>'
        if not part.chart:
            return f"<section>{heading}<p>{escape(self.say('nothing'))}</p></section>"
        legend = part.head[1:-1] if part.key == "days" else part.head[1:] if part.key == "judged" else ()
        return (
            f"<section>{heading}{_legend(legend)}{part.chart}"
            f"<details><summary>{escape(self.say('table'))}</summary>{_table(part)}</details></section>"
        )

    def _gaps(self) -> str:
        if not self.figures.gaps:
            return f"<p>{escape(self.say('gaps_none'))}</p>"
        intro = f"<p>{escape(self.say('gaps_intro', people=ENOUGH))}</p>"
        return intro + "".join(self._gap(gap) for gap in self.figures.gaps)

    def _gap(self, gap: Gap) -> str:
        known = gap.nearest in self._content.answers
        nearest = self.say("nearest", intent=f"{self.title(gap.nearest)} ({gap.nearest})") if known else ""
        file = f"intents/{gap.nearest}.yaml"
        paste = self.say("paste", file=file) if known else self.say("paste_new")
        found = escape(examples(gap))
        block = f'<p>{escape(paste)}</p><pre tabindex="0">{found}</pre>' if found else ""
        return (
            f'<article><h3 lang="{gap.locale}">{escape(gap.wordings[0])} <small>× {gap.times}</small></h3>'
            f"<p>{escape(nearest)}</p>{block}</article>"
        )

    def _share(self, part: int, whole: int) -> str:
        """A part in per cent; a dash of nothing."""
        return self.say("share", share=round(100 * part / whole)) if whole else "–"

    def _day(self, day: date) -> str:
        month = self._content.choose(self._content.phrases[f"month.{day.month}"], self._locale)
        pattern = self._content.choose(self._content.phrases["day"], self._locale)
        return fill(pattern, self._locale, self._content, day=day.day, month=month, year=day.year)


def report(  # noqa: PLR0913, PLR0917 where from, for whom, and which days
    counts: CountsTable, gaps: GapsTable, content: Content, locale: str, since: date, until: date
) -> Report:
    """The report of some days, the first and the last included, from what is stored.

    Raises:
        AwayError: the database does not answer.
    """
    counted = [Count(*event, times) for event, times in counts.read(since, until).items()]
    return Report(figures(counted, since, until, shown(gaps)), content, locale)


def examples(gap: Gap) -> str:
    """A gap's wordings as YAML to paste into an intent, without those that something was taken out of.

    Empty where something was taken out of each.
    """
    whole = [wording for wording in gap.wordings if GONE not in wording]
    quoted = ["  - '" + wording.replace("'", "''") + "'" for wording in whole]
    return "\n".join([f"{gap.locale}:", *quoted]) if quoted else ""


def _legend(names: Sequence[str]) -> str:
    """What each colour stands for."""
    items = "".join(
        f'<li><span class="key" style="background:{colour}"></span>{escape(name)}</li>'
        for name, colour in zip(names, charts.COLOURS, strict=False)
    )
    return f'<ul class="legend">{items}</ul>' if items else ""


def _table(part: Part) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in part.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in part.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
