from typing import Any

import pytest
from telegram import User

from bot.channels.telegram.shape import readable
from bot.channels.telegram.updates import HELP, Raw, locale_of, read
from bot.message import Message
from tests.botapi import ME, USERNAME

VIGIE = User(ME, "Vigie", is_bot=True, username=USERNAME)
COMMANDS = ("start", "help", "hotline")
PERSON = {"id": 5, "is_bot": False, "first_name": "P", "language_code": "fr"}
FILE = {"file_id": "f", "file_unique_id": "u"}
PLACE = {"latitude": -12.0, "longitude": -77.0}


def incoming(chat: str = "private", **fields: Any) -> Raw:
    """A message as Telegram sends it."""
    where = {"id": 5 if chat == "private" else -100, "type": chat, "title": "Chat"}
    message = {"message_id": 1, "date": 0, "chat": where, "from": PERSON, **fields}
    assert readable({"message": message})
    return message


def seen(chat: str = "private", **fields: Any) -> Message | None:
    """What is read from a message."""
    return read(incoming(chat, **fields), VIGIE, COMMANDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quel est le numéro ?", "quel est le numéro ?"),
        ("/help", "/help"),
        (f"/help@{USERNAME}", "/help"),
        (f"/Help@{USERNAME.upper()}", "/Help"),
        ("/start hotline-cases_96", "/start hotline-cases_96"),
        (f"/start@{USERNAME}\n hotline-cases_96 ", "/start hotline-cases_96"),
        ("/help@another_bot", "/help"),
        ("/ ou alors", "/ ou alors"),
        ("/été", "/été"),
        (f"@{USERNAME} quel numéro ?", "quel numéro ?"),
        (f"@{USERNAME.upper()} /help", "/help"),
        (f"@{USERNAME}", HELP),
        (f"moi@{USERNAME}.pe", f"moi@{USERNAME}.pe"),
        (f"@{USERNAME}s", f"@{USERNAME}s"),
    ],
)
def test_the_words_of_a_private_message(text: str, expected: str) -> None:
    assert seen(text=text) == Message(text=expected, locale="fr")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"photo": [{**FILE, "width": 9, "height": 9}]}, "photo"),
        ({"voice": {**FILE, "duration": 1}}, "voice"),
        ({"video": {**FILE, "duration": 1, "width": 1, "height": 1}}, "video"),
        ({"video_note": {**FILE, "duration": 1, "length": 1}}, "video"),
        ({"audio": {**FILE, "duration": 1}}, "audio"),
        (
            {
                "sticker": {
                    **FILE,
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "sticker",
        ),
        ({"dice": {"emoji": "🎲", "value": 6}}, "sticker"),
        ({"document": FILE}, "file"),
        ({"animation": {**FILE, "duration": 1, "width": 1, "height": 1}, "document": FILE}, "animation"),
        ({"location": PLACE}, "location"),
        ({"location": PLACE, "venue": {"location": PLACE, "title": "t", "address": "a"}}, "location"),
        ({"contact": {"phone_number": "+51", "first_name": "M"}}, "contact"),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "?",
                    "options": [],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                    "allows_revoting": True,
                    "members_only": False,
                }
            },
            "poll",
        ),
        ({"story": {"id": 1, "chat": {"id": 7, "type": "private"}}}, "other"),
        ({"game": {"title": "t", "description": "d", "photo": []}}, "other"),
        ({"invented_by_telegram_tomorrow": {"x": 1}}, "other"),
    ],
)
def test_a_message_without_words_is_told_by_its_kind(fields: dict[str, Any], kind: str) -> None:
    assert seen(**fields) == Message(unsupported=kind, locale="fr")


def test_a_caption_is_what_the_person_says() -> None:
    photo = [{**FILE, "width": 9, "height": 9}]
    assert seen(photo=photo, caption="quel numéro ?") == Message(text="quel numéro ?", locale="fr")


def test_an_effect_on_a_text_does_not_hide_it() -> None:
    assert seen(text="bonjour", effect_id="5104841245755180586") == Message(text="bonjour", locale="fr")


@pytest.mark.parametrize(
    "fields",
    [
        {"new_chat_members": [PERSON]},
        {"left_chat_member": PERSON},
        {"new_chat_title": "t"},
        {"pinned_message": {"message_id": 2, "date": 0, "chat": {"id": 5, "type": "private"}}},
        {"group_chat_created": True},
        {"migrate_to_chat_id": -1002},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"text": "une réponse", "via_bot": VIGIE.to_dict()},
        {"text": "hello", "from": {"id": 9, "is_bot": True, "first_name": "another"}},
        {"text": "feed", "is_automatic_forward": True},
    ],
)
@pytest.mark.parametrize("chat", ["private", "group"])
def test_silence_about_what_nobody_said(chat: str, fields: dict[str, Any]) -> None:
    assert seen(chat, **fields) is None


VIGIES = {"message_id": 2, "date": 0, "chat": {"id": -100, "type": "group"}, "from": VIGIE.to_dict()}
OTHERS = {**VIGIES, "from": PERSON}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "quelqu'un a mangé ?"}, None),
        ({"text": "/help"}, "/help"),
        ({"text": "/Hotline"}, "/Hotline"),
        ({"text": "/rules"}, None),
        ({"text": f"/rules@{USERNAME}"}, "/rules"),
        ({"text": "/help@another_bot"}, None),
        ({"text": f"le numéro, @{USERNAME} ?"}, "le numéro, ?"),
        ({"text": "écris à moi@ailleurs.pe"}, None),
        ({"text": "et la source ?", "reply_to_message": VIGIES}, "et la source ?"),
        ({"text": "oui", "reply_to_message": OTHERS}, None),
        ({"caption": f"@{USERNAME} c'est quoi ?", "document": FILE}, "c'est quoi ?"),
    ],
)
@pytest.mark.parametrize("chat", ["group", "supergroup"])
def test_in_a_group_only_what_is_addressed_is_read(
    chat: str, fields: dict[str, Any], expected: str | None
) -> None:
    message = seen(chat, **fields)
    assert (message and message.text) == expected


def test_in_a_group_a_voice_message_is_answered_when_it_replies_to_the_bot() -> None:
    voice = {"voice": {**FILE, "duration": 1}}
    assert seen("group", **voice) is None
    assert seen("group", **voice, reply_to_message=VIGIES) == Message(unsupported="voice", locale="fr")


def test_an_anonymous_administrator_is_a_person() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    message = seen(
        "supergroup", text="/help", sender_chat={"id": -100, "type": "supergroup"}, **{"from": anonymous}
    )
    assert message == Message(text="/help")


@pytest.mark.parametrize(
    ("code", "locale"), [("fr", "fr"), ("pt-br", "pt"), ("EN-us", "en"), (None, None), ("", None)]
)
def test_the_language_of_the_app_is_a_hint_of_two_letters(code: str | None, locale: str | None) -> None:
    assert locale_of({**PERSON, "language_code": code}) == locale


def test_nobody_has_no_language() -> None:
    assert locale_of(None) is None
