"""Danger, and what somebody in trouble asks next."""

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation import Conversation
from bot.message import Effect, Message, Outcome, Session
from bot.trouble import in_trouble
from tests.talk import EN, actions, say, text


@pytest.mark.parametrize(
    "cry",
    [
        "help me please", "they locked me in and took my passport", "au secours", "on m'a enfermée",
        "mon patron garde mes papiers et je ne peux pas partir", "SOS", "auxilio", "me tienen encerrada",
    ],
)  # fmt: skip
def test_danger_gets_the_numbers_first_and_two_ways_on(conversation: Conversation, cry: str) -> None:
    turn = say(conversation, cry)
    assert turn.outcome is Outcome.URGENT
    opening = turn.replies[0].text.split("\n\n")[0]
    assert "105" in opening
    assert "1818" in turn.replies[0].text
    assert len(actions(turn)) == 2
    assert actions(turn)[0] == "contacts"
    assert actions(turn)[1].startswith("info:")


def test_the_contacts_leave_the_emergency_card_in_place(conversation: Conversation) -> None:
    card = say(conversation, "help me please", EN)
    contacts = conversation.respond(Message(action=actions(card)[0]), card.session)
    assert not contacts.replies[0].replaces
    abroad = conversation.respond(Message(action=actions(contacts)[0]), contacts.session)
    assert abroad.replies[0].replaces
    assert "Argentina" in text(abroad)


def test_only_information_leads_to_the_answer_of_the_question(conversation: Conversation) -> None:
    turn = say(conversation, "they took my passport! which regions are most affected by trafficking?", EN)
    assert turn.outcome is Outcome.URGENT
    information = actions(turn)[1]
    assert information == "info:figures/regions"
    turn = conversation.respond(Message(action=information), turn.session)
    assert (turn.outcome, turn.intent) == (Outcome.ANSWER, "figures/regions")


def test_spanish_gets_the_card_in_spanish(conversation: Conversation) -> None:
    turn = say(conversation, "¿cuántos habitantes tiene la ciudad y qué comida es típica?")
    assert (turn.outcome, turn.locale) == (Outcome.FALLBACK, "es")
    assert "francés" in text(turn)
    assert "1818" in text(turn)


def test_an_answer_before_may_calm_an_alarm_but_muffles_no_cry(conversation: Conversation) -> None:
    read = conversation.respond(Message(action="answer:understand/what_is_trafficking"), EN)
    assert say(conversation, "does she have to cross a border for that?", read.session).outcome != "urgent"
    assert say(conversation, "he locked me in and took my phone", read.session).outcome == "urgent"


def test_the_voice_of_a_card_is_the_voice_of_the_next(conversation: Conversation) -> None:
    worried = say(conversation, "my daughter went to Lima for a job and does not answer any more", EN)
    assert worried.intent == "safety/missing_relative"
    vague = "please help me please"
    assert say(conversation, vague, EN).intent != "safety/missing_relative"
    assert say(conversation, vague, worried.session).intent == "safety/missing_relative"


def test_a_card_about_something_said_comes_whoever_speaks(conversation: Conversation) -> None:
    alarmed = say(conversation, "they lock me in and force me to work", EN)
    assert alarmed.session.situation == ("safety/maybe_victim",)
    papers = say(conversation, "the boss took my passport and my ID card", alarmed.session)
    assert papers.intent == "safety/papers_or_wages"
    assert papers.session.situation == ("safety/maybe_victim",)


def test_a_card_that_was_just_read_comes_again_with_a_word_to_the_person(conversation: Conversation) -> None:
    first = say(conversation, "my daughter went to Lima for a job and does not answer any more", EN)
    again = say(conversation, "she still does not answer, three weeks now", first.session)
    assert again.intent == first.intent == "safety/missing_relative"
    numbers, _, advice = text(first).partition("\n\n")
    assert text(again).startswith(numbers)
    assert advice not in text(again), "it was just read"
    rest = conversation.content.answers["safety/missing_relative"].more["en"].rpartition("\n\n")[2]
    assert rest.strip() in text(again)
    assert "a person can listen to you" in text(again)
    assert "a person can listen to you" not in text(first)
    third = say(conversation, "she still does not answer, four weeks now", again.session)
    assert third.intent == first.intent
    assert text(third).startswith(numbers)
    assert "a person can listen to you" in text(third)
    assert advice not in text(third)
    assert rest.strip() not in text(third)
    assert text(say(conversation, "repeat", third.session)).count(advice) == 1


