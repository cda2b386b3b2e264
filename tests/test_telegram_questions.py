"""Questions to Telegram, and answers in several messages."""

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from tests.botapi import BotApi
from tests.phone import Service, buttons, running
from tests.twin import (
    ANSWER,
    FILE,
    LANGUAGES,
    OTHER_QUESTION,
    QUESTION,
    Twin,
    as_shown,
    labels,
    labels_of,
    texts,
)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_is_answered_as_the_conversation_answers_it(
    telegram: Service, conversation: Conversation, language: str
) -> None:
    phone, twin = telegram.phone(language), Twin(conversation, language)
    for question in (QUESTION[language], OTHER_QUESTION[language], "source ?", "1", "asdf"):
        turn = twin.respond(text=question)
        seen = await phone.write(question)
        assert texts(seen) == as_shown(turn)
        assert labels(seen) == labels_of(turn.replies)


async def test_a_caption_is_a_question(telegram: Service, conversation: Conversation) -> None:
    photo = [{**FILE, "width": 90, "height": 90}]
    seen = await telegram.phone("fr").send(photo=photo, caption=QUESTION["fr"])
    assert texts(seen) == as_shown(Twin(conversation, "fr").respond(text=QUESTION["fr"]))


async def test_people_do_not_share_a_session(telegram: Service, conversation: Conversation) -> None:
    first, second = telegram.phone("fr"), telegram.phone("en")
    await first.write(f"/start {ANSWER.replace('/', '-')}")
    seen = await second.write("source?")
    assert texts(seen) == as_shown(Twin(conversation, "en").respond(text="source?"))


@pytest.mark.parametrize("language", [None, "de", "zh-hans"])
async def test_an_app_in_another_language_is_served_too(
    telegram: Service, conversation: Conversation, language: str | None
) -> None:
    (seen, *_) = await telegram.phone(language).write("/start")
    assert seen["text"] in as_shown(Twin(conversation, "en").respond(text="/start"))


async def test_a_long_answer_comes_in_several_messages_with_the_buttons_under_the_last(
    content: Content, recogniser: Recogniser
) -> None:
    paragraphs = [f"**{number}** & " + "mot " * 100 for number in range(30)]
    answer = replace(content.answers[ANSWER], text=dict.fromkeys(LANGUAGES, "\n\n".join(paragraphs)))
    long = Conversation(replace(content, answers={**content.answers, ANSWER: answer}), recogniser)
    async with BotApi() as api, running(api, long) as service:
        phone = service.phone("fr")
        (menu,) = await phone.write("/topics")
        seen = await phone.tap(f"answer:{ANSWER}", menu)
    assert len(seen) == 4
    assert seen[0]["message_id"] == menu["message_id"]
    assert [bool(buttons(message)) for message in seen] == [False, False, False, True]
    assert "\n\n".join(texts(seen)).count("mot") == 3000
    assert api.refusals == []
