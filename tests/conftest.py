"""What the tests share: the real content, read once, a conversation over it, and a Telegram service."""

import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.content.loader import load
from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from bot.policy import Policy
from tests.botapi import TOKEN, BotApi
from tests.leaks import leaked
from tests.phone import Service, running
from tests.postgres import Postgres, postgres

ROOT = Path(__file__).parent.parent

os.environ["NO_PROXY"] = "127.0.0.1"  # the tests' own servers are not reached by way of a proxy


@pytest.fixture(scope="session")
def content() -> Content:
    """The content of this checkout."""
    return load(ROOT)


@pytest.fixture(scope="session")
def recogniser(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    """What is learnt from the content of this checkout."""
    return Recogniser.load(content, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def conversation(content: Content, recogniser: Recogniser) -> Conversation:
    """A conversation over the content of this checkout, of a service with a database."""
    return Conversation(content, recogniser, Policy(stored=True))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    with postgres() as server:
        yield server


class _Everything(logging.Handler):
    """Keeps the text of every record of the whole suite."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, as an operator would read it."""
        if record.name.startswith("bot") or record.levelno >= logging.INFO:
            self.lines.append(record.getMessage())


@pytest.fixture(scope="session", autouse=True)
def _every_log() -> Iterator[None]:
    """No log of the whole suite holds a token, or what the people in it wrote, or their numbers."""
    everything = _Everything()
    logging.getLogger().addHandler(everything)
    yield
    logging.getLogger().removeHandler(everything)
    found = leaked("\n".join(everything.lines), {TOKEN} | BotApi.everything_private)
    assert not found, "the logs hold what nobody should read there"


@pytest.fixture(autouse=True)
def _log_records() -> Iterator[None]:
    """Log records as they were made before, once the test is over: the Telegram channel cleans them."""
    factory = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(factory)


@pytest.fixture
async def telegram(conversation: Conversation, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Service]:
    """The bot serving Telegram. Nothing that Telegram would refuse, and nothing private in the logs."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="markdown_it")
    async with BotApi() as api, running(api, conversation) as service:
        yield service
    assert api.refusals == []
    acknowledged = [call.params["callback_query_id"] for call in api.of("answerCallbackQuery")]
    assert sorted(acknowledged) == sorted(api.presses), "each press is acknowledged once"
    # caplog.text is that of the teardown alone
    log = "\n".join(record.getMessage() for record in caplog.get_records("call"))
    assert leaked(log, {TOKEN} | api.private) == []
