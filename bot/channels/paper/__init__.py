"""The FAQ on paper: a PDF to print and to hand out, tagged for screen readers."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot import press
from bot.channels.markdown import Block, Span, read
from bot.content.fill import fill
from bot.content.model import Content
from bot.outreach.faq import Faq
from bot.outreach.links import Link

_TEMPLATE = Path(__file__).with_name("faq.typ")
_LABELS = ("title", "dated", "intro", "partial", "numbers", "contents", "more", "ask")


def pdf(faq: Faq, content: Content, username: str) -> bytes:
    """The FAQ as an A4 document: the numbers first, then the contents, then the answers.

    Args:
        faq: what it says.
        content: for the labels.
        username: the bot's user name on Telegram.
    """
    link = Link(username)
    return press.pdf(
        _TEMPLATE,
        {
            "locale": faq.locale,
            "labels": {name: _phrase(f"faq.{name}", faq, content) for name in _LABELS},
            "complete": content.languages[faq.locale].complete,
            "abroad_label": _blocks(_phrase("contacts_abroad", faq, content)),
            "first": [asdict(line) for line in faq.first],
            "lines": [asdict(line) for line in faq.lines],
            "abroad": [asdict(line) for line in faq.abroad],
            "sections": [
                {
                    "title": section.title,
                    "entries": [
                        {
                            "title": entry.title,
                            "url": entry.link.url,
                            "text": _blocks(entry.text),
                            "more": _blocks(entry.more),
                        }
                        for entry in section.entries
                    ],
                }
                for section in faq.sections
            ],
            "address": link.name,
            "qr": link.svg(border=0).decode(),
        },
    )


def _phrase(key: str, faq: Faq, content: Content) -> str:
    return fill(content.choose(content.phrases[key], faq.locale), faq.locale, content, day=faq.day)


def _blocks(markdown: str) -> list[dict[str, Any]]:
    """A text for the template: its paragraphs and list items, in styled stretches."""
    return [{"item": block.depth > 0, "spans": _spans(block)} for block in read(markdown)]


def _spans(block: Block) -> list[dict[str, str]]:
    """The stretches of a block; an item's bullet is the template's to draw."""
    return [_span(span) for span in (block.spans[1:] if block.depth else block.spans)]


def _span(span: Span) -> dict[str, str]:
    looks = {str(style.kind): style.address or "yes" for style in span.styles}
    return {"text": span.text, "bold": "", "italic": "", "link": ""} | looks
