"""Telegram end to end: the real content and conversation, the real library, over HTTP."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.telegram.profile import commands
from bot.channels.telegram.render import pieces
from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from bot.message import Message, Reply, Session, Turn
from tests.botapi import ME, USERNAME, BotApi, Json, shown_text
from tests.phone import Phone, Service, buttons, mention, running

LANGUAGES = ("fr", "en")
COMMANDS = ("start", "help", "topics", "hotline", "contacts", "language", "about", "privacy", "sources")
QUESTION = {"fr": "quel est le numéro pour signaler ?", "en": "what is the number to report?"}
OTHER_QUESTION = {"fr": "c'est quoi SISTRA ?", "en": "what is SISTRA?"}
ANSWER = "airport_campaign/sistra"
FILE = {"file_id": "f", "file_unique_id": "u"}
GROUP = -100_500_000
MODES = ("private", "group")


class Twin:
    """The same conversation without a channel: what a person should see."""

    def __init__(self, conversation: Conversation, language: str) -> None:
        self.conversation = conversation
        self.language = language
        self.session = Session()

    def respond(self, **message: str) -> Turn:
        """What the conversation says, from one message to the next."""
        turn = self.conversation.respond(Message(locale=self.language, **message), self.session)
        self.session = turn.session
        return turn


def texts(messages: list[Json]) -> list[str]:
    """The texts that messages show."""
    return [message["text"] for message in messages if "text" in message]


def as_shown(turn: Turn) -> list[str]:
    """The texts that a turn makes on Telegram."""
    return [shown_text(piece, "HTML") for reply in turn.replies for piece in pieces(reply.text)]


def labels(messages: list[Json]) -> list[str]:
    """The labels of the buttons under messages."""
    return [button["text"] for message in messages for button in buttons(message)]


def labels_of(replies: tuple[Reply, ...]) -> list[str]:
    """The labels of the buttons that replies have."""
    return [button.label for reply in replies for row in reply.buttons for button in row]


# --- commands ---


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


# --- questions ---


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


# --- buttons ---


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


# --- edited messages ---


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


# --- messages without words ---

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


# --- groups ---


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


# --- long answers ---


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


# --- people who are gone, and failures ---


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
