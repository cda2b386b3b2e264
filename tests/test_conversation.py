import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.choices import SURE_AT
from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.matcher import Candidate, Judgement
from bot.matching.recogniser import Part, Reading
from bot.message import Effect, Message, Outcome, Session, Turn
from tests.talk import EN, FR, actions, say, text


@pytest.mark.parametrize(
    ("question", "locale", "intent", "figure"),
    [
        ("How many calls did the hotline get?", "en", "hotline/calls_received", "11,000"),
        ("Combien d'appels la ligne a-t-elle reçus ?", "fr", "hotline/calls_received", "11\u00a0000"),
        ("What is the slogan of the airport campaign?", "en", "airport_campaign/slogan", "Peru United"),
        ("quel est le slogan de la campagne à l'aéroport", "fr", "airport_campaign/slogan", "Pérou uni"),
    ],
)
def test_a_question_gets_its_answer_in_its_language(
    conversation: Conversation, question: str, locale: str, intent: str, figure: str
) -> None:
    turn = say(conversation, question, locale="de")
    assert (turn.outcome, turn.locale, turn.intent) == (Outcome.ANSWER, locale, intent)
    assert figure in text(turn)
    assert "Source" in text(turn)


def test_the_language_of_the_message_wins_over_the_session_and_the_client(conversation: Conversation) -> None:
    turn = say(conversation, "who runs the hotline these days?", FR, locale="fr")
    assert turn.locale == "en"


@pytest.mark.parametrize(
    ("session", "client", "expected"), [(FR, "en", "fr"), (EN, "fr", "en"), (Session(), "fr", "fr")]
)
def test_a_bare_name_follows_the_session_then_the_client(
    conversation: Conversation, session: Session, client: str, expected: str
) -> None:
    turn = say(conversation, "sistra?", session, locale=client)
    assert (turn.intent, turn.locale) == ("airport_campaign/sistra", expected)


def test_a_language_that_was_chosen_stays(conversation: Conversation) -> None:
    turn = say(conversation, "/language fr", EN)
    assert turn.locale == "fr"
    turn = say(conversation, "how many calls did the hotline get?", turn.session)
    assert turn.locale == "fr"


def test_what_is_not_quite_sure_shows_what_else_may_have_been_meant(conversation: Conversation) -> None:
    folder = Path(__file__).parent / "data/utterances/development"
    lines = [json.loads(line)["text"] for line in (folder / "en.jsonl").read_text("utf-8").splitlines()]
    answers = [turn for turn in (say(conversation, line) for line in lines) if turn.outcome is Outcome.ANSWER]
    unsure = [turn for turn in answers if turn.confidence < SURE_AT and turn.choices]
    assert unsure
    for turn in unsure:
        offered = [f"also:{choice.intent}" for choice in turn.choices]
        assert offered == actions(replace(turn, replies=turn.replies[-1:]))[: len(offered)]
        assert turn.intent not in [choice.intent for choice in turn.choices]
    assert not [turn for turn in answers if turn.confidence >= SURE_AT and turn.choices]
    assert not say(conversation, "ok thx bye").choices


def test_two_questions_get_both_answers(conversation: Conversation) -> None:
    turn = say(
        conversation,
        "How many calls did the hotline receive? And what is the slogan of the airport campaign?",
    )
    assert "11,000" in turn.replies[0].text
    assert "Peru United" in turn.replies[1].text
    further = [any(b.action.startswith("also:") for row in r.buttons for b in row) for r in turn.replies]
    assert further == [False, True]


