"""A number that the bot gives can be asked about."""

from dataclasses import replace

import pytest

from bot.content.model import Content, Urgency
from bot.conversation import Conversation
from bot.matching.numbers import Numbers
from bot.matching.recogniser import Reading, Recogniser
from bot.matching.segments import Piece
from bot.message import Message, Outcome
from tests.talk import EN, FR, say, text


@pytest.fixture
def numbers(content: Content) -> Numbers:
    return Numbers(content)


def asked(numbers: Numbers, written: str, *before: str, asks: bool = True) -> str | None:
    return numbers.asked([Piece(written, asks=asks)], before)


def test_a_long_number_is_known_and_a_short_one_where_it_was_just_given(numbers: Numbers) -> None:
    assert asked(numbers, "is 3114 free") == "france_listens"
    assert asked(numbers, "le 116 006 répond la nuit") == "france_victims"
    assert asked(numbers, "and the 145 victims") is None
    assert asked(numbers, "is 145 free", "argentina") == "argentina"
    assert asked(numbers, "et le 0800", "ombudsman") == "ombudsman"
    assert asked(numbers, "et le 0800") is None
    assert asked(numbers, "and 31140") is None


def test_what_answers_are_about_is_not_asked_of_the_number(numbers: Numbers) -> None:
    assert asked(numbers, "is 1818 free", "hotline") is None
    assert asked(numbers, "is 105 free", "police") is None


def test_who_tells_a_story_asks_nothing_of_the_number_in_it(numbers: Numbers) -> None:
    assert asked(numbers, "i called 3114 last night and nobody there", asks=False) is None
    assert asked(numbers, "not the 3114", asks=False) == "france_listens"
    long = "what do i say when i have called 3114 and they ask me for my name"
    assert asked(numbers, long) is None


def test_who_asks_about_a_number_is_told_all_that_is_known_of_it(conversation: Conversation) -> None:
    read = conversation.respond(Message(action="answer:practical/police_no_help"), FR)
    turn = say(conversation, "et le 0800, c'est quoi ?", read.session)
    assert turn.outcome is Outcome.ANSWER
    assert "0800-15170" in text(turn)
    assert text(turn).startswith(conversation.say("number_known", "fr"))
    assert turn.session.answered == read.session.answered


def test_who_despairs_reads_who_listens_above_another_number(conversation: Conversation) -> None:
    card = say(conversation, "I want to die", EN)
    turn = say(conversation, "and 1884, is that free?", card.session)
    assert "113" in text(turn).partition("\n\n")[0]
    assert "1884" in text(turn)
    same = say(conversation, "is the 113 free?", card.session)
    assert text(same).startswith(conversation.say("number_known", "en"))


def test_where_help_is_stands_under_a_number_and_not_abroad(conversation: Conversation) -> None:
    line = conversation.say("safety_line", "en")
    assert text(say(conversation, "is 1884 open on sundays", EN)).endswith(line)
    card = say(conversation, "I am in Lyon and I want to die", EN)
    number = say(conversation, "is the 3114 free?", card.session)
    assert line not in text(number)
    assert text(number).startswith(conversation.say("number_known", "en"))


def test_an_answer_about_the_number_comes_before_the_number(conversation: Conversation) -> None:
    turn = say(conversation, "is 0800-2-3232 still in service?", EN)
    assert turn.intent == "contacts/old_number"


def test_danger_comes_before_a_number(conversation: Conversation) -> None:
    for cry in ("he locked me in and beats me, is 3114 free?", "can 1810 help me he beats me"):
        assert say(conversation, cry, EN).outcome is Outcome.URGENT
    assert "Public Defence" in text(say(conversation, "is 1884 open on sundays", EN))


def test_a_number_alone_is_no_cry(conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = say(conversation, "3114", FR)
    assert turn.outcome is Outcome.ANSWER
    assert text(turn).startswith(conversation.say("number_known", "fr"))
    read = Recogniser.read

    def alarmed(recogniser: Recogniser, message: str, before: str = "") -> Reading:
        return replace(read(recogniser, message, before), urgency=Urgency.DANGER)

    monkeypatch.setattr(Recogniser, "read", alarmed)
    assert say(conversation, "3114", FR).outcome is Outcome.ANSWER
    assert say(conversation, "3114 help", FR).outcome is Outcome.URGENT


def test_a_number_alone_is_what_is_asked_about_even_where_an_answer_gives_it(
    conversation: Conversation,
) -> None:
    known = conversation.say("number_known", "en")
    assert text(say(conversation, "1810?", EN)).startswith(known)
    asked = say(conversation, "which numbers are there, 1810 and what else?", EN)
    assert asked.intent == "contacts/other_numbers"


def test_a_short_number_of_the_country_where_one_is_may_be_asked_about(conversation: Conversation) -> None:
    known = conversation.say("number_known", "en")
    there = replace(EN, situation=("safety/distress", "usa"))
    assert text(say(conversation, "is 988 free?", there)).startswith(known)
    assert known not in text(say(conversation, "is 988 free?", EN))


def test_a_question_with_a_number_in_it_is_answered_before_the_number(conversation: Conversation) -> None:
    child = replace(FR, answered=("safety/i_am_a_child",), situation=("safety/i_am_a_child",))
    asked = say(conversation, "si j'appelle le 1810 ils vont appeler mes parents ?", child)
    assert asked.intent == "practical/child_calls"
    lawyer = replace(EN, answered=("practical/lawyer_and_court",))
    after = say(conversation, "is 1884 open on sundays", lawyer)
    assert text(after).startswith(conversation.say("number_known", "en"))


def test_who_tells_of_a_call_in_a_longer_message_asks_nothing_of_the_number(numbers: Numbers) -> None:
    called = Piece("i called 3114", asks=False)
    assert numbers.asked([called], ()) == "france_listens"
    told = [called, Piece("they say it is not for them", asks=False), Piece("i am alone", asks=False)]
    assert numbers.asked(told, ()) is None
