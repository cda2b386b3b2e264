"""A child who writes, in trouble or not."""

from bot.conversation import Conversation
from bot.message import Outcome
from bot.trouble import in_trouble
from tests.talk import EN, FR, actions, say, text


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


def test_who_told_their_age_before_is_a_child_in_the_first_card(conversation: Conversation) -> None:
    told = say(conversation, "hi, I'm 13, I have a question about Peru", EN)
    assert told.outcome is not Outcome.URGENT
    card = say(conversation, "they lock me in and force me to work", told.session)
    assert card.intent == "safety/i_am_a_child"


def test_a_child_is_led_to_the_line_for_children(conversation: Conversation) -> None:
    child = say(conversation, "im 12 and my uncle hits me", EN)
    unclear = say(conversation, "hmm the blue one maybe", child.session)
    assert unclear.outcome is Outcome.FALLBACK
    assert "1810" in text(unclear)


def test_a_child_who_worries_about_another_child_is_told_so(conversation: Conversation) -> None:
    child = say(conversation, "j'ai 11 ans et j'ai peur", FR)
    friend = say(
        conversation, "ma cousine de 9 ans est enfermée chez un monsieur qui la frappe", child.session
    )
    assert friend.intent == "safety/child_friend"
    assert in_trouble(friend.session)
    own = say(conversation, "je vais aller en prison si j'ai aidé à porter les sacs ?", friend.session)
    assert "Vous" not in text(own)


def test_a_child_who_is_threatened_is_not_told_of_spouses(conversation: Conversation) -> None:
    child = say(conversation, "j'ai 13 ans et un monsieur me fait peur", FR)
    threatened = say(conversation, "il dit que si j'envoie pas d'argent il montre les photos", child.session)
    assert threatened.intent == "practical/child_threats"
    assert "1810" in text(threatened).split("\n\n")[0]
    assert "conjoint" not in text(threatened)
