"""Who despairs, and what they ask next."""

from dataclasses import replace

import pytest

from bot.conversation import Conversation
from bot.message import Message, Outcome
from bot.trouble import in_trouble
from tests.talk import EN, FR, actions, say, text


def test_distress_gets_human_help_first(conversation: Conversation) -> None:
    for words in ("je veux mourir", "I want to kill myself", "ya no quiero vivir"):
        turn = say(conversation, words)
        assert (turn.outcome, turn.intent) == (Outcome.URGENT, "safety/distress")
        assert "113" in turn.replies[0].text.split("\n\n")[0]


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


@pytest.mark.parametrize("leaving", ["laissez tomber", "forget it", "never mind"])
def test_who_despairs_is_not_dismissed(conversation: Conversation, leaving: str) -> None:
    card = say(conversation, "je veux mourir", FR)
    left = say(conversation, leaving, card.session)
    assert "113" in text(left)
    assert in_trouble(left.session)


def test_who_despairs_is_offered_nothing_that_is_only_near(conversation: Conversation) -> None:
    despairing = replace(EN, answered=("safety/distress",), situation=("safety/distress",))
    lost = say(conversation, "hmm the blue one maybe", despairing)
    assert "113" in text(lost)
    assert actions(lost) == ["topics", "contacts"]
    card = say(conversation, "my boss took my passport and locks the door at night", EN)
    assert actions(say(conversation, "hmm the blue one maybe", card.session)) != ["topics", "contacts"]


@pytest.mark.parametrize(
    "cry",
    [
        "they kept my passport for five months and most nights i hope i do not wake up",
        "mon patron me doit huit mois, je n'ai plus rien, autant que je disparaisse pour toujours",
        "me quitaron el dni y les debo 4000 soles, ya no quiero despertar mañana",
        "they took my phone. what is the point of going on",
        "la señora tiene mi pasaporte y ya no le veo sentido a nada",
    ],
)
def test_despair_among_facts_is_heard_as_despair(conversation: Conversation, cry: str) -> None:
    turn = say(conversation, cry)
    assert (turn.outcome, turn.intent) == (Outcome.URGENT, "safety/distress")


@pytest.mark.parametrize(
    "said",
    [
        "i cannot call, i have no credit and they are my landlords",
        "ya no estoy con ellos, ya salí, nadie me persigue",
    ],
)
def test_a_refusal_or_an_end_is_no_despair(conversation: Conversation, said: str) -> None:
    read = conversation.respond(Message(action="answer:safety/someone_else"), EN)
    assert say(conversation, said, read.session).intent != "safety/distress"