def test_a_card_that_comes_again_shows_what_may_help_better(conversation: Conversation) -> None:
    first = say(conversation, "my boss locks me in at night", EN)
    assert not any(action.startswith("also:") for action in actions(first))
    again = say(conversation, "my boss locks me in every night", first.session)
    assert again.intent == first.intent
    assert text(again).endswith(conversation.say("rather", "en"))
    shown = [action for action in actions(again) if action.startswith("also:")]
    assert 1 <= len(shown) <= 2
    helped = conversation.respond(Message(action=shown[0]), again.session)
    assert f"also:{helped.intent}" == shown[0]
    assert helped.intent != again.intent
    assert "105" in text(helped).split("\n\n")[0]


def test_only_the_first_card_leaves_nothing_to_decide(conversation: Conversation) -> None:
    said = "she has a baby and wants to leave"
    first = say(conversation, said, EN)
    assert first.outcome is Outcome.URGENT
    assert not any(action.startswith("also:") for action in actions(first))
    card = say(conversation, "my boss locks me in at night", EN)
    second = say(conversation, said, card.session)
    assert second.outcome is Outcome.URGENT
    assert any(action.startswith("also:practical/") for action in actions(second))
    leaving = say(conversation, "i have to go, he is coming", card.session)
    assert leaving.intent == "safety/closing_now"
    assert not any(action.startswith("also:") for action in actions(leaving))


def test_who_despairs_again_is_shown_only_what_is_likely(conversation: Conversation) -> None:
    first = say(conversation, "I want to die", EN)
    again = say(conversation, "I want to die", first.session)
    assert not any(action.startswith("also:") for action in actions(again))


def test_who_asks_about_an_offer_is_not_spoken_to_as_if_in_trouble(conversation: Conversation) -> None:
    asked = say(conversation, "how can I check whether a job offer in Peru is honest", EN)
    assert (asked.outcome, asked.intent) == (Outcome.ANSWER, "safety/job_offer")
    assert not in_trouble(asked.session)
    unclear = say(conversation, "hmm the blue one maybe", asked.session)
    assert "What you write matters" not in text(unclear)
    told = say(conversation, "they took my passport and lock me in", EN)
    offer = say(conversation, "how can I check whether a job offer in Peru is honest", told.session)
    assert in_trouble(offer.session)


def test_stop_ends_the_conversation_of_who_is_in_trouble(conversation: Conversation) -> None:
    card = say(conversation, "my boss locks me in at night", EN)
    left = say(conversation, "stop", card.session)
    assert left.effects == (Effect.EXIT,)
    assert left.session == Session()
    assert say(conversation, "stop", EN).effects == (Effect.UNSUBSCRIBE,)
    subscribed = replace(card.session, subscribed=True)
    assert say(conversation, "stop", subscribed).effects == (Effect.UNSUBSCRIBE,)


def test_even_in_trouble_the_weather_is_the_weather(conversation: Conversation) -> None:
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    turn = say(conversation, "best time to see Machu Picchu", card.session)
    assert turn.outcome is Outcome.FALLBACK
    assert "a person" not in text(turn)
    assert "1818" in text(turn)


def test_after_a_card_what_is_not_understood_leads_to_a_person(conversation: Conversation) -> None:
    alarmed = say(conversation, "my boss took my passport and locks the door at night", EN)
    assert alarmed.outcome is Outcome.URGENT
    turn = say(conversation, "hmm the blue one maybe", alarmed.session)
    assert turn.outcome is Outcome.FALLBACK
    assert "a person" in text(turn)


def test_who_says_that_it_was_only_a_question_gets_its_answer(conversation: Conversation) -> None:
    alarmed = say(conversation, "they took my passport! which regions are most affected by trafficking?", EN)
    turn = say(conversation, "I'm not in danger!", alarmed.session)
    assert turn.outcome is not Outcome.URGENT
    turn = say(conversation, "i only want information", alarmed.session)
    assert (turn.outcome, turn.intent) == (Outcome.ANSWER, "figures/regions")


