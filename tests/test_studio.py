"""The studio in a real browser: a save is seen, its effect told, a fault named, and strangers stay out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.web import server
from bot.live import Live
from bot.studio.app import build
from bot.studio.workshop import Workshop
from tests.browser import browsing, needs_browser, violations, wait_for
from tests.small import small_content

WHO = "answers/hotline/who_runs.yaml"
ASK = "intents/hotline/who_runs.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content that is edited."""
    return small_content(tmp_path_factory.mktemp("studio"), examples=4)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where the studio is served."""
    live = Live(folder)
    workshop = Workshop(live)
    workshop.prepare()
    listening = server.listen(port=0)
    with live.watching(), server.serving(build(live, workshop), listening):
        yield server.address(listening)


@pytest.fixture
def edit(folder: Path) -> Iterator[Any]:
    """Edits a file; it is put back at the end."""
    kept: dict[Path, str] = {}

    def change(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        kept.setdefault(path, text)
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    yield change
    for path, text in kept.items():
        path.write_text(text, "utf-8")


def test_the_state_names_every_topic(address: str, folder: Path) -> None:
    state = httpx.get(address + "studio/state", trust_env=False).json()
    topics = {topic["id"]: topic for theme in state["themes"] for topic in theme["topics"]}
    assert len(topics) == len(list(folder.glob("intents/*/*.yaml")))
    assert topics["hotline/who_runs"]["examples"]["fr"] == 4
    again = httpx.get(address + f"studio/state?seen={state['version']}", trust_env=False).json()
    assert again == {"version": state["version"]}


def test_why_tells_the_reasons_in_the_language_of_the_page(address: str) -> None:
    body = {"text": "who runs the hotline", "shown": "fr", "locale": "fr"}
    why = httpx.post(address + "studio/why", json=body, trust_env=False).json()
    assert why["parts"][0]["candidates"][0]["intent"] == "hotline/who_runs"
    assert {each["word"] for each in why["words"]} == {"who", "runs", "the", "hotline"}
    assert why["advice"]
    assert any(word in why["advice"][0] for word in ("Réponse", "sujet", "question"))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_is_refused(address: str, host: str) -> None:
    for path in ("", "studio/state", "message"):
        assert httpx.get(address + path, headers={"Host": host}, trust_env=False).status_code == 400


@needs_browser
def test_a_save_is_seen_and_its_effect_is_told(address: str, edit: Any) -> None:
    with browsing(1440, 860) as page:
        page.get(address)
        wait_for(page, "document.querySelectorAll('#files details').length > 5")
        page.find_element("id", "question").send_keys("qui gère la ligne\n")
        wait_for(page, "document.querySelectorAll('#reasons meter').length > 1")
        assert "hotline/who_runs" in page.find_element("id", "reasons").text
        assert violations(page) == []

        text = page.execute_script(
            "return [...document.querySelectorAll('article.turn .bubble')].at(-1).innerText"
        )
        word = text.split()[1]
        edit(WHO, f" {word} ", f" {word} (édité) ")
        wait_for(page, "[...document.querySelectorAll('article.turn')].at(-1).innerText.includes('(édité)')")
        wait_for(page, "document.getElementById('changes').innerText.includes('hotline/who_runs (fr)')")

        edit(WHO, "title:", "titel:")
        wait_for(page, "document.getElementById('health').classList.contains('bad')")
        problems = page.find_element("id", "files").text
        assert "titel" in problems
        assert WHO in problems
        page.find_element("id", "question").send_keys("/start hotline-who_runs\n")
        wait_for(page, "document.getElementById('log').innerText.includes('(édité)')")
        assert violations(page) == []
        assert page.get_log("browser") == []


@needs_browser
def test_the_studio_speaks_both_languages_and_finds_a_topic(address: str) -> None:
    with browsing(1440, 860) as page:
        page.get(address)
        wait_for(page, "document.getElementById('health').innerText.length > 3")
        assert "Thèmes et fichiers" in page.find_element("id", "topics").text
        page.find_element("css selector", "#languages [lang=en]").click()
        wait_for(page, "document.getElementById('topics').innerText.includes('Topics and files')")
        page.find_element("id", "filter").send_keys("who_runs")
        wait_for(page, "document.querySelectorAll('#files details').length === 1")
        page.find_element("css selector", "#files .topic button").click()
        wait_for(page, "document.getElementById('log').innerText.includes('IOM')")
