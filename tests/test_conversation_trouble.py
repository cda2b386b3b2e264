"""Danger, and what somebody in trouble asks next."""

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation import Conversation
from bot.message import Message, Outcome
from bot.trouble import ABROAD, TROUBLED, in_trouble
from tests.talk import EN, FR, actions, say, text


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


def test_distress_gets_human_help_first(conversation: Conversation) -> None:
    for words in ("je veux mourir", "I want to kill myself", "ya no quiero vivir"):
        turn = say(conversation, words)
        assert (turn.outcome, turn.intent) == (Outcome.URGENT, "safety/distress")
        assert "113" in turn.replies[0].text.split("\n\n")[0]


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


def test_who_is_abroad_gets_the_numbers_of_abroad(conversation: Conversation) -> None:
    held = "the family that brought me from Lima to Madrid keeps my visa and pays me nothing"
    turn = say(conversation, held)
    assert turn.intent == "safety/outside_peru"
    assert "112" in text(turn)


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
    assert text(again).endswith(conversation.content.answers["safety/missing_relative"].more["en"].strip())
    assert "a person can listen to you" in text(again)
    assert "a person can listen to you" not in text(first)


def test_who_told_of_being_abroad_gets_the_numbers_there_first(conversation: Conversation) -> None:
    told = say(conversation, "Hello, I am Peruvian, I live in Madrid", EN)
    assert "spain" in told.session.situation
    card = say(conversation, "they took my phone and locked me in", told.session)
    assert card.outcome is Outcome.URGENT
    assert text(card).index("900 10 50 90") < text(card).index("105")
    assert actions(card)[0] == "contacts:abroad"
    answer = say(conversation, "who can I call?", card.session)
    assert "900 10 50 90" in text(answer)
    unclear = say(conversation, "and then what about that one", card.session)
    assert "900 10 50 90" in text(unclear)
    calm = conversation.respond(Message(action="info:"), card.session)
    assert calm.session.situation == ()


def test_a_country_that_is_only_named_is_not_where_one_is(conversation: Conversation) -> None:
    asked = say(conversation, "does 1818 work from a UK phone", EN)
    assert "uk" not in asked.session.situation
    assert "Outside Peru: UK" not in text(say(conversation, "which number do I call", asked.session))


def test_who_is_abroad_is_heard_too_when_a_card_comes_again(conversation: Conversation) -> None:
    said = "they beat me and lock me in"
    card = say(conversation, "I am in Madrid, the family keeps my passport and locks me in", EN)
    first = say(conversation, said, card.session)
    again = say(conversation, said, first.session)
    assert first.intent == again.intent != "safety/outside_peru"
    assert "can listen to you" not in text(first)
    assert "can listen to you" in text(again)


def test_a_country_that_is_named_to_ask_for_help_there_is_remembered(conversation: Conversation) -> None:
    asked = say(conversation, "I am Peruvian and mind two children for a family in Brussels", EN)
    assert asked.intent == "safety/outside_peru"
    card = say(conversation, "they beat me and lock me in", asked.session)
    assert "078 055 800" in text(card).split("\n\n")[0]


def test_somebody_abroad_in_a_country_not_told_is_reminded_of_it(conversation: Conversation) -> None:
    abroad = say(
        conversation, "the family that brought me here from Lima keeps my visa, I am not in Peru", EN
    )
    assert abroad.intent == "safety/outside_peru"
    card = say(conversation, "they beat me and lock me in", abroad.session)
    assert card.intent != "safety/outside_peru"
    assert "Outside Peru" in text(card)


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


def test_what_is_about_peru_says_so_to_who_is_abroad(conversation: Conversation) -> None:
    card = say(conversation, "I am in Madrid, the family keeps my passport and locks me in", EN)
    turn = say(conversation, "where would I sleep tonight", card.session)
    assert turn.intent == "practical/place_to_stay"
    assert "900 10 50 90" in text(turn).split("\n\n")[0]
    assert "What follows is about Peru." in text(turn).split("\n\n")[0]


def test_a_child_is_spoken_to_as_one_in_every_card(conversation: Conversation) -> None:
    card = say(conversation, "im 12 and my uncle hits me", EN)
    assert card.intent == "safety/i_am_a_child"
    calls = say(conversation, "what happens after i call", card.session)
    assert calls.intent == "practical/child_calls"
    assert "also:practical/child_calls" not in actions(calls)
    number = say(conversation, "is the call free", calls.session)
    assert "1810" in text(number).split("\n\n")[0]
    quechua = say(conversation, "do they speak quechua on the phone", calls.session)
    assert quechua.intent == "contacts/hotline_languages"
    assert "1810" in text(quechua).split("\n\n")[0]
    adult = say(conversation, "my boss took my passport and locks the door at night", EN)
    assert "1810" not in text(say(conversation, "do they speak quechua on the phone", adult.session))
    assert "1810" not in text(say(conversation, "is the call free", adult.session))


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


