"""The lines of the log."""

import json
import logging

import pytest

from bot import logs
from bot.channels.telegram import logs as guarded
from tests.botapi import TOKEN


def test_a_line_is_json_and_says_when_how_grave_where_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logs.write("INFO")
        guarded.guard()
        logging.getLogger("bot.x").info("served %s", "twice")
        logging.getLogger("bot.x").debug("not told")
        logging.getLogger("bot.x").error("token %s", TOKEN)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    served, token = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert served["time"].endswith("+00:00")
    assert (served["level"], served["logger"], served["message"]) == ("info", "bot.x", "served twice")
    assert TOKEN not in token["message"]


def test_of_an_exception_only_the_type_is_told() -> None:
    error = ValueError("ce que quelqu’un a écrit")
    record = logging.makeLogRecord({"msg": "failed", "exc_info": (ValueError, error, None)})
    line = logs.Lines().format(record)
    assert "quelqu" not in line
    assert json.loads(line)["message"].startswith("failed")
