"""A detail that only the rest of an answer tells brings all of the answer."""

from pathlib import Path

import pytest

from bot.content.fill import fill
from bot.content.loader import load
from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.details import Details
from bot.matching.words import words
from tests.talk import actions, say, text


@pytest.mark.parametrize(
    ("question", "intent", "detail"),
    [
        ("in which month was the hotline opened?", "hotline/when_opened", "month"),
        ("does the IOM office in Lima have an e-mail address?", "contacts/iom_peru", "e-mail"),
        ("que veut dire le sigle SISTRA ?", "airport_campaign/sistra", "sigle"),
    ],
)
def test_what_only_the_rest_tells_is_told_at_once(
    conversation: Conversation, question: str, intent: str, detail: str
) -> None:
    turn = say(conversation, question)
    answer = conversation.content.answers[intent]
    assert detail not in answer.text[turn.locale]
    assert turn.intent == intent
    assert detail in text(turn)
    assert f"more:{intent}" not in actions(turn)  # nothing is left to tell


def test_a_question_that_the_text_answers_gets_no_more(conversation: Conversation) -> None:
    turn = say(conversation, "when was the hotline opened?")
    assert turn.intent == "hotline/when_opened"
    assert "more:hotline/when_opened" in actions(turn)


def test_a_word_that_stands_before_the_rest_or_in_many_answers_asks_for_nothing(content: Content) -> None:
    details = Details(content)
    for answer in content.answers.values():
        for locale, written in answer.text.items():
            read = f"{content.choose(answer.title, locale)} {fill(written, locale, content)}"
            assert not details.asked(words(read), answer.id, locale)
    common = words("who people Peru numbers have that with")
    assert not any(details.asked(common, answer, "en") for answer in content.answers)


def test_an_answer_without_a_rest_or_a_translation_has_no_details(content: Content) -> None:
    details = Details(content)
    short = next(answer for answer in content.answers.values() if not answer.more)
    assert not details.asked(words("month address 1202"), short.id, "en")
    assert not details.asked(["month"], "hotline/when_opened", "xx")
    assert not details.asked(["month"], "no/such", "en")


def test_of_few_answers_any_word_may_ask() -> None:
    small = load(Path("tests/data/content"))
    rest = small.answers["hotline/calls"].more["en"]
    assert Details(small).asked(words(rest), "hotline/calls", "en")


def test_of_two_questions_the_first_may_ask_for_the_rest(conversation: Conversation) -> None:
    turn = say(conversation, "In which month was the hotline opened? And what was the slogan at the airport?")
    assert [reply.text.count("month") > 0 for reply in turn.replies] == [True, False]
