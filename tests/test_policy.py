"""What /privacy says is what the settings in force keep."""

import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from bot.message import Message, Session
from bot.policy import Policy
from bot.storage.counts import CountsTable
from bot.storage.database import Database
from bot.storage.tables import metadata
from tests.small import small_content

KEYS = ("memory", "language", "recent", "waiting", "numbers", "subscription", "counts", "gaps", "no_wording")
STORED = set(KEYS) - {"memory", "gaps"}


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (None, {"memory"}),
        (Policy(counted=True), {"memory", "counts"}),
        (Policy(stored=True), STORED),
        (Policy(stored=True, gaps=True), STORED - {"no_wording"} | {"gaps"}),
    ],
)
def test_privacy_says_what_is_kept_and_nothing_else(
    content: Content, recogniser: Recogniser, policy: Policy | None, said: set[str], locale: str
) -> None:
    conversation = Conversation(content, recogniser, policy)
    (reply,) = conversation.respond(Message("/privacy", locale=locale), Session()).replies
    lines = reply.text.split("\n")
    assert {key for key in KEYS if f"- {conversation.say(f'privacy.{key}', locale)}" in lines} == said


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_where_nothing_is_kept_nobody_is_told_to_be_subscribed(
    content: Content, recogniser: Recogniser, locale: str
) -> None:
    conversation = Conversation(content, recogniser)
    turn = conversation.respond(Message("/subscribe", locale=locale), Session())
    assert conversation.say("subscribe.nowhere", locale) in turn.replies[0].text
    assert not turn.session.subscribed
    assert not turn.effects


def test_the_page_counts_where_a_database_is_named_and_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/counts.sqlite3"
    content = small_content(tmp_path / "content")
    environment = os.environ | {"DATABASE_URL": url, "VIGIE_CACHE": str(tmp_path / "cache"), "PORT": "0"}
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "run", "--web", "--content", str(content)],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(Path(__file__).parent.parent)},
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stderr is not None
        address = next(found[0] for line in service.stderr if (found := re.search("http://.*/", line)))
        with httpx.Client(base_url=address, trust_env=False) as page:
            said = page.post("/message", json={"text": "/privacy", "locale": "en"}).json()
            page.post("/message", json={"action": "answer:hotline/calls_received", "locale": "fr"})
        assert "counts by day" in said["replies"][0]["html"]
        database = Database(url)
        table = CountsTable(database)
        while len(counted := table.read(date(2000, 1, 1), date.max)) < 2:
            time.sleep(0.01)
        service.kill()
    assert {each[1:]: times for each, times in counted.items()} == {
        ("answer", "about/privacy", "en", ""): 1,
        ("answer", "hotline/calls_received", "fr", ""): 1,
    }
    with database.engine.connect() as connection:
        kept = {each.name for each in metadata.sorted_tables if connection.execute(select(each)).first()}
    assert kept == {"counts"}
    database.close()
