"""The FAQ as one page that needs no server: accessible, dated, the numbers first, nothing fetched."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

from bot.channels.web.render import dial, diallable, html
from bot.content.fill import fill
from bot.content.model import Content
from bot.outreach.faq import Entry, Faq, Line, Section
from bot.outreach.links import Link

_FILES = Path(__file__).parent


def page(faq: Faq, content: Content, username: str, others: Mapping[str, str]) -> str:
    """The page as one HTML document.

    Args:
        faq: what it says.
        content: for the labels, and the numbers that a phone can dial.
        username: the bot's user name on Telegram.
        others: the files of the other languages, by locale.
    """
    numbers = diallable(content)
    label = _Labels(content, faq)
    values = {
        "locale": faq.locale,
        "style": (_FILES / "faq.css").read_text("utf-8"),
        "title": label("title"),
        "dated": label("dated"),
        "intro": label("intro"),
        "partial": "" if content.languages[faq.locale].complete else f"<p>{label('partial')}</p>",
        "skip": label("skip"),
        "numbers": label("numbers"),
        "abroad_label": html(label.phrase("contacts_abroad")).removeprefix("<p>").removesuffix("</p>"),
        "contents_label": label("contents"),
        "languages_label": label("languages"),
        "languages": "".join(_language(content, locale, file) for locale, file in others.items()),
        "leave": label("leave"),
        "away": escape(label.phrase("web.away")),
        "first": "".join(_first(line) for line in faq.first),
        "lines": "".join(_line(line) for line in faq.lines),
        "abroad": "".join(_line(line) for line in faq.abroad),
        "contents": "".join(_content(section) for section in faq.sections),
        "sections": "\n".join(_section(section, numbers, label) for section in faq.sections),
        "bot": escape(Link(username).url),
        "ask": label("ask"),
    }
    return Template((_FILES / "faq.html").read_text("utf-8")).substitute(values)


class _Labels:
    """The page's own words, escaped."""

    def __init__(self, content: Content, faq: Faq) -> None:
        self._content = content
        self._faq = faq

    def __call__(self, name: str) -> str:
        return escape(self.phrase(f"faq.{name}"))

    def phrase(self, key: str) -> str:
        """A phrase as it is written."""
        text = self._content.choose(self._content.phrases[key], self._faq.locale)
        return fill(text, self._faq.locale, self._content, day=self._faq.day)


def _language(content: Content, locale: str, file: str) -> str:
    return (
        f'<a href="{escape(file)}" hreflang="{locale}" lang="{locale}">{content.languages[locale].name}</a>'
    )


def _first(line: Line) -> str:
    return (
        f'<li><p class="name">{escape(line.name)}</p>'
        f'<a class="number" href="{escape(dial(line.number))}">{escape(line.number)}</a>'
        f'<p>{escape(line.purpose)}</p><p class="details">{escape(line.details)}</p></li>'
    )


def _line(line: Line) -> str:
    reach = [f'<a class="number" href="{escape(dial(line.number))}">{escape(line.number)}</a>'] * bool(
        line.number
    )
    reach += [f'<a href="mailto:{escape(line.email)}">{escape(line.email)}</a>'] * bool(line.email)
    shown = escape(line.web.removeprefix("https://"))
    reach += [f'<a href="{escape(line.web)}" rel="noopener noreferrer">{shown}</a>'] * bool(line.web)
    return (
        f'<li><div class="reach">{"".join(reach)}</div><div><p><strong>{escape(line.name)}</strong></p>'
        f'<p>{escape(line.purpose)}</p><p class="details">{escape(line.details)}</p></div></li>'
    )


def _content(section: Section) -> str:
    return f'<li><a href="#{section.anchor}">{escape(section.title)}</a></li>'


def _section(section: Section, numbers: Iterable[str], label: _Labels) -> str:
    entries = "\n".join(_entry(entry, frozenset(numbers), label) for entry in section.entries)
    heading = f'<h2 id="{section.anchor}">{escape(section.title)}</h2>'
    return f'<section aria-labelledby="{section.anchor}">{heading}\n{entries}</section>'


def _entry(entry: Entry, numbers: frozenset[str], label: _Labels) -> str:
    more = f"<h4>{label('more')}</h4>{html(entry.more, numbers)}" if entry.more else ""
    title = escape(entry.title)
    return (
        f'<article id="{entry.anchor}"><h3><a href="#{entry.anchor}">{title}</a></h3>'
        f"{html(entry.text, numbers)}{more}"
        f'<p class="share"><a href="{escape(entry.link.url)}" rel="noopener noreferrer">{label("share")}'
        f'<span class="unseen"> {title}</span></a></p></article>'
    )
