"""Every fact of the ledger can be reached by asking for it alone, in both languages."""

import re
from pathlib import Path

import pytest
import yaml

from bot.channels.plain import plain
from bot.conversation import Conversation
from bot.message import Message, Outcome, Session

LEDGER = yaml.safe_load((Path(__file__).parent / "data" / "ledger.yaml").read_text("utf-8"))


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("fact", LEDGER)
def test_a_fact_is_reached_by_at_least_two_questions(
    conversation: Conversation, fact: str, locale: str
) -> None:
    questions = LEDGER[fact][locale]
    assert len(questions) >= 2
    for question in questions:
        turn = conversation.respond(Message(question), Session())
        assert turn.locale == locale, question
        assert turn.outcome in (Outcome.ANSWER, Outcome.URGENT), question
        read = "\n".join(reply.text for reply in turn.replies)
        assert holds(read, LEDGER[fact]["holds"]), f"{question} → {turn.intent}"


def holds(text: str, needed: list[str]) -> bool:
    """Whether a text, as a person reads it, holds all that is needed."""
    shown = re.sub(r"\s", " ", plain(text)).replace("’", "'")
    return all(re.search(pattern, shown, re.IGNORECASE) for pattern in needed)
