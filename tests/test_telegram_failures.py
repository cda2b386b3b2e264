"""People who are gone, and what goes wrong."""

import asyncio

import pytest

from bot.conversation import Conversation
from bot.message import Session
from tests.botapi import ME, BotApi
from tests.phone import Phone, Service, running
from tests.twin import (
    ANSWER,
    LANGUAGES,
    QUESTION,
    Twin,
    as_shown,
    texts,
)


async def test_who_blocked_the_bot_is_left_alone_and_forgotten(
    telegram: Service, conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    phone = telegram.phone("fr")
    await phone.write(f"/start {ANSWER.replace('/', '-')}")
    telegram.api.tolerate("Forbidden")
    telegram.api.blocked.add(phone.chat)
    sent = len(telegram.api.of("sendMessage"))
    assert await phone.write(QUESTION["fr"]) == []
    assert len(telegram.api.of("sendMessage")) == sent + 1
    assert [record for record in caplog.records if record.levelname in {"ERROR", "WARNING"}] == []
    telegram.api.blocked.clear()
    fresh = Twin(conversation, "fr").respond(text="source ?")
    assert texts(await phone.write("source ?")) == as_shown(fresh)


async def test_blocking_the_bot_forgets_the_chat(telegram: Service, conversation: Conversation) -> None:
    phone = telegram.phone("fr")
    await phone.write(f"/start {ANSWER.replace('/', '-')}")
    user = {"id": ME, "is_bot": True, "first_name": "Vigie"}
    await telegram.api.push(
        my_chat_member={
            "chat": phone.sender["chat"],
            "from": phone.sender["from"],
            "date": 0,
            "old_chat_member": {"user": user, "status": "member"},
            "new_chat_member": {"user": user, "status": "kicked", "until_date": 0},
        }
    )
    seen = await phone.write("source ?")
    assert texts(seen) == as_shown(Twin(conversation, "fr").respond(text="source ?"))


class Broken:
    """A store of sessions that fails once it is told to."""

    failing = True

    def get(self, _: int) -> Session:
        """Fail."""
        if self.failing:
            raise RuntimeError("la vie privée de quelqu'un")
        return Session()

    def put(self, _: int, __: Session) -> None:
        """Keep nothing."""

    def forget(self, _: int) -> None:
        """There is nothing to forget."""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_when_something_fails_the_person_is_told_with_the_safety_line(
    conversation: Conversation, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    sessions = Broken()
    async with BotApi() as api, running(api, conversation, sessions) as service:
        phone = service.phone(language)
        (seen,) = await phone.write(QUESTION[language])
        assert conversation.say("error", language) in seen["text"]
        assert "1818" in seen["text"]
        (seen,) = await phone.tap("topics", seen)
        assert conversation.say("error", language) in seen["text"]
        sessions.failing = False
        assert texts(await phone.write("/topics"))
    assert api.refusals == []
    assert "an update was not handled (RuntimeError at handlers.py:" in caplog.text
    assert "la vie privée" not in caplog.text
    assert not [secret for secret in api.private if secret in caplog.text]


async def test_a_refused_answer_is_told_too(telegram: Service, conversation: Conversation) -> None:
    phone = telegram.phone("fr")
    telegram.api.fail("sendMessage", "Bad Request: the message is refused")
    (seen,) = await phone.write("/topics")
    assert conversation.say("error", "fr") in seen["text"]


async def test_when_even_that_fails_the_service_goes_on(telegram: Service) -> None:
    phone = telegram.phone("fr")
    telegram.api.fail("sendMessage", "Bad Request: the message is refused", times=2)
    assert await phone.write("/topics") == []
    assert len(await phone.write("/topics")) == 1


async def test_a_slow_answer_holds_up_no_other_chat(telegram: Service) -> None:
    slow, other = telegram.phone("fr"), telegram.phone("fr")
    telegram.api.held[slow.chat] = asyncio.Event()
    for phone in (slow, other):
        message = telegram.api.store(phone.chat, {**phone.sender, "text": "/topics"})
        await telegram.api.push(message=message)
    await telegram.api.called("sendMessage")
    assert (len(slow.shown), len(other.shown)) == (0, 1)
    telegram.api.held[slow.chat].set()
    await telegram.settle()
    assert len(slow.shown) == 1


async def test_a_failure_in_one_chat_holds_up_no_other(telegram: Service) -> None:
    phones: list[Phone] = [telegram.phone("fr") for _ in range(20)]
    for phone in phones:
        message = telegram.api.store(phone.chat, {**phone.sender, "text": "/topics"})
        await telegram.api.push(message=message)
    telegram.api.fail("sendMessage", "Bad Request: the message is refused")
    await telegram.settle()
    assert [len(phone.shown) for phone in phones] == [1] * 20


async def test_what_is_not_read_may_have_any_shape(
    telegram: Service, caplog: pytest.LogCaptureFixture
) -> None:
    phone = telegram.phone("fr")
    assert len(await phone.write("/topics", entities=5, photo=7)) == 1
    assert await phone.write("/topics", is_topic_message="yes") == []
    told = [(r.levelname, r.getMessage()) for r in caplog.records if r.levelname in {"ERROR", "WARNING"}]
    assert told == [
        ("WARNING", "an update is set aside: it has not the shape that Telegram gives updates"),
    ]


async def test_a_chat_that_is_no_more_is_left_alone(
    telegram: Service, caplog: pytest.LogCaptureFixture
) -> None:
    phone = telegram.phone("fr")
    telegram.api.fail("sendMessage", "Bad Request: chat not found")
    assert await phone.write("/topics") == []
    assert len(telegram.api.of("sendMessage")) == 1, "nobody is there to be told"
    assert [record for record in caplog.records if record.levelname in {"ERROR", "WARNING"}] == []
