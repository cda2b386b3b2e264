"""Messages without words, and what Telegram itself writes into a chat."""

import pytest

from bot.conversation import Conversation
from tests.botapi import ME, USERNAME, Json
from tests.phone import Service
from tests.twin import FILE, GROUP, LANGUAGES, QUESTION

MODES = ("private", "group")


UNSUPPORTED: dict[str, Json] = {
    "photo": {"photo": [{**FILE, "width": 90, "height": 90}]},
    "voice": {"voice": {**FILE, "duration": 3}},
    "video": {"video": {**FILE, "width": 9, "height": 9, "duration": 3}},
    "video note": {"video_note": {**FILE, "length": 9, "duration": 3}},
    "audio": {"audio": {**FILE, "duration": 3}},
    "sticker": {
        "sticker": {
            **FILE,
            "type": "regular",
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
        }
    },
    "animation": {"animation": {**FILE, "width": 9, "height": 9, "duration": 3}, "document": FILE},
    "document": {"document": FILE},
    "location": {"location": {"latitude": -12.0, "longitude": -77.0}},
    "contact": {"contact": {"phone_number": "+51 999", "first_name": "M"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", UNSUPPORTED)
async def test_a_message_without_words_is_told_what_to_do_instead(
    telegram: Service, conversation: Conversation, kind: str, language: str
) -> None:
    (seen,) = await telegram.phone(language).send(**UNSUPPORTED[kind])
    assert conversation.say("safety_line", language).replace("**", "") in seen["text"]


async def test_an_album_is_told_once(telegram: Service) -> None:
    phone = telegram.phone("fr")
    album = {**UNSUPPORTED["photo"], "media_group_id": "77"}
    assert len(await phone.send(**album)) == 1
    assert await phone.send(**album) == []
    assert len(await phone.send(**album, caption=QUESTION["fr"])) == 1


SERVICE: dict[str, Json] = {
    "join": {"new_chat_members": [{"id": 9, "is_bot": False, "first_name": "N"}]},
    "the bot's own joining": {"new_chat_members": [{"id": ME, "is_bot": True, "first_name": "Vigie"}]},
    "leaving": {"left_chat_member": {"id": 9, "is_bot": False, "first_name": "N"}},
    "pin": {"pinned_message": {"message_id": 2, "date": 0, "chat": {"id": 5, "type": "private"}}},
    "title": {"new_chat_title": "title"},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}},
    "shared by inline mode": {
        "text": "une réponse partagée",
        "via_bot": {"id": ME, "is_bot": True, "first_name": "Vigie", "username": USERNAME},
    },
}


@pytest.mark.parametrize("group", [None, GROUP], ids=MODES)
@pytest.mark.parametrize("kind", SERVICE)
async def test_what_telegram_writes_into_a_chat_meets_silence(
    telegram: Service, kind: str, group: int | None
) -> None:
    assert await telegram.phone("fr", group).send(**SERVICE[kind]) == []


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post"])
async def test_channels_meet_silence(telegram: Service, kind: str) -> None:
    chat = {"id": GROUP, "type": "channel", "title": "Channel"}
    await telegram.api.push(**{kind: {"message_id": 1, "date": 0, "chat": chat, "text": "/start"}})
    await telegram.settle()
    assert telegram.api.of("sendMessage") == []