class Always:
    """A recogniser that reads the same whatever it is given."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, _text: str, _before: str = "") -> Reading:
        """The reading."""
        return self._reading


def read_as(
    content: Content,
    *confidences: float,
    doubt: float = 0.0,
    intents: Sequence[str] = ("hotline/cases_96", "hotline/calls_received", "law/penalty"),
) -> Turn:
    """What a message leads to that may mean the 96 cases, or other things, with these confidences."""
    candidates = tuple(Candidate(i, sure, sure) for i, sure in zip(intents, confidences, strict=False))
    judgement = Judgement(("x",), (), np.zeros(1, np.float32), 0.0)
    reading = Reading("en", "en", None, (), (Part("x", candidates, judgement, doubt=doubt),))
    conversation = Conversation(content, Always(reading))  # type: ignore[arg-type]  # all that is used of one
    return say(conversation, "and so", EN)


def test_what_may_not_cover_the_question_is_offered_and_not_given(content: Content) -> None:
    assert read_as(content, 0.6).outcome is Outcome.ANSWER
    assert read_as(content, 0.6, doubt=0.4).outcome is Outcome.CLARIFY


def test_a_chance_neighbour_is_not_shown_beside_an_answer(content: Content) -> None:
    turn = read_as(content, 0.7, 0.05, 0.005)
    assert [choice.intent for choice in turn.choices] == ["hotline/calls_received"]
    assert "see instead" in text(turn)
    assert "see instead" not in text(read_as(content, 0.7, 0.005, 0.001))


def test_help_beside_an_ordinary_answer_must_be_likelier(content: Content) -> None:
    mixed = ("law/penalty", "practical/debt", "law/law_28950")
    hardly = read_as(content, 0.7, 0.05, 0.05, intents=mixed)
    assert [choice.intent for choice in hardly.choices] == ["law/law_28950"]
    likely = read_as(content, 0.7, 0.15, 0.05, intents=mixed)
    assert [choice.intent for choice in likely.choices] == ["practical/debt", "law/law_28950"]


def test_small_talk_is_never_a_choice_to_be_offered(conversation: Conversation) -> None:
    lines = [
        line for name in ("smalltalk/remark", "smalltalk/will_do") for line in half_said(conversation, name)
    ]
    turns = [say(conversation, line, EN) for line in lines[::5]]
    offers = [turn for turn in turns if turn.choices]
    assert offers
    assert not any(choice.intent.startswith("smalltalk/") for turn in offers for choice in turn.choices)


def half_said(conversation: Conversation, intent: str) -> list[str]:
    """The examples of an intent without their last word: talk that is hardly understood."""
    examples = conversation.content.intents[intent].examples
    return [" ".join(e.text.split()[:-1]) for e in examples if e.locale == "en" and len(e.text.split()) > 3]


def test_a_press_officer_is_named_only_to_who_asks(conversation: Conversation) -> None:
    officers = {answer.id for answer in conversation.content.answers.values() if answer.only_if_asked}
    assert officers
    assert say(conversation, "how do I reach Carolina Santos").intent in officers
    folder = Path(__file__).parent / "data/utterances/development"
    files = [folder / f"{name}.jsonl" for name in ("off_topic", "unanswerable")]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    turns = [say(conversation, json.loads(line)["text"]) for line in lines]
    unasked = [turn for turn in turns if turn.outcome is not Outcome.CLARIFY]
    assert not officers & {choice.intent for turn in unasked for choice in turn.choices}


@pytest.mark.parametrize(
    ("text", "locale", "intent"),
    [
        ("non, laissez, je me suis trompé", "fr", "smalltalk/never_mind"),
        ("she called me back, everything is fine", "en", "smalltalk/all_well"),
        ("I am a student from Manila", "en", "smalltalk/introduction"),
        ("ok", "en", "smalltalk/will_do"),
    ],
)
def test_who_only_talks_is_met_kindly(
    conversation: Conversation, text: str, locale: str, intent: str
) -> None:
    turn = say(conversation, text, Session(locale=locale))
    assert (turn.outcome, turn.intent) == (Outcome.ANSWER, intent)


@pytest.mark.parametrize(
    ("text", "locale", "intent"),
    [
        ("je suis journaliste à Lima, j'ai besoin du nombre de victimes", "fr", "figures/victims_2009_2014"),
        ("I live in Puno. How many calls did the hotline get?", "en", "hotline/calls_received"),
    ],
)
def test_what_people_tell_of_themselves_is_not_the_question(
    conversation: Conversation, text: str, locale: str, intent: str
) -> None:
    assert say(conversation, text, Session(locale=locale)).intent == intent


def test_a_language_can_be_asked_for_in_words(conversation: Conversation) -> None:
    turn = say(conversation, "en anglais stp", FR)
    assert (turn.locale, turn.session.fixed) == ("en", True)
    card = conversation.respond(Message(action="answer:safety/in_danger"), EN)
    assert say(conversation, "en español por favor", card.session).locale == "es"
    fact = conversation.respond(Message(action="answer:hotline/calls_received"), EN)
    turn = say(conversation, "in spanish", fact.session)
    assert (turn.outcome, turn.locale) == (Outcome.FALLBACK, "es")


def test_a_word_of_two_languages_changes_none(conversation: Conversation) -> None:
    assert say(conversation, "no", EN).locale == "en"
    assert say(conversation, "no", FR).locale == "fr"


@pytest.mark.parametrize("subscribed", [True, False])
def test_who_asks_for_news_in_words_is_shown_the_button(conversation: Conversation, subscribed: bool) -> None:
    turn = say(conversation, "how do I subscribe?", replace(EN, subscribed=subscribed))
    assert turn.outcome is Outcome.ANSWER
    assert turn.session.subscribed is subscribed
    assert ("unsubscribe" if subscribed else "subscribe") in actions(turn)


def test_what_is_far_from_everything_is_shown_the_topics_and_no_chance_neighbours(
    conversation: Conversation,
) -> None:
    turn = say(conversation, "how do I fix a flat bicycle tyre")
    assert turn.outcome is Outcome.FALLBACK
    assert not turn.choices
    assert any(action.startswith(("theme:", "topics")) for action in actions(turn))


@pytest.mark.parametrize(
    "text",
    [
        "hotline number",
        "what's the hotline number?",
        "number?",
        "is the number free",
        "what is the number to call",
        "numéro de la ligne",
        "c'est quoi le numéro ?",
        "numéro ?",
        "quel numéro appeler",
        "le numéro est gratuit ?",
    ],
)
def test_the_number_is_never_missed(conversation: Conversation, text: str) -> None:
    turn = say(conversation, text)
    assert "1818" in turn.replies[0].text.partition("\n\n")[0]


@pytest.mark.parametrize(
    ("number", "intent"),
    [("1818", "contacts/hotline_now"), ("0800-2-3232", "contacts/old_number"), ("28950", "law/law_28950")],
)
def test_a_number_that_is_known_is_answered(conversation: Conversation, number: str, intent: str) -> None:
    assert say(conversation, number).intent == intent


@pytest.mark.parametrize(
    "odd",
    [
        "", "   ", "?", "🙂", "👍👍", "12345", "999999999999999999999999", "https://example.org/x",
        "asdfghjkl", "今天天气怎么样", "ما الطقس اليوم", "\u200b\u200e", "\x00", "{hotline.number}",
        "<b>x</b>", "**", "/", "/nothing", "² ³", "a" * 10_000, "help " * 3_000, "0", "-1", "٣",
    ],
)  # fmt: skip
def test_whatever_comes_gets_a_calm_reply_with_the_safety_line(conversation: Conversation, odd: str) -> None:
    turn = say(conversation, odd, FR)
    assert turn.replies
    assert "105" in text(turn)
    assert "{" not in text(turn)


@pytest.mark.parametrize("kind", ["voice", "photo", "location", "contact", "sticker", "whatever"])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_what_cannot_be_read_says_what_to_do_and_where_help_is(
    conversation: Conversation, kind: str, locale: str
) -> None:
    turn = conversation.respond(Message(unsupported=kind), Session(locale=locale))
    assert turn.outcome is Outcome.FALLBACK
    assert "105" in text(turn)
    assert "1818" in text(turn)


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize(
    "command",
    [
        "/start", "/help", "/topics", "/hotline", "/contacts", "/language", "/about", "/privacy", "/sources",
        "/exit", "/forget",
    ],
)  # fmt: skip
def test_every_command_answers(conversation: Conversation, command: str, locale: str) -> None:
    turn = say(conversation, command, Session(locale=locale))
    assert turn.outcome is Outcome.ANSWER
    assert turn.locale == locale
    assert text(turn)


def test_start_says_what_the_bot_is_and_is_not(conversation: Conversation) -> None:
    turn = say(conversation, "/start", EN)
    for words in ("automated", "no one reads along", "not an emergency service", "105", "1818"):
        assert words in text(turn)


def test_a_deep_link_opens_its_answer(conversation: Conversation) -> None:
    turn = say(conversation, "/start hotline-who_runs", locale="fr")
    assert (turn.intent, turn.locale) == ("hotline/who_runs", "fr")
    assert "automatique" in text(turn)


def test_a_broken_deep_link_opens_the_menu(conversation: Conversation) -> None:
    assert "theme:safety" in actions(say(conversation, "/start no-such_thing", EN))


def test_the_hotline_comes_with_a_card_to_save(conversation: Conversation) -> None:
    card = say(conversation, "/hotline", EN).replies[0].card
    assert card
    assert card.number == "1818"


def test_every_button_of_every_answer_leads_somewhere(conversation: Conversation) -> None:
    for locale in ("fr", "en"):
        seen: set[str] = set()
        todo = actions(say(conversation, "/topics", Session(locale=locale)))
        while todo:
            action = todo.pop()
            if action in seen:
                continue
            seen.add(action)
            assert len(action.encode()) <= 64
            turn = conversation.respond(Message(action=action), Session(locale=locale))
            assert turn.outcome is Outcome.ANSWER, action
            todo += actions(turn)
        menu = {
            i for i, a in conversation.content.answers.items() if conversation.content.themes[a.theme].menu
        }
        assert {a.partition(":")[2] for a in seen if a.startswith("answer:")} == menu


@pytest.mark.parametrize(
    "action",
    ["answer:no/such", "theme:x", "in:xx:about/bot", "in:", "zzz", "card:x", "good:x", ":", "🙂"],
)
def test_an_old_or_forged_button_opens_the_menu(conversation: Conversation, action: str) -> None:
    turn = conversation.respond(Message(action=action), EN)
    assert turn.outcome is Outcome.FALLBACK
    assert "theme:safety" in actions(turn)


@pytest.mark.parametrize(
    ("word", "effect"),
    [
        ("/exit", Effect.EXIT),
        ("sortir", Effect.EXIT),
        ("quick exit", Effect.EXIT),
        ("/forget", Effect.FORGET),
        ("please forget me", Effect.FORGET),
        ("efface mes données", Effect.FORGET),
    ],
)
def test_leaving_clears_the_session(conversation: Conversation, word: str, effect: Effect) -> None:
    turn = say(conversation, word, Session(locale="fr", answered=("about/bot",), fixed=True))
    assert turn.effects == (effect,)
    assert turn.session == Session()


def test_exit_leaves_a_neutral_message(conversation: Conversation) -> None:
    left = text(say(conversation, "/exit", EN)).lower()
    assert not any(word in left for word in ("traffick", "1818", "105", "danger", "iom"))


def test_the_session_never_holds_what_was_written(conversation: Conversation) -> None:
    secret = "my name is Zebulon and my boss keeps my passport in Xanadu"
    turn = say(conversation, secret)
    assert "Zebulon" not in repr(turn.session)
    assert "Xanadu" not in repr(turn)


def test_inline_search_gives_answers_that_carry_source_and_hotline(conversation: Conversation) -> None:
    choices = conversation.search("slogan airport", "en")
    assert choices[0].intent == "airport_campaign/slogan"
    assert "Source" in choices[0].reply
    assert "1818" in choices[0].reply
    assert conversation.search("", "fr")


def test_who_introduces_themselves_is_shown_what_they_may_be_looking_for(conversation: Conversation) -> None:
    bare = say(conversation, "bonjour, c'est pour un exposé en quatrième sur la traite au Pérou")
    assert bare.intent == "smalltalk/introduction"
    assert "understand/what_is_trafficking" in [choice.intent for choice in bare.choices]
    assert "Peut-être cherchez-vous" in text(bare)


def test_a_question_beside_a_greeting_is_not_passed_over(conversation: Conversation) -> None:
    greeting = "hi, I am a nurse and on holiday here with my sister"
    assert say(conversation, greeting).intent == "smalltalk/introduction"
    turn = say(conversation, f"{greeting}, is it risky for tourists in the jungle?")
    assert turn.intent == "understand/travellers"
    unclear = say(conversation, f"{greeting}, and is trafficking over there a thing?")
    assert unclear.intent != "smalltalk/introduction"


def test_what_is_no_name_is_not_said_back(conversation: Conversation) -> None:
    why = say(conversation, "is loreto getting worse")
    assert why.outcome is Outcome.CLARIFY
    assert "figures/regions" in [choice.intent for choice in why.choices]
    assert text(why).startswith("On that very point I have nothing.")
    assert "Puno" in text(say(conversation, "how many cases in Puno"))


def test_cards_for_danger_are_not_shown_as_the_nearest_in_calm(conversation: Conversation) -> None:
    folder = Path(__file__).parent / "data/utterances/development"
    files = [folder / f"{name}.jsonl" for name in ("off_topic", "unanswerable")]
    lines = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    turns = [turn for turn in (say(conversation, line) for line in lines) if turn.outcome is Outcome.FALLBACK]
    shown = [choice.intent for turn in turns for choice in turn.choices]
    assert shown
    assert not [intent for intent in shown if intent.startswith(("safety/", "practical/"))]