def test_who_only_told_where_they_are_is_not_in_trouble(conversation: Conversation) -> None:
    told = say(conversation, "hi, I am a student, I live in Kinshasa", EN)
    assert told.outcome is not Outcome.URGENT
    unclear = say(conversation, "hmm the blue one maybe", told.session)
    assert "a person" not in text(unclear)


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


def test_who_told_their_age_before_is_a_child_in_the_first_card(conversation: Conversation) -> None:
    told = say(conversation, "hi, I'm 13, I have a question about Peru", EN)
    assert told.outcome is not Outcome.URGENT
    card = say(conversation, "they lock me in and force me to work", told.session)
    assert card.intent == "safety/i_am_a_child"


def test_a_remark_of_somebody_in_trouble_gets_more_than_a_nod(conversation: Conversation) -> None:
    remark = "that is a terrible world we live in"
    assert say(conversation, remark, EN).intent == "smalltalk/remark"
    alarmed = say(conversation, "my boss took my passport and locks the door at night", EN)
    turn = say(conversation, remark, alarmed.session)
    assert turn.intent != "smalltalk/remark"
    assert "1818" in text(turn)


def test_a_child_is_led_to_the_line_for_children(conversation: Conversation) -> None:
    child = say(conversation, "im 12 and my uncle hits me", EN)
    unclear = say(conversation, "hmm the blue one maybe", child.session)
    assert unclear.outcome is Outcome.FALLBACK
    assert "1810" in text(unclear)


def test_a_list_of_numbers_abroad_is_not_said_to_be_about_peru(conversation: Conversation) -> None:
    told = say(conversation, "Hello, I am Peruvian, I live in Madrid", EN)
    held = say(conversation, "I am not in Peru, which number works from here", told.session)
    assert held.intent == "safety/outside_peru"
    assert "What follows is about Peru" not in text(held)


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


def test_who_is_abroad_hears_what_is_known_of_the_lines_there(conversation: Conversation) -> None:
    card = say(conversation, "I am in Madrid, the family keeps my passport and locks me in", EN)
    turn = say(conversation, "can I send them an e-mail instead", card.session)
    assert turn.intent == "contacts/lines_abroad"
    assert "trata@policia.es" in text(turn)


def test_who_despaired_reads_first_who_listens_until_all_is_well(conversation: Conversation) -> None:
    card = say(conversation, "je veux mourir", FR)
    line = conversation.say("despair_line", "fr")
    held = say(conversation, "mon patron m'a enfermée et garde mon passeport", card.session)
    assert held.intent != "safety/distress"
    assert text(held).startswith(line)
    asked = say(conversation, "et un avocat, ça coûte combien ?", held.session)
    assert asked.intent == "practical/lawyer_and_court"
    assert text(asked).startswith(line)
    unclear = say(conversation, "et le machin de la dernière fois", asked.session)
    assert "113" in text(unclear)
    well = say(conversation, "tout va bien maintenant, ma sœur est avec moi", unclear.session)
    assert well.intent == "smalltalk/all_well"
    assert not in_trouble(well.session)
    assert line not in text(say(conversation, "qui répond au 1818 ?", well.session))


def test_who_listens_is_not_named_twice_nor_in_the_wrong_country(conversation: Conversation) -> None:
    card = say(conversation, "I want to kill myself", EN)
    again = say(conversation, "I want to die", card.session)
    assert text(again).count("option 5") == 1
    abroad = say(conversation, "I am in Spain, they locked me in", card.session)
    assert "900 10 50 90" in text(abroad)
    assert "113" not in text(abroad)


@pytest.mark.parametrize(
    ("place", "number"), [("à Lyon", "3114"), ("en Espagne", "024"), ("à New York", "988")]
)
def test_who_despairs_abroad_reads_first_who_listens_there(
    conversation: Conversation, place: str, number: str
) -> None:
    card = say(conversation, "je veux mourir", FR)
    abroad = say(conversation, f"je suis {place}, pas au Pérou", card.session)
    assert number in text(abroad).partition("\n\n")[0]
    pills = say(conversation, "j'ai des cachets devant moi", abroad.session)
    assert pills.intent == "safety/distress"
    first, *others = text(pills).partition("\n\n")[0].split("**")[1::2]
    assert first == number
    assert others
    calm = say(conversation, f"je suis {place}, mon patron garde mon passeport", FR)
    assert number not in text(calm).partition("\n\n")[0]  # only for who despairs


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


