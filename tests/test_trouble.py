"""Which card somebody in trouble gets, and what is remembered of them."""

from dataclasses import replace

import pytest

from bot.content.model import Content, Urgency
from bot.matching.matcher import Candidate
from bot.matching.recogniser import Reading
from bot.matching.whereabouts import PERU
from bot.message import Session
from bot.trouble import Trouble, after_card, aged, calm, despairs, in_trouble, replies, whereabouts


@pytest.fixture(scope="module")
def trouble(content: Content) -> Trouble:
    return Trouble(content)


def reading(**confidences: float) -> Reading:
    urgent = tuple(Candidate(f"safety/{name}", sure, sure) for name, sure in confidences.items())
    return Reading("en", "en", Urgency.DANGER, urgent, ())


def test_who_may_be_abroad_gets_the_numbers_of_abroad_before_any_other_card(trouble: Trouble) -> None:
    likely = replace(reading(someone_else=0.6, outside_peru=0.25), named=("chile",))
    assert trouble.card_for(likely, Urgency.DANGER, Session())[0] == "safety/outside_peru"
    hardly = replace(reading(someone_else=0.6, outside_peru=0.1), named=("chile",))
    assert trouble.card_for(hardly, Urgency.DANGER, Session())[0] == "safety/someone_else"


def test_who_names_no_place_must_be_likelier_to_be_abroad(trouble: Trouble) -> None:
    likely = reading(someone_else=0.6, outside_peru=0.25)
    assert trouble.card_for(likely, Urgency.DANGER, Session())[0] == "safety/someone_else"
    abroad = Session(situation=("spain",))
    assert trouble.card_for(likely, Urgency.DANGER, abroad)[0] == "safety/outside_peru"
    surely = reading(someone_else=0.6, outside_peru=0.55)
    assert trouble.card_for(surely, Urgency.DANGER, Session())[0] == "safety/outside_peru"


def test_despair_is_remembered_until_all_is_well() -> None:
    situation = after_card(after_card((), "safety/distress"), "safety/someone_else")
    assert despairs(Session(situation=situation))
    assert in_trouble(Session(situation=after_card((), "safety/distress")))
    assert not despairs(Session(situation=calm(situation)))


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
    assert whereabouts((), [], ["ivory_coast"], NUMBERED) == ()
    situation = whereabouts((), ["ivory_coast"], [], NUMBERED)
    assert situation == ("safety/outside_peru",)
    assert whereabouts(situation, [], [PERU], NUMBERED) == situation
    assert whereabouts(situation, [PERU], [], NUMBERED) == ()


def test_who_names_only_peru_does_not_get_the_numbers_of_abroad(trouble: Trouble) -> None:
    likely = reading(missing_relative=0.3, outside_peru=0.6)
    assert trouble.card_for(likely, Urgency.DANGER, Session())[0] == "safety/outside_peru"
    at_home = replace(likely, named=(PERU,))
    assert trouble.card_for(at_home, Urgency.DANGER, Session())[0] == "safety/missing_relative"
    left = replace(likely, named=(PERU, "chile"))
    assert trouble.card_for(left, Urgency.DANGER, Session())[0] == "safety/outside_peru"


def test_a_practical_question_is_answered_before_other_cards(trouble: Trouble) -> None:
    asks = Candidate("practical/debt", 0.25, 0.1)
    said = replace(reading(maybe_victim=0.8), urgent=(asks, *reading(maybe_victim=0.8).urgent))
    assert trouble.card_for(said, Urgency.DANGER, Session())[0] == "practical/debt"
    hardly = replace(said, urgent=(replace(asks, confidence=0.15), *said.urgent[1:]))
    assert trouble.card_for(hardly, Urgency.DANGER, Session())[0] == "safety/maybe_victim"


