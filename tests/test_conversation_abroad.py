"""Who writes from outside Peru."""

from dataclasses import replace

import pytest

from bot.conversation import Conversation
from bot.message import Message, Outcome
from bot.trouble import ABROAD, TROUBLED
from tests.talk import EN, FR, actions, say, text


def test_who_is_abroad_gets_the_numbers_of_abroad(conversation: Conversation) -> None:
    held = "the family that brought me from Lima to Madrid keeps my visa and pays me nothing"
    turn = say(conversation, held)
    assert turn.intent == "safety/outside_peru"
    assert "112" in text(turn)


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


def test_what_is_about_peru_says_so_to_who_is_abroad(conversation: Conversation) -> None:
    card = say(conversation, "I am in Madrid, the family keeps my passport and locks me in", EN)
    turn = say(conversation, "where would I sleep tonight", card.session)
    assert turn.intent == "practical/place_to_stay"
    assert "900 10 50 90" in text(turn).split("\n\n")[0]
    assert "What follows is about Peru." in text(turn).split("\n\n")[0]


def test_who_only_told_where_they_are_is_not_in_trouble(conversation: Conversation) -> None:
    told = say(conversation, "hi, I am a student, I live in Kinshasa", EN)
    assert told.outcome is not Outcome.URGENT
    unclear = say(conversation, "hmm the blue one maybe", told.session)
    assert "a person" not in text(unclear)


def test_a_list_of_numbers_abroad_is_not_said_to_be_about_peru(conversation: Conversation) -> None:
    told = say(conversation, "Hello, I am Peruvian, I live in Madrid", EN)
    held = say(conversation, "I am not in Peru, which number works from here", told.session)
    assert held.intent == "safety/outside_peru"
    assert "What follows is about Peru" not in text(held)


def test_who_is_abroad_hears_what_is_known_of_the_lines_there(conversation: Conversation) -> None:
    card = say(conversation, "I am in Madrid, the family keeps my passport and locks me in", EN)
    turn = say(conversation, "can I send them an e-mail instead", card.session)
    assert turn.intent == "contacts/lines_abroad"
    assert "trata@policia.es" in text(turn)


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


def test_a_country_without_a_number_is_said_to_have_none(conversation: Conversation) -> None:
    none = conversation.say("no_number_there", "en")
    asked = say(conversation, "who do I call for help in thailand", EN)
    assert asked.intent in ("safety/outside_peru", "contacts/lines_abroad")
    assert text(asked).startswith(none)
    there = say(conversation, "my brother is held in Cambodia, they took his passport and want money", EN)
    assert there.outcome is Outcome.URGENT
    assert "105" in text(there).split("\n\n")[0]
    assert none in text(there).split("\n\n")
    again = say(conversation, "my brother is held in Cambodia, they took his passport", there.session)
    assert again.intent == there.intent
    assert none in text(again).split("\n\n")
    assert text(again).endswith(conversation.say("rather", "en"))
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
    opening = f"{conversation.say('fallback_abroad', 'en')}\n\n{conversation.say('urgent_abroad', 'en')}"
    assert text(lost).startswith(opening)
    thanks = say(conversation, "thank you", in_chile)
    assert text(thanks).startswith(conversation.say("urgent_abroad", "en"))
    assert "1818" not in text(thanks)
    number = say(conversation, "1884", in_chile)
    assert "Public Defence" in text(number)
    assert text(number).startswith(conversation.say("urgent_abroad", "en"))


def test_who_is_abroad_and_not_in_trouble_reads_the_answer_alone(conversation: Conversation) -> None:
    there = replace(EN, situation=("spain",))
    turn = say(conversation, "is it free to call 1818", there)
    assert turn.outcome is Outcome.ANSWER
    assert "900 10 50 90" not in text(turn).split("\n\n")[0]
    troubled = replace(EN, situation=("spain", TROUBLED))
    helped = say(conversation, "where would I sleep tonight", troubled)
    assert "900 10 50 90" in text(helped).split("\n\n")[0]


@pytest.mark.parametrize("unclear", ["/nothing", "12", "how many beds do the shelters of Cusco have?"])
def test_what_is_not_answered_names_the_numbers_there_too(conversation: Conversation, unclear: str) -> None:
    in_spain = replace(EN, answered=("safety/maybe_victim",), situation=("spain", TROUBLED))
    turn = say(conversation, unclear, in_spain)
    assert turn.outcome is not Outcome.ANSWER
    assert "900 10 50 90" in text(turn)
    assert conversation.say("safety_line", "en") not in text(turn)
    assert conversation.say("safety_line", "en") in text(say(conversation, unclear, EN))