@pytest.mark.parametrize("theme", ["safety", "practical"])
def test_every_answer_that_may_be_a_card_opens_with_the_police(content: Content, theme: str) -> None:
    cards = [answer for answer in content.answers.values() if answer.theme == theme]
    assert cards
    for answer in cards:
        for words in answer.text.values():
            opening = words.strip().partition("\n\n")[0]
            abroad = answer.id == "safety/outside_peru"
            assert ("{local_emergency_eu.number}" if abroad else "{police.number}") in opening, answer.id


def test_practical_questions_are_neighbours_of_danger(content: Content) -> None:
    """As one of them is urgent, the examples of the others say nothing against an alarm."""
    practical = [intent for intent in content.intents.values() if intent.id.startswith("practical/")]
    assert any(intent.urgency for intent in practical)
    assert not all(intent.urgency for intent in practical)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("will they send me back to Bolivia, I have no papers", "practical/without_papers"),
        ("where could I sleep tonight", "practical/place_to_stay"),
        ("what happens after I call", "practical/after_reporting"),
        ("how much would a lawyer cost me", "practical/lawyer_and_court"),
        ("should I go and get her out myself", "practical/going_there"),
    ],
)
def test_what_is_asked_after_a_card_is_answered_with_the_numbers(
    conversation: Conversation, asked: str, answer: str
) -> None:
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    turn = say(conversation, asked, card.session)
    assert turn.intent == answer
    assert "105" in text(turn).split("\n\n")[0]
    assert "1818" in text(turn).split("\n\n")[0]


def test_a_way_to_report_in_writing_may_be_the_card_and_has_the_numbers_before_it(
    conversation: Conversation,
) -> None:
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    turn = say(conversation, "i can't phone, he would hear me, can i write to them instead", card.session)
    assert turn.intent == "contacts/report_how"
    assert "105" in text(turn).split("\n\n")[0]
    assert "denuncias@mininter.gob.pe" in text(turn)


def test_who_must_stop_gets_few_words(conversation: Conversation) -> None:
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    turn = say(conversation, "i have to go, he's coming", card.session)
    assert (turn.outcome, turn.intent) == (Outcome.URGENT, "safety/closing_now")
    assert "105" in text(turn).split("\n\n")[0]
    assert "/exit" in text(turn).split("\n\n")[0]
    again = say(conversation, "he's coming, got to go", turn.session)
    assert text(again) == text(turn)
    despaired = say(conversation, "I want to die", EN)
    assert text(say(conversation, "i have to go, he's coming", despaired.session)) == text(turn)


def test_an_ordinary_question_ends_the_tone_of_trouble(conversation: Conversation) -> None:
    alarmed = say(conversation, "my daughter went to Lima for a job and does not answer any more", EN)
    asked = say(conversation, "which regions are most affected by trafficking?", alarmed.session)
    assert asked.intent == "figures/regions"
    assert asked.session.situation == ()
    unclear = say(conversation, "hmm the blue one maybe", asked.session)
    assert "a person" not in text(unclear)


def test_help_is_not_given_for_a_question_that_no_answer_fits(conversation: Conversation) -> None:
    counted = say(conversation, "how many beds do the shelters of Cusco have?", EN)
    assert counted.outcome is not Outcome.ANSWER
    needed = say(conversation, "is there a shelter where I could stay", EN)
    assert needed.intent == "practical/place_to_stay"


def test_a_remark_of_somebody_in_trouble_gets_more_than_a_nod(conversation: Conversation) -> None:
    remark = "that is a terrible world we live in"
    assert say(conversation, remark, EN).intent == "smalltalk/remark"
    alarmed = say(conversation, "my boss took my passport and locks the door at night", EN)
    turn = say(conversation, remark, alarmed.session)
    assert turn.intent != "smalltalk/remark"
    assert "1818" in text(turn)


def test_who_says_that_nobody_is_in_trouble_is_no_longer_spoken_to_as_if(conversation: Conversation) -> None:
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    unclear = "hmm the blue one maybe"
    assert "somebody can listen" in text(say(conversation, unclear, card.session))
    well = say(conversation, "no no I am fine, it was a joke", card.session)
    assert well.intent == "smalltalk/never_mind"
    assert in_trouble(card.session)
    assert not in_trouble(well.session)


