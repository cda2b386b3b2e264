"""Presses of buttons, stale and forged ones too."""

import pytest

from bot.content.model import Content
from bot.conversation import Conversation
from tests.botapi import BotApi, Json
from tests.phone import Service, buttons, running
from tests.twin import ANSWER, LANGUAGES, Twin, as_shown, labels, labels_of, texts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_theme_opens_in_the_place_of_the_menu(
    telegram: Service, content: Content, language: str
) -> None:
    phone = telegram.phone(language)
    (menu,) = await phone.write("/topics")
    themes = [theme for theme in content.themes.values() if theme.menu]
    for theme in themes:
        (opened,) = await phone.press(theme.title[language])
        answers = [answer for answer in content.answers.values() if answer.theme == theme.id]
        assert opened["message_id"] == menu["message_id"]
        assert theme.title[language] in opened["text"]
        assert sorted(labels([opened])[: len(answers)]) == sorted(
            answer.title[language] for answer in answers
        )
        (back,) = await phone.press(labels([opened])[-1])
        assert back["message_id"] == menu["message_id"]
        assert theme.title[language] in labels([back])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_answer_of_the_menu_can_be_shown(
    telegram: Service, content: Content, conversation: Conversation, language: str
) -> None:
    phone, twin = telegram.phone(language), Twin(conversation, language)
    (menu,) = await phone.write("/topics")
    for intent in content.answers:
        turn = twin.respond(action=f"answer:{intent}")
        (shown,) = await phone.tap(f"answer:{intent}", menu)
        assert shown["message_id"] == menu["message_id"]
        assert texts([shown]) == as_shown(turn)
        assert labels([shown]) == labels_of(turn.replies)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_button_under_an_answer_does_what_the_conversation_says(
    telegram: Service, conversation: Conversation, language: str
) -> None:
    phone, twin = telegram.phone(language), Twin(conversation, language)
    twin.respond(text="/hotline")
    (answer, _) = await phone.write("/hotline")
    for button in buttons(answer):
        if "callback_data" not in button:
            assert button["switch_inline_query"]
            continue
        turn = twin.respond(action=button["callback_data"])
        seen = await phone.tap(button["callback_data"], answer)
        assert texts(seen) == as_shown(turn)
        cards = [reply.card for reply in turn.replies if reply.card]
        assert [m["contact"]["phone_number"] for m in seen if "contact" in m] == [c.number for c in cards]
        assert (seen[0]["message_id"] == answer["message_id"]) is turn.replies[0].replaces
        if turn.replies[0].replaces:
            await phone.tap(f"in:{language}:contacts/hotline_now", answer)
            twin.respond(action=f"in:{language}:contacts/hotline_now")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_contact_comes_with_its_number_and_a_card(
    telegram: Service, content: Content, language: str
) -> None:
    phone = telegram.phone(language)
    (menu,) = await phone.write("/topics")
    for contact in content.contacts.values():
        if contact.number:
            text, *cards = await phone.tap(f"card:{contact.id}", menu)
            assert contact.number in text["text"]
            assert [card["contact"]["phone_number"] for card in cards] == (
                [contact.number] if len(contact.number) > 2 else []
            )


@pytest.mark.parametrize(
    "data", ["gone:hotline/who_runs", "answer:no/such", "theme:x", "x" * 64, "in:fr", ":"]
)
async def test_an_old_or_forged_button_leads_somewhere(telegram: Service, data: str) -> None:
    phone = telegram.phone("fr")
    (menu,) = await phone.write("/topics")
    (seen,) = await phone.tap(data, menu)
    assert "1818" in seen["text"]
    assert buttons(seen)


async def test_a_button_under_a_message_that_is_out_of_reach_is_answered_below(telegram: Service) -> None:
    phone = telegram.phone("fr")
    await phone.write("/topics")
    out_of_reach = {"message_id": 1, "date": 0, "chat": {"id": phone.chat, "type": "private"}}
    (seen,) = await phone.tap("topics", out_of_reach)
    assert seen["message_id"] == phone.shown[-1]["message_id"]
    assert "edits" not in seen


async def test_a_button_under_a_deleted_message_is_answered_below(telegram: Service) -> None:
    phone = telegram.phone("fr")
    (menu,) = await phone.write("/topics")
    del telegram.api.chats[phone.chat][menu["message_id"]]
    telegram.api.tolerate("message to edit not found")
    (seen,) = await phone.tap("topics", menu)
    assert seen["message_id"] != menu["message_id"]
    assert labels([seen]) == labels([menu])


async def test_a_button_under_a_message_that_cannot_be_edited_is_answered_below(telegram: Service) -> None:
    phone = telegram.phone("fr")
    (menu,) = await phone.write("/topics")
    telegram.api.fail("editMessageText", "Bad Request: message can't be edited")
    (seen,) = await phone.tap("topics", menu)
    assert labels([seen]) == labels([menu])


async def test_pressing_twice_changes_nothing_more(telegram: Service) -> None:
    phone = telegram.phone("fr")
    (menu,) = await phone.write("/topics")
    telegram.api.tolerate("message is not modified")
    assert await phone.tap("topics", menu) == []


async def test_a_press_that_is_too_old_to_acknowledge_is_answered_all_the_same(telegram: Service) -> None:
    phone = telegram.phone("fr")
    (menu,) = await phone.write("/topics")
    telegram.api.fail("answerCallbackQuery", "Bad Request: query is too old and response timeout expired")
    (seen,) = await phone.tap(f"answer:{ANSWER}", menu)
    assert seen["edits"] == 1


@pytest.mark.parametrize(
    ("data", "press"),
    [("topics", {"inline_message_id": "x"}), ("", {"game_short_name": "g"}), ("topics", {})],
)
async def test_a_press_that_belongs_to_no_message_is_acknowledged_and_no_more(
    telegram: Service, data: str, press: Json
) -> None:
    assert await telegram.phone("fr").tap(data, **press) == []
    assert len(telegram.api.of("answerCallbackQuery")) == 1


async def test_without_inline_mode_nothing_offers_to_share(conversation: Conversation) -> None:
    async with BotApi(inline_mode=False) as api, running(api, conversation) as service:
        seen = await service.phone("fr").write("/hotline")
    assert buttons(seen[0])
    assert not [button for button in buttons(seen[0]) if "switch_inline_query" in button]
    assert api.refusals == []
