"""Messages understood as a whole: urgency, questions, and nothing that can break it."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.choices import OFFER_AT
from bot.content.model import Content, Urgency
from bot.conversation import ANSWER_AT
from bot.matching.danger import DangerDetector
from bot.matching.insight import Insight
from bot.matching.knowledge import Aside
from bot.matching.matcher import Candidate, Matcher
from bot.matching.recogniser import Recogniser
from bot.matching.scope import Looks
from bot.matching.several import STANDS_AT, Standing, stands
from bot.matching.words import words

DANGER, DISTRESS = Urgency.DANGER, Urgency.DISTRESS


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("sos", DANGER),
        ("🆘", DANGER),
        ("aidé moi svp", DANGER),
        ("HELP ME", DANGER),
        ("auxilio", DANGER),
        ("ils mont pri mon paseport et me laisse pa sortir", DANGER),
        ("my boss keeps my passport and I have not been paid for months", DANGER),
        ("is an employer allowed to keep my passport", DANGER),
        ("no me dejan salir de la casa", DANGER),
        ("my sister left for a job in Lima and her phone is off since Monday", DANGER),
        ("the girl who cleans next door is maybe 12 and never goes out", DANGER),
        ("how could somebody get away from there without being found", DANGER),
        ("I'm in Spain in a flat, they have my passport", DANGER),
        ("je veux mourir", DISTRESS),
        ("i want to kill myself", DISTRESS),
        ("ya no quiero vivir", DISTRESS),
    ],
)
def test_urgent_messages_are_urgent(recogniser: Recogniser, text: str, urgency: Urgency) -> None:
    assert recogniser.read(text).urgency is urgency


@pytest.mark.parametrize(
    "text",
    [
        "what is human trafficking",
        "combien de victimes entre 2009 et 2014",
        "how many of the victims were children",
        "La prisión de los Ángeles",
        "I am a journalist, who can I interview at the IOM?",
        "homework: what percentage of the victims were women",
        "merci beaucoup",
        "what is the maximum penalty for traffickers",
        "who runs the hotline",
        "Quel temps fera-t-il demain ?",
        "bitcoin mining",
        "",
        "1",
    ],
)
def test_ordinary_messages_are_not(recogniser: Recogniser, text: str) -> None:
    assert recogniser.read(text).urgency is None


def test_danger_is_found_at_the_end_of_a_long_story(recogniser: Recogniser) -> None:
    story = (
        "For my thesis on campaigns I compare what releases say about budgets, partners and slogans. " * 60
    )
    assert recogniser.read(story).urgency is None
    assert (
        recogniser.read(f"{story} They locked me in a room and took my passport. Help me.").urgency is DANGER
    )


def test_an_urgent_message_has_the_safety_intent_that_fits(recogniser: Recogniser) -> None:
    reading = recogniser.read("mon patron garde mon passeport et ne me paie pas, il a le droit ?")
    assert reading.urgent[0].intent == "safety/papers_or_wages"
    assert recogniser.read("je veux mourir").urgent[0].intent == "safety/distress"


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        (
            "When did the hotline open and how many calls did it receive?",
            ["hotline/when_opened", "hotline/calls_received"],
        ),
        (
            "Qui a signé l'accord de 2016 et qu'a dit Silva ?",
            ["agreement_2016/signers", "agreement_2016/silva"],
        ),
        ("Hello! Who are you? And is this private?", ["about/bot", "about/privacy"]),
        ("who runs the hotline", ["hotline/who_runs"]),
        ("Bonjour, qui gère la ligne d'assistance ?", ["hotline/who_runs"]),
        (
            "were the victims mostly men or women, and why do the releases give different counts",
            ["figures/men_or_women", "hotline/numbers_disagree"],
        ),
    ],
)
def test_questions_are_taken_one_by_one(recogniser: Recogniser, text: str, intents: list[str]) -> None:
    assert [part.candidates[0].intent for part in recogniser.read(text).parts] == intents


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\x00\x01\ufeff\u200b\u202e",
        "\ud800\udfff",
        "🆘" * 5000,
        "ﷺ" * 3000,
        "مرحبا كيف الحال",
        "a" * 1_000_000,
        "who? " * 200_000,
        "et " * 4000,
        "?!;:,.&/+" * 1000,
        "e\u0301" * 5000,
        "²³¹ ½ ٣٤",
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_no_text_breaks_it_or_keeps_it_busy(recogniser: Recogniser, text: str) -> None:
    began = time.perf_counter()
    reading = recogniser.read(text)
    assert time.perf_counter() - began < 2
    assert len(reading.parts) >= 1


def test_what_was_learnt_is_kept_and_read_back(content: Content, tmp_path: Path) -> None:
    few = {
        name: content.intents[name]
        for name in ("safety/in_danger", "hotline/who_runs", "hotline/calls_received")
    }
    small = replace(content, intents=few, lesson="", fingerprint="small")
    learnt, kept = Insight.load(small, tmp_path), Insight.load(small, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    for text in ("help me", "qui gère la ligne", "calls in 2015", "que es esto"):
        assert learnt.language.guess(text) == kept.language.guess(text)
        meant = Candidate("hotline/calls_received", 0.9, 1.0)
        doubts = [each.scope.doubt(text, meant, Looks(words(text), 0.5, 0.0)) for each in (learnt, kept)]
        assert doubts[0] == doubts[1]


@pytest.mark.parametrize(
    "damage", [b"", b"PK\x03\x04 not an archive", b"\x00" * 100], ids=["empty", "zip", "zeros"]
)
def test_a_damaged_cache_is_made_anew(content: Content, tmp_path: Path, damage: bytes) -> None:
    small = replace(content, intents={}, background=(), lesson="", fingerprint="small")
    Insight.load(small, tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(damage)
    assert Insight.load(small, tmp_path).packed().keys() == Insight.learn(small).packed().keys()
    assert Insight.load(small, tmp_path).scope.covered == Insight.learn(small).scope.covered


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("i think i was trafficked five years ago, is it too late", Urgency.DANGER),
        ("où dormir ce soir je me suis enfuie", Urgency.DANGER),
        ("je n'en peux plus de vivre", Urgency.DISTRESS),
    ],
)
def test_the_intents_tell_danger_from_distress(recogniser: Recogniser, text: str, urgency: Urgency) -> None:
    assert recogniser.read(text).urgency is urgency


@pytest.mark.parametrize(
    "text", ["besoin d'aide", "j'ai besoin d'aide", "need help", "I need help", "ayuda", "🆘"]
)
def test_asking_for_help_alone_is_urgent(recogniser: Recogniser, text: str) -> None:
    assert recogniser.read(text).urgency is Urgency.DANGER


@pytest.mark.parametrize(
    "text",
    ["besoin d'aide pour mon exposé svp", "help me with my history homework", "sdkfjh sdkjfh", "今天天气"],
)
def test_asking_for_help_with_something_harmless_is_not(recogniser: Recogniser, text: str) -> None:
    assert recogniser.read(text).urgency is None


CALM = (
    "How many calls did the hotline get. What was the slogan at the airport. Who signed the memorandum."
    " The photo exhibition was seen by many people. Which regions are named. Where is Madre de Dios."
)


def test_a_cry_within_a_story_is_heard(recogniser: Recogniser) -> None:
    """Of long messages too, with full stops or without any."""
    cry = "they locked us in and took our passports please help us"
    for story in (f"{CALM} {cry}. {CALM}", f"{CALM} {cry} {CALM}".replace(".", " and")):
        assert recogniser.read(story).urgency is Urgency.DANGER
    assert recogniser.read(f"{CALM} {CALM}").urgency is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("max penalty? victims rights?", 2),
        ("what was the airport slogan? and who signed the memorandum?", 2),
        ("c'est quoi la traite et quel est le numéro à appeler ?", 2),
        ("the slogan of the airport campaign and the number to call", 2),
        ("L'expo photo, c'était sur quel thème et combien de gens l'ont vue ?", 1),
        ("who signed the memorandum, and when was that", 1),
    ],
)
def test_two_questions_are_told_from_one_that_goes_on(recogniser: Recogniser, text: str, count: int) -> None:
    assert len(recogniser.read(text).parts) == count


def test_danger_is_told_where_there_are_no_examples_of_anything_else(content: Content) -> None:
    few = {name: content.intents[name] for name in ("safety/in_danger", "hotline/who_runs")}
    alone = Recogniser.load(replace(content, intents=few, background=(), lesson="", fingerprint=""))
    assert alone.read("help me please he has a knife").urgency is Urgency.DANGER
    assert alone.read("who runs the hotline").urgency is None


def test_what_is_asked_aside_of_the_examples() -> None:
    aside = Aside(["how many in 2019"], {"safety/held": False, "safety/despair": True}, ["safety/offer"])
    intents = ["hotline/number", "safety/held", "safety/despair", "safety/offer", None]
    assert aside.sides(intents).tolist() == [
        [-1, -1, 0],
        [-1, 1, -1],
        [-1, 1, 1],
        [-1, 0, 0],
        [-1, -1, 0],
        [1, -1, 0],
    ]


def test_urgency_and_distress_have_scores_of_their_own(content: Content) -> None:
    few = {
        name: content.intents[name] for name in ("safety/in_danger", "safety/distress", "hotline/who_runs")
    }
    matcher = Matcher.load(replace(content, intents=few, background=(), lesson="", fingerprint=""))
    despair, danger, calm = map(
        matcher.judge, ("i want to die", "help he has a knife", "who runs the hotline")
    )
    assert despair.distress > 0 > danger.distress
    assert min(despair.urgent, danger.urgent) > 0 > calm.urgent


def test_what_is_ordinary_speaks_against_an_alarm_and_help_beside_danger_does_not(content: Content) -> None:
    names = ("safety/someone_else", "safety/watched_phone", "hotline/who_runs", "smalltalk/remark")
    few = {name: content.intents[name] for name in names}
    matcher = Matcher.load(replace(content, intents=few, background=(), lesson="", fingerprint=""))
    detector = DangerDetector(content, matcher)
    judged = matcher.judge("they hit him")

    def alarm(intent: str, score: float, background: float = -1.0) -> float:
        scores = np.full_like(judged.scores, -1.0)
        scores[matcher.intents.index("safety/someone_else")] = 0.2
        scores[matcher.intents.index(intent)] = score
        return detector.judge_whole(judged._replace(scores=scores, background=background)).confidence

    for ordinary in ("hotline/who_runs", "smalltalk/remark"):
        assert alarm(ordinary, 0.4) < alarm(ordinary, 0.1)
    assert alarm("smalltalk/remark", -1.0, background=0.4) < alarm("smalltalk/remark", -1.0)
    assert alarm("safety/watched_phone", 0.4) == alarm("safety/watched_phone", 0.1)


@pytest.mark.parametrize("strange", ["今天北京天气怎么样", "погода в Москве", "🦄🦄"])
def test_of_what_nothing_is_known_there_is_no_alarm(recogniser: Recogniser, strange: str) -> None:
    assert recogniser.read(strange).urgency is None


@pytest.mark.parametrize(
    "fragments", ["Hamlet, the play, four hours long I heard", "Oscar Wilde, the slogan, the moustache"]
)
def test_a_fragment_does_not_stand_for_the_message(recogniser: Recogniser, fragments: str) -> None:
    (part,) = recogniser.read(fragments).parts
    assert part.confidence < OFFER_AT


def test_a_question_at_the_end_of_a_story_stands_for_the_message(recogniser: Recogniser) -> None:
    (part,) = recogniser.read(
        "il pleut à Liège, le train est supprimé. Quel était le slogan de la campagne à l'aéroport ?"
    ).parts
    assert part.text == "Quel était le slogan de la campagne à l'aéroport"


def test_a_correction_is_read_without_the_words_that_announce_it(recogniser: Recogniser) -> None:
    (meant,) = recogniser.read("sorry I meant where are they taken to").parts
    assert meant.text == "where are they taken to"
    assert meant.candidates[0].intent == "understand/destinations_abroad"


def test_the_answer_before_calms_a_weak_alarm_and_no_other(recogniser: Recogniser) -> None:
    title = "Who ran the hotline"
    weak = "they are so young"
    assert recogniser.read(weak).urgency is Urgency.DANGER
    assert recogniser.read(weak, title).urgency is None
    before = "What is trafficking?"
    for cry in ("my boss hits me", "mon patron me frappe", "he locked me in", "they beat him"):
        assert recogniser.read(cry, before).urgency is Urgency.DANGER


@pytest.mark.parametrize(
    "cry",
    [
        "bonjour, Awa Diop, rue Piérola 45, deuxième étage, Lima, on nous frappe ici",
        "Kevin, plate V4X 221, km 42, Interoceanica, they keep two girls in the back",
    ],
)
def test_a_cry_between_names_and_addresses_is_heard(recogniser: Recogniser, cry: str) -> None:
    assert recogniser.read(cry).urgency is Urgency.DANGER


@pytest.mark.parametrize(
    "asked",
    [
        "If somebody pays a coyote to be taken across, were they trafficked?",
        "Pour mes cours : où des femmes du pays ont-elles été vendues et prostituées, hors du Pérou ?",
    ],
)
def test_a_clause_of_a_question_is_no_cry(recogniser: Recogniser, asked: str) -> None:
    assert recogniser.read(asked).urgency is None


@pytest.mark.parametrize(
    ("letter", "question", "intent"),
    [
        (
            "Cher club, la convention entre la mairie et les boulistes sera signée devant le préfet.",
            "Qui a signé l'accord la dernière fois ?",
            "agreement_2016/signers",
        ),
        (
            "Bonjour, je prépare un exposé pour ma classe de troisième et il me reste une question.",
            "Qui a signé l'accord de 2016 ?",
            "agreement_2016/signers",
        ),
        (
            "I teach the fourth form in Bruges and we are making a poster on it next week.",
            "When was the hotline opened?",
            "hotline/when_opened",
        ),
    ],
)
def test_a_part_stands_for_a_letter_unless_that_is_about_something_else(
    recogniser: Recogniser, letter: str, question: str, intent: str
) -> None:
    (alone,) = recogniser.read(question).parts
    assert alone.candidates[0].intent == intent
    first, *_ = recogniser.read(f"{letter} {question}").parts
    answered = first.candidates[0].intent == intent and first.confidence >= ANSWER_AT
    assert answered is not letter.startswith("Cher club")


def test_a_part_stands_the_less_the_more_the_whole_looks_like_something_else() -> None:
    part = Standing(confidence=0.9, background=-1.0, score=0.0, words=5)
    assert stands(part) >= STANDS_AT
    assert stands(part._replace(background=1.0)) < stands(part)
    assert stands(part._replace(score=-1.0)) < stands(part)
    assert stands(part._replace(words=2)) < stands(part)
    assert stands(part._replace(confidence=0.4)) < stands(part)
    assert stands(part._replace(background=1.0, score=-1.0)) < STANDS_AT