def test_nobody_in_trouble_is_sent_to_the_press(trouble: Trouble) -> None:
    worried = reading(missing_relative=0.3)
    ways = [Candidate(f"contacts/{name}", 0.9, 1.0) for name in ("press_santos", "report_how")]
    press, report = (replace(worried, urgent=(way, *worried.urgent)) for way in ways)
    assert trouble.card_for(press, Urgency.DANGER, Session())[0] == "safety/missing_relative"
    assert trouble.card_for(report, Urgency.DANGER, Session())[0] == "contacts/report_how"


def test_a_child_stays_a_child_in_the_next_card(trouble: Trouble) -> None:
    again = Session(situation=("safety/i_am_a_child",))
    assert trouble.card_for(reading(maybe_victim=0.4), Urgency.DANGER, again)[0] == "safety/i_am_a_child"


def test_who_worries_about_another_is_no_victim_for_saying_i(trouble: Trouble) -> None:
    mother = Session(situation=("safety/missing_relative",))
    doubts = reading(maybe_victim=0.6)
    assert trouble.card_for(doubts, Urgency.DANGER, mother)[0] == "safety/missing_relative"
    assert trouble.card_for(doubts, Urgency.DANGER, Session())[0] == "safety/maybe_victim"
    sure = reading(maybe_victim=0.9)
    assert trouble.card_for(sure, Urgency.DANGER, mother)[0] == "safety/maybe_victim"


def test_those_who_worry_may_worry_about_somebody_else_next(trouble: Trouble) -> None:
    saw = Session(situation=("safety/missing_relative",))
    girl = reading(child_at_risk=0.4, someone_else=0.3)
    assert trouble.card_for(girl, Urgency.DANGER, saw)[0] == "safety/child_at_risk"


def test_a_child_is_told_what_is_for_children(trouble: Trouble) -> None:
    child = Session(situation=after_card((), "safety/child_rights"))
    assert child.situation == ("safety/i_am_a_child",)
    assert trouble.told_to("practical/after_reporting", child) == "practical/child_calls"
    assert trouble.told_to("practical/own_part", child) == "practical/child_calls"
    assert trouble.told_to("safety/someone_else", child) == "safety/child_friend"
    assert trouble.told_to("practical/threats", child) == "practical/child_threats"
    assert trouble.told_to("practical/after_reporting", Session()) == "practical/after_reporting"
    assert trouble.told_to("law/penalty", child) == "law/penalty"


def test_somebody_in_trouble_abroad_is_told_of_the_lines_there(trouble: Trouble) -> None:
    nanny = Session(situation=after_card(("spain",), "practical/debt"))
    assert trouble.told_to("contacts/anonymous_free", nanny) == "contacts/lines_abroad"
    assert trouble.told_to("contacts/hotline_now", nanny) == "safety/outside_peru"
    assert trouble.told_to("law/penalty", nanny) == "law/penalty"
    somewhere = Session(situation=after_card(("safety/outside_peru",), "practical/debt"))
    assert trouble.told_to("contacts/report_how", somewhere) == "contacts/lines_abroad"
    for calm_or_home in (Session(situation=("spain",)), Session(situation=after_card((), "practical/debt"))):
        assert trouble.told_to("contacts/anonymous_free", calm_or_home) == "contacts/anonymous_free"


def test_a_card_that_tells_no_voice_is_trouble_until_an_ordinary_answer() -> None:
    debt = after_card((), "practical/debt")
    assert in_trouble(Session(situation=debt, answered=("contacts/hotline_now",)))
    assert not in_trouble(Session(situation=calm(debt)))
    assert after_card(("safety/someone_else",), "practical/debt") == ("safety/someone_else",)


def test_only_help_comes_where_it_is_only_likely(trouble: Trouble) -> None:
    shelter, hardly = (Candidate("practical/place_to_stay", sure, 0.1) for sure in (0.25, 0.15))
    assert trouble.fits(shelter)
    assert not trouble.fits(hardly)
    assert not trouble.fits(Candidate("safety/distress", 0.3, 0.1))
    assert not trouble.fits(Candidate("law/penalty", 0.3, 0.1))


