"""Which card somebody in trouble gets, and what is remembered of them."""

from dataclasses import replace

import pytest

from bot.content.model import Urgency
from bot.matching.matcher import Candidate
from bot.matching.recogniser import Reading
from bot.matching.whereabouts import PERU
from bot.message import Session
from bot.trouble import after_card, card_for, whereabouts


def reading(**confidences: float) -> Reading:
    urgent = tuple(Candidate(f"safety/{name}", sure, sure) for name, sure in confidences.items())
    return Reading("en", "en", Urgency.DANGER, 0.0, urgent, ())


def test_who_may_be_abroad_gets_the_numbers_of_abroad_before_any_other_card() -> None:
    likely = reading(someone_else=0.6, outside_peru=0.25)
    assert card_for(likely, Urgency.DANGER, Session())[0] == "safety/outside_peru"
    hardly = reading(someone_else=0.6, outside_peru=0.1)
    assert card_for(hardly, Urgency.DANGER, Session())[0] == "safety/someone_else"


@pytest.mark.parametrize(("distress", "card"), [(0.4, "safety/someone_else"), (0.9, "safety/distress")])
def test_despair_after_a_card_for_danger_must_be_likelier(distress: float, card: str) -> None:
    said = _torn(distress)
    assert card_for(said, Urgency.DISTRESS, Session())[0] == "safety/distress"
    assert card_for(said, Urgency.DISTRESS, Session(answered=("safety/someone_else",)))[0] == card


def _torn(distress: float) -> Reading:
    urgent = (Candidate("safety/distress", 0.5, 0.5), Candidate("safety/someone_else", 0.3, 0.3))
    return Reading("en", "en", Urgency.DISTRESS, distress, urgent, ())


NUMBERED = {"spain", "uk"}


def test_the_situation_holds_one_voice_and_one_country() -> None:
    situation = after_card((), "safety/someone_else")
    situation = after_card(situation, "safety/papers_or_wages")
    assert situation == ("safety/someone_else",)
    situation = whereabouts(after_card(situation, "safety/outside_peru"), ["spain"], [], NUMBERED)
    situation = whereabouts(after_card(situation, "safety/child_at_risk"), ["uk"], [], NUMBERED)
    assert set(situation) == {"safety/outside_peru", "safety/child_at_risk", "uk"}


def test_where_a_relative_is_counts_until_the_person_tells_where_they_are() -> None:
    situation = whereabouts((), [], ["spain"], NUMBERED)
    assert situation == ("spain",)
    assert whereabouts(situation, [], ["uk"], NUMBERED) == ("spain",)
    assert whereabouts(situation, ["uk"], ["uk"], NUMBERED) == ("uk",)


def test_a_country_without_numbers_is_abroad_and_peru_is_not() -> None:
    situation = whereabouts((), ["ivory_coast"], [], NUMBERED)
    assert situation == ("safety/outside_peru",)
    assert whereabouts(situation, [], [PERU], NUMBERED) == situation
    assert whereabouts(situation, [PERU], [], NUMBERED) == ()


def test_who_names_only_peru_does_not_get_the_numbers_of_abroad() -> None:
    likely = reading(missing_relative=0.3, outside_peru=0.6)
    assert card_for(likely, Urgency.DANGER, Session())[0] == "safety/outside_peru"
    at_home = replace(likely, named=(PERU,))
    assert card_for(at_home, Urgency.DANGER, Session())[0] == "safety/missing_relative"
    left = replace(likely, named=(PERU, "chile"))
    assert card_for(left, Urgency.DANGER, Session())[0] == "safety/outside_peru"


def test_a_practical_question_is_answered_before_other_cards() -> None:
    asks = Candidate("practical/debt", 0.25, 0.1)
    said = replace(reading(maybe_victim=0.8), urgent=(asks, *reading(maybe_victim=0.8).urgent))
    assert card_for(said, Urgency.DANGER, Session())[0] == "practical/debt"
    hardly = replace(said, urgent=(replace(asks, confidence=0.15), *said.urgent[1:]))
    assert card_for(hardly, Urgency.DANGER, Session())[0] == "safety/maybe_victim"


def test_a_child_stays_a_child_in_the_next_card() -> None:
    again = Session(situation=("safety/i_am_a_child",))
    assert card_for(reading(maybe_victim=0.4), Urgency.DANGER, again)[0] == "safety/i_am_a_child"