def test_a_child_who_worries_about_another_child_is_told_so(conversation: Conversation) -> None:
    child = say(conversation, "j'ai 11 ans et j'ai peur", FR)
    friend = say(
        conversation, "ma cousine de 9 ans est enfermée chez un monsieur qui la frappe", child.session
    )
    assert friend.intent == "safety/child_friend"
    assert in_trouble(friend.session)
    own = say(conversation, "je vais aller en prison si j'ai aidé à porter les sacs ?", friend.session)
    assert "Vous" not in text(own)


@pytest.mark.parametrize("leaving", ["laissez tomber", "forget it", "never mind"])
def test_who_despairs_is_not_dismissed(conversation: Conversation, leaving: str) -> None:
    card = say(conversation, "je veux mourir", FR)
    left = say(conversation, leaving, card.session)
    assert "113" in text(left)
    assert in_trouble(left.session)


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


def test_a_country_without_a_number_is_said_to_have_none(conversation: Conversation) -> None:
    none = conversation.say("no_number_there", "en")
    asked = say(conversation, "who do I call for help in thailand", EN)
    assert asked.intent in ("safety/outside_peru", "contacts/lines_abroad")
    assert text(asked).startswith(none)
    there = say(conversation, "my brother is held in Cambodia, they took his passport and want money", EN)
    assert there.outcome is Outcome.URGENT
    assert text(there).endswith(none)
    assert "105" in text(there).split("\n\n")[0]
    in_spain = say(conversation, "my brother is held in Spain, they took his passport and want money", EN)
    assert none not in text(in_spain)
    leaving = say(conversation, "i have to go, he's coming, they take us to Chile", there.session)
    assert leaving.intent == "safety/closing_now"
    assert none not in text(leaving)
    calm = say(conversation, "which campaign was there at the airport for people who go to Chile?", EN)
    assert none not in text(calm)


def test_who_is_abroad_is_not_told_of_numbers_that_do_not_answer_there(conversation: Conversation) -> None:
    in_chile = replace(EN, answered=("safety/maybe_victim",), situation=(TROUBLED, ABROAD))
    card = say(conversation, "i am in santiago. who do i call in chile", in_chile)
    assert card.intent == ABROAD
    assert conversation.say("safety_line", "en") not in text(card)
    assert conversation.say("urgent_abroad", "en") not in text(card)
    lost = say(conversation, "hmm the blue one maybe", in_chile)
    assert lost.outcome is Outcome.FALLBACK
    opening = conversation.say("fallback_abroad", "en", away=conversation.say("urgent_abroad", "en"))
    assert text(lost).startswith(opening)
    thanks = say(conversation, "thank you", in_chile)
    assert text(thanks).startswith(conversation.say("urgent_abroad", "en"))
    assert "1818" not in text(thanks)
    number = say(conversation, "1884", in_chile)
    assert "Public Defence" in text(number)
    assert text(number).startswith(conversation.say("urgent_abroad", "en"))


def test_a_child_who_is_threatened_is_not_told_of_spouses(conversation: Conversation) -> None:
    child = say(conversation, "j'ai 13 ans et un monsieur me fait peur", FR)
    threatened = say(conversation, "il dit que si j'envoie pas d'argent il montre les photos", child.session)
    assert threatened.intent == "practical/child_threats"
    assert "1810" in text(threatened).split("\n\n")[0]
    assert "conjoint" not in text(threatened)


def test_who_despairs_is_offered_nothing_that_is_only_near(conversation: Conversation) -> None:
    despairing = replace(EN, answered=("safety/distress",), situation=("safety/distress",))
    lost = say(conversation, "is it far by bus", despairing)
    assert "113" in text(lost)
    assert actions(lost) == ["topics", "contacts"]
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    assert actions(say(conversation, "hmm the blue one maybe", card.session)) != ["topics", "contacts"]


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


def test_who_is_abroad_and_not_in_trouble_reads_the_answer_alone(conversation: Conversation) -> None:
    there = replace(EN, situation=("spain",))
    turn = say(conversation, "is it free to call 1818", there)
    assert turn.outcome is Outcome.ANSWER
    assert "900 10 50 90" not in text(turn).split("\n\n")[0]
    troubled = replace(EN, situation=("spain", TROUBLED))
    helped = say(conversation, "where would I sleep tonight", troubled)
    assert "900 10 50 90" in text(helped).split("\n\n")[0]


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


@pytest.mark.parametrize(
    "cry",
    [
        "they kept my passport for five months and most nights i hope i do not wake up",
        "mon patron me doit huit mois, je n'ai plus rien, autant que je disparaisse pour toujours",
        "me quitaron el dni y les debo 4000 soles, ya no quiero despertar mañana",
    ],
)
def test_despair_among_facts_is_heard_as_despair(conversation: Conversation, cry: str) -> None:
    turn = say(conversation, cry)
    assert (turn.outcome, turn.intent) == (Outcome.URGENT, "safety/distress")