def test_who_says_that_they_are_no_child_gets_no_card_for_children(trouble: Trouble) -> None:
    said = replace(reading(i_am_a_child=0.6, maybe_victim=0.2), child=False)
    assert trouble.card_for(said, Urgency.DANGER, Session())[0] == "safety/maybe_victim"
    child = Session(situation=("spain", "safety/i_am_a_child"))
    assert trouble.situation(said, child) == ("spain",)


def test_being_abroad_is_no_trouble_and_an_ordinary_answer_ends_it() -> None:
    assert not in_trouble(Session(situation=("safety/outside_peru",)))
    victim = ("safety/maybe_victim", "spain")
    assert in_trouble(Session(situation=victim))
    assert calm(victim) == ("spain",)
    assert not in_trouble(Session(situation=calm(victim)))


def test_a_child_may_speak_of_another_child(trouble: Trouble) -> None:
    child = Session(situation=("safety/i_am_a_child",))
    other = reading(child_at_risk=0.5, i_am_a_child=0.3)
    assert trouble.card_for(other, Urgency.DANGER, child)[0] == "safety/child_friend"
    themselves = reading(i_am_a_child=0.5, child_at_risk=0.3)
    assert trouble.card_for(themselves, Urgency.DANGER, child)[0] == "safety/i_am_a_child"


def test_an_adult_in_trouble_is_not_spoken_to_as_a_child(trouble: Trouble) -> None:
    def threatened(sure: float) -> Reading:
        return replace(reading(), urgent=(Candidate("practical/child_threats", sure, sure),))

    told = Session(situation=("safety/in_danger",))
    assert trouble.card_for(threatened(0.5), Urgency.DANGER, told)[0] == "practical/threats"
    assert trouble.card_for(threatened(0.9), Urgency.DANGER, told)[0] == "practical/child_threats"
    assert trouble.card_for(threatened(0.5), Urgency.DANGER, Session())[0] == "practical/child_threats"
    assert after_card((), "practical/child_threats") == ("safety/i_am_a_child",)
    child = Session(situation=("safety/i_am_a_child",))
    assert trouble.card_for(threatened(0.5), Urgency.DANGER, child)[0] == "practical/child_threats"


def test_giving_up_is_no_end_of_despair() -> None:
    despair = Session(situation=("safety/distress",))
    for gone in ("smalltalk/never_mind", "smalltalk/will_do"):
        assert replies(Candidate(gone, 0.9, 0.1), Session())
        assert not replies(Candidate(gone, 0.9, 0.1), despair)
    assert replies(Candidate("smalltalk/all_well", 0.9, 0.1), despair)


def test_good_news_must_be_likelier_in_trouble() -> None:
    maybe, surely = (Candidate("smalltalk/all_well", sure, 0.1) for sure in (0.4, 0.7))
    assert not replies(maybe, Session())
    assert replies(surely, Session())
    assert replies(Candidate("law/penalty", 0.4, 0.1), Session())
    assert not replies(Candidate("smalltalk/remark", 0.9, 0.1), Session())


def test_who_tells_that_they_are_in_peru_is_no_longer_in_another_country() -> None:
    assert whereabouts(("spain", "safety/outside_peru"), [PERU], [PERU], NUMBERED) == ()


def test_an_age_is_kept_and_is_no_trouble_by_itself(trouble: Trouble) -> None:
    told = aged(("spain", "safety/someone_else"), child=True)
    assert told == ("spain", "safety/i_am_a_child")
    assert aged(told, child=None) == aged(told, child=True) == told
    assert not in_trouble(Session(situation=told))
    assert in_trouble(Session(situation=told, answered=("contacts/anonymous_free",)))
    assert calm(told) == told
    cousin = after_card(told, "safety/missing_relative")
    assert set(cousin) == {"spain", "safety/i_am_a_child", "safety/missing_relative"}
    vague = reading(maybe_victim=0.4)
    assert trouble.card_for(vague, Urgency.DANGER, Session(situation=cousin))[0] == "safety/missing_relative"
