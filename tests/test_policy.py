"""What /privacy says is what the settings in force keep."""

import pytest

from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from bot.message import Message, Session
from bot.policy import Policy

KEYS = ("memory", "language", "recent", "waiting", "numbers", "subscription", "counts", "gaps", "no_wording")
STORED = set(KEYS) - {"memory", "gaps"}


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (None, {"memory"}),
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
