"""What is said after an answer: about it, about something near, or about nothing."""

from dataclasses import replace

import pytest

from bot.conversation import Conversation
from bot.message import Message, Outcome, Session
from tests.talk import EN, actions, say, text


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [("source?", "https://"), ("et en français ?", "11\u00a0000"), ("tell me more", "1818")],
)
def test_follow_ups_are_about_the_last_answer(
    conversation: Conversation, follow_up: str, expected: str
) -> None:
    turn = say(conversation, "how many calls did the hotline get?")
    turn = say(conversation, follow_up, turn.session)
    assert turn.outcome is Outcome.ANSWER
    assert expected in text(turn)


@pytest.mark.parametrize(("goes_on", "missing"), [("and in 2015?", "2015"), ("et à Puno ?", "Puno")])
def test_what_goes_on_is_about_the_last_answer(
    conversation: Conversation, goes_on: str, missing: str
) -> None:
    before = say(conversation, "how many calls did the hotline get?")
    turn = say(conversation, goes_on, before.session)
    assert turn.outcome is Outcome.CLARIFY
    assert missing in text(turn)
    assert turn.choices
    assert "hotline/calls_received" not in [choice.intent for choice in turn.choices]  # it was just read


def test_a_place_that_the_nearest_answer_does_not_name_leads_to_one_that_does(
    conversation: Conversation,
) -> None:
    turn = say(conversation, "how many calls came from Iquitos?")
    assert "Iquitos" in text(turn)
    named = [conversation.content.answers[choice.intent].text["en"] for choice in turn.choices]
    assert any("Iquitos" in each for each in named)


def test_what_goes_on_to_another_subject_is_answered(conversation: Conversation) -> None:
    before = say(conversation, "who signed the 2016 agreement")
    assert say(conversation, "and the blue heart?", before.session).intent == "agreement_2016/blue_heart"


@pytest.mark.parametrize(
    ("before", "text", "locale", "intent"),
    [
        ("airport_campaign/where_how_long", "who paid?", "en", "airport_campaign/funding"),
        ("hotline/when_opened", "qui s'en occupe ?", "fr", "hotline/who_runs"),
        ("hotline/when_opened", "how many people rang?", "en", "hotline/calls_received"),
    ],
)
def test_a_second_message_leans_on_the_answer_before(
    conversation: Conversation, before: str, text: str, locale: str, intent: str
) -> None:
    read = conversation.respond(Message(action=f"answer:{before}"), Session(locale=locale))
    assert say(conversation, text, read.session).intent == intent


def test_a_question_that_stands_by_itself_leans_on_nothing(conversation: Conversation) -> None:
    read = conversation.respond(Message(action="answer:law/penalty"), EN)
    turn = say(conversation, "how many calls did the hotline get?", read.session)
    assert turn.intent == "hotline/calls_received"


def test_an_answer_that_was_just_read_is_given_again_as_what_it_is(conversation: Conversation) -> None:
    first = say(conversation, "how many calls did the hotline get?")
    again = say(conversation, "how many calls did it get", first.session)
    assert again.intent == first.intent
    answer = conversation.content.answers[first.intent or ""]
    body, source = text(first).rsplit("\n\n", 1)
    assert body in text(again)
    assert answer.more["en"].partition(".")[0] in text(again)
    assert text(again).endswith(source)
    assert f"more:{first.intent}" in actions(first)
    assert f"more:{first.intent}" not in actions(again), "it has been said"
    card = conversation.respond(Message(action="answer:safety/watched_phone"), EN)
    assert text(say(conversation, "how do I delete this chat", card.session)).startswith("**105**")


def test_what_asks_more_of_an_answer_is_not_offered_that_answer(conversation: Conversation) -> None:
    read = conversation.respond(Message(action="answer:agreement_2016/signers"), EN)
    turn = say(conversation, "is he married", read.session)
    assert turn.outcome is not Outcome.ANSWER
    assert turn.choices
    assert "agreement_2016/signers" not in [choice.intent for choice in turn.choices]


