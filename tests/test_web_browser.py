"""The web chat in a real browser: typing, buttons, languages, leaving, and what a screen reader meets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web import app, server
from bot.channels.web.bounds import Allowance
from bot.live import Live
from tests.browser import browsing, needs_browser, violations, wait_for
from tests.small import small_content

pytestmark = needs_browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content that the page speaks from."""
    return small_content(tmp_path_factory.mktemp("browser"), examples=3)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where the page is served, with its content watched."""
    live = Live(folder)
    listening = server.listen(port=0)
    with live.watching(), server.serving(app.build(live, allowance=Allowance(burst=10_000)), listening):
        yield server.address(listening)


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    """A phone-sized window."""
    with browsing() as driver:
        yield driver


@pytest.fixture
def chat(window: Any, address: str) -> Any:
    """The page, freshly opened."""
    window.get(address + "healthz")
    window.get(address)
    wait_for(window, "document.querySelector('.turn') && document.getElementById('question')")
    window.get_log("browser")
    return window


def say(chat: Any, text: str) -> str:
    """Type a message, send it with Enter, and wait for what comes back."""
    count = turns(chat)
    chat.find_element("id", "question").send_keys(text + "\n")
    wait_for(chat, "document.querySelectorAll('article.turn').length > arguments[0]", count)
    return last(chat)


def turns(chat: Any) -> int:
    """How many replies are shown."""
    return int(chat.execute_script("return document.querySelectorAll('article.turn').length"))


def last(chat: Any) -> str:
    """The text of the last reply."""
    return str(chat.execute_script("return [...document.querySelectorAll('article.turn')].at(-1).innerText"))


def press(chat: Any, words: str) -> None:
    """Press the last button with these words on it, with the keyboard."""
    keys = chat.find_elements("xpath", f"//button[contains(normalize-space(.), '{words}')]")
    assert keys, f"there is no button {words}"
    keys[-1].send_keys("\n")


def test_it_greets_and_answers_what_is_typed(chat: Any) -> None:
    assert "1818" in last(chat)
    assert "1818" in say(chat, "quel est le numéro pour signaler")
    assert chat.switch_to.active_element.get_attribute("id") == "question"
    assert chat.execute_script("return document.getElementById('question').value") == ""
    assert chat.get_log("browser") == []


def test_a_menu_opens_in_its_place_and_takes_the_focus_along(chat: Any) -> None:
    count = turns(chat)
    press(chat, "La ligne d’aide et ses appels")
    wait_for(chat, "[...document.querySelectorAll('button')].some((b) => b.innerText.includes('Retour'))")
    assert turns(chat) == count
    assert chat.switch_to.active_element.tag_name == "article"
    press(chat, "Appels reçus")
    wait_for(chat, "document.getElementById('log').innerText.includes('11\u00a0000')")


def test_a_card_can_be_dialled(chat: Any) -> None:
    press_after = say(chat, "/hotline")
    assert "1818" in press_after
    assert chat.find_element("css selector", ".card").get_attribute("href") == "tel:1818"


def test_danger_stands_out_with_numbers_to_tap(chat: Any) -> None:
    assert "105" in say(chat, "aidez-moi ils m'ont enfermée je ne peux pas sortir")
    assert chat.find_element("css selector", ".urgent a").get_attribute("href") == "tel:105"


def test_the_language_switches_and_stays(chat: Any) -> None:
    assert chat.execute_script("return document.documentElement.lang") == "fr"
    chat.find_element("css selector", "#languages [lang=en]").click()
    wait_for(chat, "document.getElementById('send').innerText === 'Send'")
    assert "To report" in last(chat)
    assert "free" in say(chat, "/hotline")
    chat.find_element("css selector", "#languages [lang=fr]").click()
    wait_for(chat, "[...document.querySelectorAll('article.turn')].at(-1).innerText.includes('français')")
    assert chat.execute_script("return document.documentElement.lang") == "fr"
    assert chat.find_element("id", "send").text == "Envoyer"


@pytest.mark.parametrize("way", ["button", "Escape", "Shift", "typed"])
def test_leaving_is_at_once_and_cannot_be_undone_with_back(chat: Any, address: str, way: str) -> None:
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415 where no browser is, neither is this

    question = chat.find_element("id", "question")
    if way == "button":
        chat.find_element("id", "leave").click()
    elif way == "typed":
        question.send_keys("/exit\n")
    else:
        for _ in range(3):
            question.send_keys(getattr(Keys, way.upper()))
    wait_for(chat, "location.hostname !== '127.0.0.1'")
    assert chat.current_url == "https://fr.wikipedia.org/"
    chat.back()
    wait_for(chat, "location.hostname === '127.0.0.1'")
    assert chat.current_url == address + "healthz", "the page must be gone from the history"


def test_a_deep_link_opens_its_answer_and_leaves_no_trace_in_the_address(chat: Any, address: str) -> None:
    chat.get(address + "?start=hotline-calls_received")
    wait_for(chat, "document.getElementById('log').innerText.includes('11\u00a0000')")
    assert chat.current_url == address


def test_when_the_connection_fails_the_numbers_stand_there_and_it_can_be_tried_again(chat: Any) -> None:
    chat.execute_cdp_cmd("Network.enable", {})
    cut = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    chat.execute_cdp_cmd("Network.emulateNetworkConditions", cut)
    assert "105" in say(chat, "/hotline")
    chat.execute_cdp_cmd("Network.emulateNetworkConditions", cut | {"offline": False})
    press(chat, "Essayer encore")
    wait_for(chat, "document.querySelector('.card')")
    chat.get_log("browser")


def test_nothing_is_stored_and_nobody_else_is_asked(chat: Any, address: str) -> None:
    say(chat, "/topics")
    assert chat.get_cookies() == []
    assert chat.execute_script("return [localStorage.length, sessionStorage.length, history.length]")[:2] == [
        0,
        0,
    ]
    asked = chat.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert {name for name in asked if not name.startswith("data:")} <= {address + "message"}


@pytest.mark.parametrize(("width", "dark"), [(320, False), (320, True), (1280, False)])
def test_it_fits_and_reads_well_for_everybody(address: str, width: int, dark: bool) -> None:
    with browsing(width, dark=dark) as driver:
        driver.get(address)
        wait_for(driver, "document.querySelector('.turn')")
        say(driver, "/hotline")
        say(driver, "aidez-moi ils m'ont enfermée je ne peux pas sortir")
        say(driver, "/contacts")
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        assert driver.execute_script("return document.documentElement.scrollHeight - innerHeight") <= 0
        assert violations(driver) == []
        assert driver.get_log("browser") == []


def test_an_edit_is_served_without_a_restart_and_a_broken_one_is_not(chat: Any, folder: Path) -> None:
    path = folder / "answers" / "hotline" / "calls_received.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("sont arrivés", "ont été reçus", 1), "utf-8")
    until(chat, "ont été reçus")
    path.write_text(text.replace("title:", "titel:", 1), "utf-8")
    wait_for(chat, "fetch('readyz').then((r) => r.json()).then((r) => r.errors_on_disk > 0)")
    assert "ont été reçus" in say(chat, "/start hotline-calls_received")
    path.write_text(text, "utf-8")
    until(chat, "sont arrivés")


def until(chat: Any, words: str) -> None:
    """Ask for the answer until it has these words."""
    wait_for(
        chat,
        "fetch('message', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: "
        "JSON.stringify({action: 'answer:hotline/calls_received', locale: 'fr'})})"
        ".then((r) => r.text()).then((text) => text.includes(arguments[0]))",
        words,
    )
