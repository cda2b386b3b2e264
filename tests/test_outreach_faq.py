"""The FAQ as a page and on paper: complete, dated, the numbers first, links that lead back to the answers."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.channels import paper
from bot.channels.web import faq as web
from bot.content.fill import fill
from bot.content.model import Content
from bot.conversation import Conversation
from bot.message import Message, Session
from bot.outreach.faq import faq, languages
from tests.browser import browsing, needs_browser, requests, violations

BOT = "vigie_test_bot"
DAY = date(2026, 12, 1)
FILES = {"fr": "faq-fr.html", "en": "faq-en.html", "es": "faq-es.html"}


def page(content: Content, locale: str) -> str:
    """The page in a language."""
    others = {other: file for other, file in FILES.items() if other != locale}
    return web.page(faq(content, locale, BOT, DAY), content, BOT, others)


def document(content: Content, locale: str) -> PdfReader:
    """The PDF in a language."""
    return PdfReader(io.BytesIO(paper.pdf(faq(content, locale, BOT, DAY), content, BOT)))


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_answer_of_the_menu_stands_in_it_with_its_link(content: Content, locale: str) -> None:
    made = page(content, locale)
    for intent, answer in content.answers.items():
        anchor = intent.replace("/", "-", 1)
        expected = content.themes[answer.theme].menu and intent not in ("about/help", "about/privacy")
        assert (f'<article id="{anchor}">' in made) == expected, intent
        assert (f"https://t.me/{BOT}?start={anchor}" in made) == expected, intent


def test_each_shared_link_opens_its_answer(conversation: Conversation, content: Content) -> None:
    payloads = re.findall(rf"t\.me/{BOT}\?start=([\w-]+)", page(content, "en"))
    assert len(payloads) > 80
    for payload in payloads:
        turn = conversation.respond(Message(f"/start {payload}"), Session())
        assert turn.intent == payload.replace("-", "/", 1)


def test_the_numbers_come_first_and_can_be_dialled(content: Content) -> None:
    made = page(content, "en")
    first = [made.index(f'href="tel:{number}"') for number in ("105", "1818")]
    assert max(first) < made.index("<article")
    assert "seen July 2025" in made[: made.index("<article")]


@pytest.mark.parametrize(("locale", "day"), [("fr", "1 décembre 2026"), ("en", "1 December 2026")])
def test_it_is_dated(content: Content, locale: str, day: str) -> None:
    assert day in page(content, locale)
    assert day in flat(document(content, locale).pages[0].extract_text())


def test_the_page_asks_nobody_for_anything(content: Content) -> None:
    made = page(content, "fr")
    assert "default-src 'none'" in made
    assert not re.findall(r"<(?:script|img|link|iframe|form|input)\b|\bsrc=|url\(|@import", made)


def test_a_partial_language_has_what_there_is_in_it(content: Content) -> None:
    assert languages(content) == ["fr", "en", "es"]
    made = page(content, "es")
    shown = set(re.findall(r'<article id="([\w-]+)"', made))
    assert "safety-in_danger" in shown
    assert {each.replace("-", "/", 1) for each in shown} <= {
        i for i, a in content.answers.items() if "es" in a.text
    }


@pytest.mark.parametrize("locale", ["fr", "en", "es"])
def test_the_pdf_says_what_the_page_says(content: Content, locale: str) -> None:
    made = document(content, locale)
    text = flat(" ".join(each.extract_text() for each in made.pages))
    assert made.metadata is not None
    assert made.metadata.title == fill(content.phrases["faq.title"][locale], locale, content)
    assert "1818" in text
    assert f"t.me/{BOT}" in text
    lacking = [
        entry.title
        for section in faq(content, locale, BOT, DAY).sections
        for entry in section.entries
        if flat(entry.title) not in text
    ]
    assert lacking == []


def test_the_pdf_keeps_the_typography(content: Content) -> None:
    text = " ".join(each.extract_text() for each in document(content, "fr").pages)
    for written in ("Cœur bleu", "Pérou", "À propos", "«\u00a0"):
        assert written in text


def test_the_pdf_is_tagged_for_screen_readers(content: Content) -> None:
    root = document(content, "fr").trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"].startswith("fr")  # type: ignore[index]


@needs_browser
@pytest.mark.parametrize("width", [320, 1280])
def test_in_a_browser(content: Content, tmp_path: Path, width: int) -> None:
    for locale, file in FILES.items():
        (tmp_path / file).write_text(page(content, locale), "utf-8")
    with browsing(width, 800, dark=width > 1000) as window:
        window.get((tmp_path / FILES["fr"]).as_uri())
        assert violations(window) == []
        assert window.execute_script("return document.documentElement.scrollWidth") <= width
        assert requests(window) == []
        window.find_element("link text", "English").click()
        assert window.execute_script("return document.documentElement.lang") == "en"
        assert [entry for entry in window.get_log("browser") if entry["level"] == "SEVERE"] == []


def flat(text: str) -> str:
    """A text without regard to where its lines break."""
    return " ".join(text.replace("\u200b", "").split())
