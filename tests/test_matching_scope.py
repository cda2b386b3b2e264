"""What questions name and answers do not cover."""

import pytest

from bot.content.model import Content, Gazetteer
from bot.matching.gazetteer import YEARS, Gazette, tokens
from bot.matching.matcher import Candidate
from bot.matching.novelty import Novelty
from bot.matching.recogniser import Recogniser
from bot.matching.scope import DOUBT_AT, SUREST, Looks, Scope
from bot.matching.words import words

NAMES = Gazetteer(
    {
        "countries": {"bolivia": ("bolivi*",), "usa": ("american*", "États-Unis")},
        "continents": {"latin_america": ("latin american*", "amérique latine")},
        "groups": {"men": ("homme", "hommes", "men")},
    }
)


def like(text: str, likeness: float = 0.5, unanswered: float = -0.5) -> Looks:
    """A text that looks as much like the questions that no answer fits as most do."""
    return Looks(words(text), likeness, unanswered)


def meant(intent: str, confidence: float = 0.8) -> Candidate:
    return Candidate(intent, confidence, 1.0)


@pytest.fixture(scope="module")
def scope(content: Content) -> Scope:
    return Scope.of(content, Gazette(content.gazetteer))


def mentions(text: str) -> dict[tuple[str, str], str]:
    return Gazette(NAMES).mentions(list(tokens(text)))


def test_help_is_doubted_by_the_looks_of_the_question_alone(scope: Scope) -> None:
    shelter = meant("practical/place_to_stay")
    text = "how many shelters did Puno have in 2015"
    unlike, near = (scope.doubt(text, shelter, like(text, *looks)) for looks in ((0.1, -0.9), (0.9, 0.3)))
    assert not unlike.weighs
    assert near.weighs
    assert unlike.missing == near.missing == ()


def test_names_are_told_as_they_are_written() -> None:
    assert mentions("les HOMMES en Bolivie, 2015 ?") == {
        ("groups", "men"): "HOMMES",
        ("countries", "bolivia"): "Bolivie",
        (YEARS, "2015"): "2015",
    }
    assert mentions("aux E\u0301tats-Unis") == {("countries", "usa"): "États-Unis"}


def test_a_name_inside_a_longer_one_is_not_told() -> None:
    assert list(mentions("in Latin American countries")) == [("continents", "latin_america")]


@pytest.mark.parametrize("text", ["11000 calls", "1818", "0800-2-3232", "28950", "126 of 300"])
def test_a_number_is_no_year(text: str) -> None:
    assert not mentions(text)


def test_novelty_is_about_the_intent_and_knows_misspellings_from_words() -> None:
    novelty = Novelty.of({"play": ["who saw the play"] * 3, "film": ["which theatre showed the film"] * 3})
    assert novelty.words(["which", "theatre", "showd", "play"], "play") == ["which", "theatre"]
    assert novelty.pairs(["who", "saw", "the", "play"], "play") == 0
    assert novelty.pairs(["play", "the", "theatre"], "play") == 1


@pytest.mark.parametrize(
    ("text", "intent", "missing"),
    [
        ("calls in 2015", "hotline/calls_received", "2015"),
        ("cases in Puno", "figures/regions", "Puno"),
        ("combien de victimes vénézuéliennes", "figures/victims_2009_2014", "vénézuéliennes"),
        ("la traite en Équateur, victimes emmenées", "figures/victims_2009_2014", "Équateur"),
        ("which theatres and airlines, how many pages", "madre_de_dios/report", "pages"),
    ],
)
def test_what_is_not_covered_is_doubted_and_told(scope: Scope, text: str, intent: str, missing: str) -> None:
    doubt = scope.doubt(text, meant(intent), like(text))
    assert missing in doubt.missing
    assert doubt.probability >= DOUBT_AT


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how many calls between March 2006 and September 2008", "hotline/calls_received"),
        ("combien de victimes de 2009 à 2014", "figures/victims_2009_2014"),
        ("were Peruvian women taken to Japan", "understand/destinations_abroad"),
        ("is it true that 90 % were men", "madre_de_dios/men_90"),
        ("the 2013 campaign at the airport", "airport_campaign/slogan"),
        ("where can I report from Bolivia in 2025", "safety/outside_peru"),
        ("press contact in 2015", "smalltalk/hello"),
    ],
)
def test_what_is_covered_is_not_told(scope: Scope, text: str, intent: str) -> None:
    assert scope.doubt(text, meant(intent), like(text)).missing == ()


def test_where_nothing_is_new_likeness_to_what_has_no_answer_says_nothing(scope: Scope) -> None:
    asked = meant("hotline/calls_received")
    known, new = "how many calls", "how many calls about adoption fees"
    assert scope.doubt(known, asked, like(known, 1.0, 1.0)).probability < DOUBT_AT
    assert scope.doubt(new, asked, like(new, 1.0, 1.0)).probability >= DOUBT_AT


def test_certainty_does_not_outweigh_what_is_not_covered(scope: Scope) -> None:
    text = "calls in 2012"
    sure, surest = (meant("hotline/calls_received", confidence) for confidence in (SUREST, 1.0))
    assert scope.doubt(text, sure, like(text)) == scope.doubt(text, surest, like(text))
    assert scope.doubt(text, surest, like(text)).weighs


def test_a_misspelt_word_is_not_new(scope: Scope) -> None:
    asked, misspelt = meant("hotline/calls_received"), "how mani cals got the hotlin"
    understood = scope.doubt(misspelt, asked, like("how many calls got the hotline", 0.7, 0.3))
    strange = scope.doubt(misspelt, asked, like(misspelt, 0.7, 0.3))
    assert understood.probability < strange.probability


def test_the_place_of_the_person_who_asks_is_not_asked_about(recogniser: Recogniser) -> None:
    about = recogniser.read("How many calls did the hotline get in Bogotá?").parts[0]
    asker = recogniser.read("I'm a student in Bogotá, how many calls did the hotline get?").parts[0]
    assert about.missing == ("Bogotá",)
    assert asker.missing == ()
    assert asker.candidates[0].intent == "hotline/calls_received"
    assert asker.confidence > about.confidence


def test_the_examples_of_the_content_are_covered_by_their_answers(content: Content, scope: Scope) -> None:
    """A guard that fires on what people ask and the answers say would cost more than it saves."""
    examples = [e for i in content.intents.values() if i.id in scope.covered for e in i.examples]
    doubts = [scope.doubt(e.text, meant(e.intent or ""), like(e.text)) for e in examples]
    doubted = sum(doubt.weighs for doubt in doubts)
    assert doubted / len(examples) < 0.03
