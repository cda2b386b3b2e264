"""A real browser for the tests of pages, where one is installed: Chromium with its driver."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "data" / "axe" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

needs_browser = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium with chromedriver here: install both to test the pages"
)


@contextmanager
def browsing(width: int = 375, height: int = 720, *, dark: bool = False) -> Iterator[Any]:
    """A browser window of a size, in French, that forgets everything."""
    from selenium import webdriver  # noqa: PLC0415 takes time to load, and only some runs need it
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415 likewise

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-dev-shm-usage",
        "lang=fr",
        "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ):
        options.add_argument(f"--{argument}")
    options.add_experimental_option("prefs", {"intl.accept_languages": "fr"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        yield driver
    finally:
        driver.quit()


def wait_for(driver: Any, script: str, *arguments: Any) -> Any:
    """What a script returns, as soon as it returns something true."""
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 as above

    return WebDriverWait(driver, 30).until(lambda page: page.execute_script(f"return {script}", *arguments))


def violations(driver: Any) -> list[str]:
    """What axe finds wrong with the page for people who use it otherwise than by eye and mouse."""
    driver.execute_script(AXE.read_text("utf-8"))
    found = driver.execute_async_script(
        "const done = arguments[0]; axe.run({resultTypes: ['violations']}).then((r) => done(r.violations))"
    )
    return [f"{each['id']}: {json.dumps([n['html'] for n in each['nodes']])}" for each in found]


def requests(driver: Any) -> list[str]:
    """What a page fetched beside itself."""
    script = "return performance.getEntriesByType('resource').map((each) => each.name)"
    return list(driver.execute_script(script))
