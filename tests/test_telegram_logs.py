import logging

import pytest

from bot.channels.telegram import logs
from tests.botapi import TOKEN

SECRET = "ma sœur est enfermée"


@pytest.fixture(autouse=True)
def _guarded() -> None:
    logs.guard()


def failing() -> None:
    raise ValueError(SECRET)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"Bot[token={TOKEN}]",
        f"The token `{TOKEN}` was rejected",
    ],
)
def test_no_record_of_ours_holds_a_token(text: str, caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("bot.somewhere")
    log.warning(text)
    log.warning("value: %s", text)
    assert TOKEN not in caplog.text
    assert caplog.text.count("[token]") == 2


@pytest.mark.parametrize("text", ["answers/law/penalty.yaml:120: unknown key", "at 19:30 on 127.0.0.1:8080"])
def test_other_text_stays_as_it_is(text: str, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("bot.somewhere").warning(text)
    assert text in caplog.text


@pytest.mark.parametrize("library", ["telegram.ext.Updater", "httpx", "httpcore.connection", "asyncio"])
def test_of_a_library_only_the_wording_stays(library: str, caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger(library)
    log.error('Can not load invalid JSON data: "%s"', SECRET)
    log.error("Task exception was never retrieved\nfuture: %s", SECRET)
    log.info("HTTP Request: POST %s", TOKEN)
    assert caplog.messages == [
        'Can not load invalid JSON data: "%s"',
        "Task exception was never retrieved",
    ]


def test_an_exception_is_told_by_its_type_and_place(caplog: pytest.LogCaptureFixture) -> None:
    try:
        failing()
    except ValueError:
        logging.getLogger("bot.somewhere").exception("an update was not handled")
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text
    place = failing.__code__.co_firstlineno + 1
    assert caplog.messages == [f"an update was not handled (ValueError at test_telegram_logs.py:{place})"]


def test_an_exception_that_was_never_raised_has_a_type_alone() -> None:
    assert logs.describe(ValueError(SECRET)) == "ValueError"


def test_records_can_be_made_without_a_name() -> None:
    assert logging.makeLogRecord({"msg": "kept", "name": "elsewhere"}).getMessage() == "kept"
