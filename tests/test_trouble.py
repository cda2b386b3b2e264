"""Which card somebody in trouble gets, and what is remembered of them."""

import pytest

from bot.content.model import Urgency
from bot.matching.matcher import Candidate
from bot.matching.recogniser import Reading
from bot.message import Session
from bot.trouble import after_card, card_for, in_country


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


def test_the_situation_holds_one_voice_and_one_country() -> None:
    situation = after_card((), "safety/someone_else")
    situation = after_card(situation, "safety/papers_or_wages")
    assert situation == ("safety/someone_else",)
    situation = in_country(after_card(situation, "safety/outside_peru"), "spain", {"spain", "uk"})
    situation = in_country(after_card(situation, "safety/child_at_risk"), "uk", {"spain", "uk"})
    assert set(situation) == {"safety/outside_peru", "safety/child_at_risk", "uk"}
