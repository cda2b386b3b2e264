"""Messages that people mend after they were answered."""

import pytest

from bot.conversation import Conversation
from tests.phone import Service
from tests.twin import LANGUAGES, OTHER_QUESTION, Twin, as_shown, texts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_mended_question_is_answered_in_the_place_of_the_first_answer(
    telegram: Service, conversation: Conversation, language: str
) -> None:
    phone = telegram.phone(language)
    first = await phone.write(OTHER_QUESTION[language])
    second = await phone.edit(phone.last, text="/topics")
    assert [m["message_id"] for m in second] == [m["message_id"] for m in first]
    assert texts(second) == as_shown(Twin(conversation, language).respond(text="/topics"))
    assert phone.shown == second


async def test_an_edit_that_takes_fewer_messages_deletes_the_rest(telegram: Service) -> None:
    phone = telegram.phone("fr")
    text, card = await phone.write("/hotline")
    await phone.edit(phone.last, text="/topics")
    assert [m["message_id"] for m in phone.shown] == [text["message_id"]]
    assert "contact" in card


async def test_an_edit_that_takes_more_messages_adds_them(telegram: Service) -> None:
    phone = telegram.phone("fr")
    await phone.write("/topics")
    seen = await phone.edit(phone.last, text="/hotline")
    assert len(seen) == len(phone.shown) == 2
    assert seen[0]["edits"] == 1


async def test_an_edit_that_changes_nothing_leaves_the_answer(telegram: Service) -> None:
    phone = telegram.phone("fr")
    await phone.write("/topics")
    telegram.api.tolerate("message is not modified")
    assert await phone.edit(phone.last, text="/topics") == []


async def test_an_edit_of_a_message_from_before_the_start_is_answered_anew(telegram: Service) -> None:
    phone = telegram.phone("fr")
    old = telegram.api.store(phone.chat, {"from": {"id": phone.person}, "text": "x", **phone.sender})
    (seen,) = await phone.edit(old["message_id"], text="/topics")
    assert "edits" not in seen


async def test_an_edited_picture_or_a_moving_location_meets_silence(telegram: Service) -> None:
    phone = telegram.phone("fr")
    await phone.send(location={"latitude": 1.0, "longitude": 2.0, "live_period": 60})
    before = phone.shown
    assert await phone.edit(phone.last, location={"latitude": 1.1, "longitude": 2.0}) == []
    assert phone.shown == before