@pytest.mark.parametrize(("word", "locale"), [("ok", "en"), ("d'accord", "fr")])
def test_a_nod_is_not_about_the_last_answer(conversation: Conversation, word: str, locale: str) -> None:
    before = conversation.respond(Message(action="answer:figures/victims_2009_2014"), Session(locale=locale))
    nod = say(conversation, word, before.session)
    assert nod.intent
    assert nod.intent.startswith("smalltalk/")


def test_thanks_do_not_end_what_is_talked_about(conversation: Conversation) -> None:
    read = conversation.respond(Message(action="answer:airport_campaign/where_how_long"), EN)
    thanked = say(conversation, "thank you!", read.session)
    assert thanked.intent == "smalltalk/thanks"
    assert say(conversation, "who paid?", thanked.session).intent == "airport_campaign/funding"
    assert "iom.int" in text(say(conversation, "source?", thanked.session))


def test_what_goes_on_to_nothing_new_is_not_the_same_answer_again(conversation: Conversation) -> None:
    before = say(conversation, "how many calls did the hotline get?")
    assert say(conversation, "and your mother?", before.session).outcome is not Outcome.ANSWER


def test_a_follow_up_to_nothing_asks_what_it_is_about(conversation: Conversation) -> None:
    turn = say(conversation, "tell me more")
    assert turn.outcome is Outcome.FALLBACK
    assert "105" in text(turn)


def test_an_offer_can_be_taken_by_number_or_by_the_other_one(conversation: Conversation) -> None:
    session = replace(EN, offered=("hotline/cases_96", "hotline/from_calls_126"))
    assert say(conversation, "2", session).intent == "hotline/from_calls_126"
    first = say(conversation, "1", session)
    assert first.intent == "hotline/cases_96"
    assert say(conversation, "and the other one?", first.session).intent == "hotline/from_calls_126"


@pytest.mark.parametrize(
    ("read", "intent"),
    [("airport_campaign/slogan", "airport_campaign/funding"), ("hotline/when_opened", "hotline/who_runs")],
)
def test_what_is_said_after_an_answer_is_about_it(conversation: Conversation, read: str, intent: str) -> None:
    session = conversation.respond(Message(action=f"answer:{read}"), EN).session
    assert say(conversation, "who put up the cash", session).intent == intent


def test_thanks_are_thanks_whatever_was_read(conversation: Conversation) -> None:
    for answer in list(conversation.content.answers)[::9]:
        session = conversation.respond(Message(action=f"answer:{answer}"), EN).session
        assert say(conversation, "thank you so much, that helped", session).intent == "smalltalk/thanks", (
            answer
        )


def test_a_goodbye_is_a_goodbye_whatever_was_read(conversation: Conversation) -> None:
    answers = list(conversation.content.answers)[::5]
    read = [conversation.respond(Message(action=f"answer:{answer}"), EN).session for answer in answers]
    turns = [say(conversation, "fair enough, have a good one", session) for session in read]
    taken = sum((turn.intent or "").startswith("smalltalk/") for turn in turns)
    assert taken >= 0.8 * len(answers), "5 of 25, where the answer before has a say in it"


def test_an_answer_that_has_no_more_to_tell_is_not_said_to_be_in_full(conversation: Conversation) -> None:
    read = conversation.respond(Message(action="answer:law/national_plan"), EN)
    assert not conversation.content.answers["law/national_plan"].more
    again = say(conversation, "is there a national plan against trafficking", read.session)
    assert text(again).startswith(conversation.say("again", "en"))


def test_an_answer_that_comes_in_full_is_in_one_language(conversation: Conversation) -> None:
    """An answer of which only the first part is translated."""
    first = "safety/outside_peru"
    assert "es" in conversation.content.answers[first].text
    assert "es" not in conversation.content.answers[first].more
    spain = Session(locale="es", situation=("spain", first), answered=(first,))
    again = say(conversation, "estoy en España y la familia no me deja salir, qué número hay aquí", spain)
    assert (again.intent, again.locale) == (first, "es")
    assert "puede escuchar" in text(again)
    assert "facture" not in text(again)
    english = say(conversation, "I am in Spain and they keep me in, which number is there here", spain)
    assert (english.intent, english.locale) == (first, "en")
    assert "trata@policia.es" in text(english)
    assert "can listen" not in text(english)
