"""Groups, where the bot speaks when it is spoken to."""

import pytest

from bot.conversation import Conversation
from tests.botapi import USERNAME
from tests.phone import Service, mention
from tests.twin import ANSWER, GROUP, LANGUAGES, QUESTION, Twin, as_shown, texts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_a_group_the_bot_answers_when_addressed_and_quotes_the_question(
    telegram: Service, conversation: Conversation, language: str
) -> None:
    phone = telegram.phone(language, GROUP)
    assert await phone.write(QUESTION[language]) == []
    seen = await phone.write(mention(QUESTION[language]))
    assert texts(seen) == as_shown(Twin(conversation, language).respond(text=QUESTION[language]))
    assert telegram.api.of("sendMessage")[0].params["reply_parameters"]["message_id"] == phone.last
    assert await phone.write("/rules") == []
    assert await phone.write("/help@another_bot") == []
    assert len(await phone.write(f"/topics@{USERNAME}")) == 1
    assert len(await phone.write("source ?", reply_to_message=seen[0])) == 1


async def test_of_several_messages_in_a_group_the_first_quotes_the_question(telegram: Service) -> None:
    seen = await telegram.phone("fr", GROUP).write(f"/start {ANSWER.replace('/', '-')}")
    quotes = ["reply_parameters" in call.params for call in telegram.api.of("sendMessage")]
    assert quotes == [True] + [False] * (len(seen) - 1)
    assert len(seen) > 1


async def test_in_a_forum_the_answer_stands_in_its_topic(telegram: Service) -> None:
    phone = telegram.phone("fr", GROUP)
    await phone.write("/hotline", message_thread_id=7, is_topic_message=True)
    calls = telegram.api.of("sendMessage", "sendContact")
    assert [call.params["message_thread_id"] for call in calls] == [7, 7]


async def test_an_edit_in_a_group_is_answered_only_when_addressed(telegram: Service) -> None:
    phone = telegram.phone("fr", GROUP)
    await phone.write("/topics")
    assert await phone.edit(phone.last, text="laissez tomber") == []
    await phone.write("bonjour tout le monde")
    assert len(await phone.edit(phone.last, text=mention(QUESTION["fr"]))) == 1
