"""The web chat over real HTTP: what it answers, what it refuses, and what it never does."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.errors import ChannelError
from bot.channels.web import app, server
from bot.channels.web.bounds import Allowance
from bot.channels.web.page import page
from bot.channels.web.render import diallable, html
from bot.conversation import Conversation
from bot.live import Live
from bot.message import Turn
from tests.small import small_content

SECRET = "mon secret zanzibar 61 22 33 44"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    """A conversation over the real answers."""
    return Live(small_content(tmp_path_factory.mktemp("web")))


@pytest.fixture(scope="module")
def seen() -> list[Turn]:
    """The turns that the counts were told of."""
    return []


@pytest.fixture(scope="module")
def web(live: Live, seen: list[Turn]) -> Iterator[httpx.Client]:
    """A client of the page."""
    listening = server.listen(port=0)
    application = app.build(live, allowance=Allowance(burst=10_000), observe=seen.append)
    with (
        server.serving(application, listening),
        httpx.Client(base_url=server.address(listening), trust_env=False) as client,
    ):
        yield client


def ask(web: httpx.Client, **message: Any) -> dict[str, Any]:
    """The turn that the service gives for a message."""
    answer = web.post("/message", json=message)
    assert answer.status_code == 200, answer.text
    turn: dict[str, Any] = answer.json()
    return turn


def test_a_question_is_answered_in_its_language(web: httpx.Client, seen: list[Turn]) -> None:
    turn = ask(web, action="answer:hotline/calls_received", locale="fr")
    assert turn["locale"] == "fr"
    assert "11\u00a0000" in turn["replies"][0]["html"]
    assert turn["session"]["answered"] == ["hotline/calls_received"]
    assert seen[-1].intent == "hotline/calls_received"


def test_the_page_carries_the_session_back(web: httpx.Client) -> None:
    first = ask(web, action="answer:hotline/calls_received", locale="fr")
    second = ask(web, text="and in English?", locale="fr", session=first["session"])
    assert "11,000" in second["replies"][0]["html"]
    again = ask(web, text="and in English?", locale="fr")
    assert "11,000" not in again["replies"][0]["html"], "the server must not remember"


def test_a_forged_session_does_no_harm(web: httpx.Client) -> None:
    forged = {"locale": "xx", "fixed": True, "answered": ["no/such"], "offered": ["no/such", "../etc"]}
    for text in ("2", "source?", "the other one", "in french", "hello"):
        assert ask(web, text=text, session=forged)["replies"]


def test_danger_comes_with_numbers_that_a_phone_dials(web: httpx.Client) -> None:
    turn = ask(web, text="aidez-moi ils m'ont enfermée", locale="fr")
    assert turn["outcome"] == "urgent"
    assert '<strong><a href="tel:105">105</a></strong>' in turn["replies"][0]["html"]


def test_a_card_can_be_dialled(web: httpx.Client) -> None:
    card = ask(web, action="card:hotline", locale="en")["replies"][0]["card"]
    assert (card["number"], card["address"]) == ("1818", "tel:1818")


def test_every_button_leads_somewhere(web: httpx.Client) -> None:
    todo = ["topics", "contacts", "contacts:abroad"]
    done: set[str] = set()
    while todo:
        action = todo.pop()
        if action in done or (action.partition(":")[0] in ("also", "in") and len(done) > 300):
            continue
        done.add(action)
        turn = ask(web, action=action, locale="en")
        assert turn["replies"], action
        todo += [
            button["action"]
            for reply in turn["replies"]
            for row in reply["buttons"]
            for button in row
            if button.get("action", "").startswith(("theme:", "answer:", "topics", "contacts", "card:"))
        ]
    assert len(done) > 50


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"nonsense", {}, 422),
        (b"[]", {}, 422),
        (b'{"text": 3}', {}, 422),
        (b'{"text": "x", "more": 1}', {}, 422),
        (b'{"text": "' + b"x" * 9000 + b'"}', {}, 422),
        (b'{"action": "' + b"x" * 65 + b'"}', {}, 422),
        (b'{"session": {"answered": ["a","a","a","a","a","a","a","a","a"]}}', {}, 422),
        (b"x" * 40_000, {}, 413),
        (b'{"text": "x"}', {"Content-Type": "text/plain"}, 415),
        (b'{"text": "x"}', {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_is_no_message_is_refused(
    web: httpx.Client, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = web.post("/message", content=body, headers={"Content-Type": "application/json"} | headers)
    assert (answer.status_code, answer.json()) == (status, {"error": status})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "𝔘" * 2000, "\u202e" * 50, "<script>", "a" * 8000, "\ud83d"]
)
def test_anything_that_can_be_typed_gets_a_reply(web: httpx.Client, text: str) -> None:
    answer = web.post(
        "/message", content=json.dumps({"text": text}), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (200, 422)


def test_nothing_is_set_kept_framed_or_told(web: httpx.Client) -> None:
    for answer in (
        web.get("/"),
        web.get("/healthz"),
        web.get("/nowhere"),
        web.post("/message", json={"text": "hi"}),
    ):
        assert "Set-Cookie" not in answer.headers
        assert "Server" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_page_is_light_and_asks_nobody_else(web: httpx.Client) -> None:
    document = web.get("/").text
    assert len(document.encode()) <= 60_000
    elsewhere = [address for address in re.findall(r'(?:src|href)="([^"]*)"', document) if "//" in address]
    assert elsewhere == ["https://en.wikipedia.org/"], "only the way out"
    assert not re.search(r"localStorage|sessionStorage|document\.cookie|indexedDB|@import|url\(", document)


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("es-PE, en", "en"), ("", "en"), ("de", "en"), ("EN", "en")],
)
def test_the_page_begins_in_the_language_of_the_browser(
    web: httpx.Client, accepted: str, locale: str
) -> None:
    assert f'<html lang="{locale}">' in web.get("/", headers={"Accept-Language": accepted}).text


def test_nothing_that_was_written_reaches_the_log(
    web: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(web, text=SECRET)
    web.post("/message", content=SECRET.encode(), headers={"Content-Type": "application/json"})
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    assert "zanzibar" not in "".join(ours)


def test_a_failure_on_our_side_still_gives_the_numbers(
    conversation_that_breaks: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    turn = ask(conversation_that_breaks, text=SECRET, locale="en")
    assert "tel:105" in turn["replies"][0]["html"]
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("bot.")]
    assert any("RuntimeError" in line for line in ours)
    assert "zanzibar" not in "".join(ours)


@pytest.fixture
def conversation_that_breaks(live: Live) -> Iterator[httpx.Client]:
    """A page whose counts fail with what the person wrote in the error."""

    def fail(_: Turn) -> None:
        raise RuntimeError(SECRET)

    listening = server.listen(port=0)
    with (
        server.serving(app.build(live, observe=fail), listening),
        httpx.Client(base_url=server.address(listening), trust_env=False) as client,
    ):
        yield client


def test_a_flood_is_slowed_down(live: Live) -> None:
    listening = server.listen(port=0)
    application = app.build(live, allowance=Allowance(burst=3, per_second=0))
    with (
        server.serving(application, listening),
        httpx.Client(base_url=server.address(listening), trust_env=False) as client,
    ):
        answers = [client.post("/message", json={"text": "hello"}) for _ in range(5)]
        assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["Retry-After"]


def test_an_allowance_fills_up_again_and_forgets() -> None:
    allowance = Allowance(burst=2, per_second=0.5, visitors=2)
    assert [allowance.take("a", now=0.0) for _ in range(3)] == [True, True, False]
    assert not allowance.take("a", now=1.0)
    assert allowance.take("a", now=2.5)
    assert allowance.take("b", now=2.5)
    allowance.take("c", now=2.5)
    assert allowance.take("a", now=2.5), "the visitor silent for longest was dropped"


def test_markdown_becomes_html_and_nothing_else_does() -> None:
    assert html("**a** *b*\nc\n\n- d\n- **e** f\n\ng") == (
        "<p><strong>a</strong> <em>b</em><br>c</p><ul><li>d</li><li><strong>e</strong> f</li></ul><p>g</p>"
    )
    assert html("<b>&amp;\"'") == "<p>&lt;b&gt;&amp;amp;\"'</p>"
    assert html('[a **b**](https://x.org/?a=1&b="2")').startswith('<p><a href="https://x.org/?a=1&amp;b=')
    assert "<a" not in html("[a](javascript:alert(1))")
    assert html("**1818** 1818 **1818 now**", {"1818"}).count("tel:") == 1


def test_an_address_that_is_written_out_can_be_pressed() -> None:
    assert html("a@b.pe or **https://c.pe/?d=1&e=2**.") == (
        '<p><a href="mailto:a@b.pe">a@b.pe</a> or <strong><a href="https://c.pe/?d=1&amp;e=2" '
        'target="_blank" rel="noopener noreferrer">https://c.pe/?d=1&amp;e=2</a></strong>.</p>'
    )
    assert html("[https://c.pe](https://c.pe)").count("<a ") == 1
    assert "<script" not in html("https://x<script>")


def test_a_number_that_is_also_a_figure_is_not_dialled(conversation: Conversation) -> None:
    numbers = diallable(conversation.content)
    assert {"105", "1818"} <= numbers


def test_a_number_that_is_no_longer_live_is_not_dialled(conversation: Conversation) -> None:
    old = {c.number for c in conversation.content.contacts.values() if c.kind == "old"}
    assert old
    assert not old & diallable(conversation.content)


def test_what_is_embedded_cannot_end_its_script(live: Live) -> None:
    document = page(live.conversation, "fr").html
    data = re.search(r'<script id="data" type="application/json">(.*?)</script>', document, re.DOTALL)
    assert data
    assert json.loads(data[1])["greeting"]["fr"]["replies"]
    assert "<" not in data[1]


def test_a_taken_port_is_named_with_its_remedy() -> None:
    first = server.listen(port=0)
    port = first.getsockname()[1]
    with pytest.raises(ChannelError, match=rf"{port}.*--port"):
        server.listen(port=port)
    other = server.listen(port=port, any_port=True)
    assert other.getsockname()[1] != port
    first.close()
    other.close()


def test_it_says_whether_it_is_ready(web: httpx.Client, live: Live) -> None:
    assert web.get("/healthz").text == "ok"
    assert web.get("/readyz").json() == {
        "ready": True,
        "content": live.content.fingerprint,
        "errors_on_disk": 0,
    }


def test_the_files_of_the_page_travel_with_the_package() -> None:
    folder = Path(app.__file__).parent / "page"
    assert {path.name for path in folder.iterdir()} == {"chat.html", "chat.css", "chat.js"}
