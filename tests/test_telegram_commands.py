"""Commands of Telegram, and deep links."""

import pytest

from bot.channels.telegram.profile import commands
from bot.content.model import Content
from bot.conversation import Conversation
from tests.phone import Service, mention
from tests.twin import ANSWER, GROUP, LANGUAGES, QUESTION, Twin, as_shown, labels, labels_of, texts

COMMANDS = ("start", "help", "topics", "hotline", "contacts", "language", "about", "privacy", "sources")


def test_the_commands_are_those_that_the_menu_describes(content: Content) -> None:
    assert set(COMMANDS) <= set(commands(content))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_is_answered_in_the_language_of_the_app(
    telegram: Service, conversation: Conversation, command: str, language: str
) -> None:
    turn = Twin(conversation, language).respond(text=f"/{command}")
    seen = await telegram.phone(language).write(f"/{command}")
    assert turn.locale == language
    assert texts(seen) == as_shown(turn)
    assert labels(seen) == labels_of(turn.replies)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_hotline_comes_as_a_card_to_save(
    telegram: Service, content: Content, language: str
) -> None:
    text, card = await telegram.phone(language).write("/hotline")
    assert "1818" in text["text"]
    assert card["contact"] == {
        "phone_number": "1818",
        "first_name": content.contacts["hotline"].name[language],
    }


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_deep_link_leads_to_its_answer(
    telegram: Service, conversation: Conversation, language: str
) -> None:
    seen = await telegram.phone(language).write(f"/start {ANSWER.replace('/', '-')}")
    turn = Twin(conversation, language).respond(action=f"also:{ANSWER}")
    assert texts(seen)[-1:] == as_shown(turn)


async def test_starting_twice_greets_twice(telegram: Service) -> None:
    phone = telegram.phone()
    assert texts(await phone.write("/start")) == texts(await phone.write("/start"))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_unknown_command_gets_the_safety_line(
    telegram: Service, conversation: Conversation, language: str
) -> None:
    (seen,) = await telegram.phone(language).write("/rules")
    assert conversation.say("unknown_command", language) in seen["text"]
    assert "105" in seen["text"]
    assert "1818" in seen["text"]


async def test_leaving_deletes_what_was_said(telegram: Service) -> None:
    phone = telegram.phone("fr")
    await phone.write("/topics")
    await phone.press(labels(phone.shown)[0])
    await phone.write(QUESTION["fr"])
    await phone.write("/hotline")
    seen = await phone.write("/exit")
    assert list(telegram.api.chats[phone.chat].values()) == seen
    assert len(seen) == 1


async def test_leaving_a_group_deletes_only_what_the_bot_wrote(telegram: Service) -> None:
    phone = telegram.phone("fr", GROUP)
    await phone.write(mention(QUESTION["fr"]))
    seen = await phone.write("/exit")
    kept = [m for m in telegram.api.chats[GROUP].values() if m["from"]["id"] == phone.person]
    assert len(kept) == 2
    assert phone.shown == seen


async def test_forgetting_forgets_the_last_answer(telegram: Service, conversation: Conversation) -> None:
    phone = telegram.phone("fr")
    await phone.write(f"/start {ANSWER.replace('/', '-')}")
    await phone.write("/forget")
    fresh = Twin(conversation, "fr").respond(text="source ?")
    assert texts(await phone.write("source ?")) == as_shown(fresh)