def test_what_tells_more_in_trouble_is_no_introduction(conversation: Conversation) -> None:
    hello = "I am a history teacher in Lyon"
    assert say(conversation, hello, EN).intent == "smalltalk/introduction"
    card = say(conversation, "my daughter went to the mines and does not answer any more", EN)
    assert card.outcome is Outcome.URGENT
    assert say(conversation, hello, card.session).intent != "smalltalk/introduction"


def test_an_answer_in_trouble_opens_with_the_numbers(conversation: Conversation) -> None:
    report = "how can I file a report in writing"
    calm = say(conversation, report, EN)
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    turn = say(conversation, report, card.session)
    assert calm.intent == turn.intent == "contacts/report_how"
    assert "105" not in text(calm).split("\n\n")[0]
    assert "105" in text(turn).split("\n\n")[0]


def test_who_listens_is_not_named_twice_nor_in_the_wrong_country(conversation: Conversation) -> None:
    card = say(conversation, "I want to kill myself", EN)
    again = say(conversation, "I want to die", card.session)
    assert text(again).count("option 5") == 1
    abroad = say(conversation, "I am in Spain, they locked me in", card.session)
    assert "900 10 50 90" in text(abroad)
    assert "113" not in text(abroad)


def test_only_information_without_a_question_leads_to_the_topics(conversation: Conversation) -> None:
    turn = conversation.respond(Message(action="info:"), say(conversation, "help me please", EN).session)
    assert text(turn).startswith(conversation.say("topics", "en"))
    assert "/start" not in text(turn)
    assert not in_trouble(turn.session)


def test_a_complaint_in_trouble_leads_to_a_person(conversation: Conversation) -> None:
    complaint = "you keep saying the same thing"
    assert say(conversation, complaint, EN).intent == "smalltalk/insult"
    card = say(conversation, "my boss locked me in and took my passport", EN)
    turn = say(conversation, complaint, card.session)
    assert turn.intent != "smalltalk/insult"
    assert "1818" in text(turn)


def test_an_answer_in_trouble_has_few_buttons(conversation: Conversation) -> None:
    asked = "how much does a lawyer cost"
    card = say(conversation, "my boss locked me in and took my passport", EN)
    calm, troubled = (actions(say(conversation, asked, session)) for session in (EN, card.session))
    assert any(action.startswith("good:") for action in calm)
    assert not any(action.startswith(("good:", "bad:", "card:", "in:")) for action in troubled)
    assert "contacts" in troubled
    assert len(troubled) <= 5


def test_who_says_to_forget_it_after_a_card_still_reads_the_numbers(conversation: Conversation) -> None:
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    left = say(conversation, "no no I am fine, it was a joke", card.session)
    assert left.intent == "smalltalk/never_mind"
    assert "105" in text(left)
    assert not in_trouble(left.session)


def test_who_has_swallowed_something_is_told_not_to_wait(conversation: Conversation) -> None:
    turn = say(conversation, "i took all the pills 20 minutes ago", EN)
    assert turn.intent == "safety/distress"
    assert "do not wait" in text(turn)


def test_thanks_in_trouble_leave_the_numbers_in_sight(conversation: Conversation) -> None:
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    thanks = say(conversation, "thank you", card.session)
    assert thanks.intent == "smalltalk/thanks"
    assert "105" in text(thanks).split("\n\n")[0]
    assert "105" not in text(say(conversation, "thank you", EN))
    hello = say(conversation, "hello", card.session)
    assert hello.intent == "smalltalk/hello"
    assert text(hello).count("105") == 1
    well = say(conversation, "the police came and she is safe now, all is well", card.session)
    assert well.intent == "smalltalk/all_well"
    assert text(well).count("105") == 1


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("mi hermana no contesta hace 4 dias", "y es verdad que hay que esperar 48 horas?"),
        ("ma sœur ne répond plus depuis 4 jours", "on doit attendre 48 heures avant de le signaler ?"),
        ("my sister does not answer for 4 days", "do we have to wait 48 hours to report it?"),
    ],
)
def test_nobody_is_left_to_think_that_one_must_wait(
    conversation: Conversation, first: str, then: str
) -> None:
    card = say(conversation, first)
    turn = say(conversation, then, card.session)
    assert turn.intent == "safety/missing_relative"
