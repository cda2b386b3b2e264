"""Somebody in trouble: which card they get, and what is remembered of them for the next one.

The session keeps their situation: that they are outside Peru, the country where they said that they are, that
they are a child, that they despair, and the card that told who speaks. Nothing here reads a text or writes
one.
"""

from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter

from bot.composer import Reader, numbers_in
from bot.content.model import Content, Urgency
from bot.matching.gazetteer import COUNTRIES
from bot.matching.matcher import Candidate
from bot.matching.recogniser import Reading
from bot.matching.whereabouts import PERU
from bot.message import Session

SAFETY, PRACTICAL = "safety", "practical"
"""The theme of the answers to people in danger and distress, and that of what they ask next: shelter, papers,
what comes after a call. The answers of both open with the numbers and may come as a card."""
CARDS = (SAFETY, PRACTICAL)
HELPS = (*CARDS, "contacts")
"""The themes whose answers help somebody in trouble: one that is only likely is given at once."""
CARD_OF = {Urgency.DANGER: f"{SAFETY}/in_danger", Urgency.DISTRESS: f"{SAFETY}/distress"}
"""The card of an urgent message that fits no safety intent better."""
DESPAIR = CARD_OF[Urgency.DISTRESS]
"""What the situation holds of who despaired lately: whatever they ask next, who listens comes first."""
ABROAD, ABROAD_AT, NOWHERE_AT = f"{SAFETY}/outside_peru", 0.2, 0.5
"""The card for people outside Peru, and the confidence from which it comes before any other: Peru's numbers
cannot be reached from there. The last is for who names no place: "which number for an ambulance"."""
LINES_ABROAD = "contacts/lines_abroad"
LINES = (ABROAD, LINES_ABROAD)
"""The answers that list the numbers outside Peru."""
CLOSING = f"{SAFETY}/closing_now"
"""The card for who must stop writing at once: nothing is added to it."""
CHILD, SELF = f"{SAFETY}/i_am_a_child", f"{SAFETY}/maybe_victim"
FRIEND, CHILD_CALLS = f"{SAFETY}/child_friend", f"{PRACTICAL}/child_calls"
CHILD_THREATS = f"{PRACTICAL}/child_threats"
"""What a child is told about another child, about calling, and about threats."""
FOR_ANOTHER = (f"{SAFETY}/missing_relative", f"{SAFETY}/someone_else", f"{SAFETY}/child_at_risk")
OF_ADULTS = (SELF, *FOR_ANOTHER)
"""The cards that speak to who is in trouble, and to those who worry about another."""
VOICES = (CHILD, *OF_ADULTS)
"""The same and the card that speaks to a child: the voice so far is the last of these in the situation."""
TROUBLED = CARD_OF[Urgency.DANGER]
"""What the situation holds after a card that does not tell who speaks."""
TO_CHILD = {
    SELF: CHILD,
    f"{SAFETY}/how_to_leave": CHILD,
    f"{SAFETY}/child_at_risk": FRIEND,
    f"{SAFETY}/someone_else": FRIEND,
    f"{PRACTICAL}/threats": CHILD_THREATS,
    **dict.fromkeys(
        (f"{PRACTICAL}/{name}" for name in ("after_reporting", "own_part", "wrong_report")), CHILD_CALLS
    ),
}
"""What a child gets in the place of an answer that speaks to adults."""
TO_ADULT = {CHILD_THREATS: f"{PRACTICAL}/threats", CHILD_CALLS: f"{PRACTICAL}/after_reporting"}
CHILD_AT = 0.8
"""What somebody in trouble who is not known for a child gets in the place of a card that speaks to one, and
the confidence from which they do get it: "nobody threatens me", a client wrote, and was called a child."""
TO_ABROAD = {
    "contacts/hotline_now": ABROAD,
    **dict.fromkeys(
        ("contacts/anonymous_free", "contacts/calling", "contacts/hotline_languages", "contacts/report_how"),
        LINES_ABROAD,
    ),
}
"""What somebody in trouble outside Peru gets in the place of an answer about Peru's lines."""
OF_CHILD = (CHILD, FRIEND, CHILD_CALLS, CHILD_THREATS, f"{SAFETY}/child_rights")
"""The cards that tell that a child writes."""
OTHER_VOICE = 0.85
"""How much surer than of the voice so far one must be of another to believe that somebody else writes: who
tells of a sister does so in the next message too, does not say it again, and is no victim for saying "I"."""
SAME_VOICE = 0.5
"""The same for the card of plain danger, which speaks to whoever is in it."""
THING_AT = 0.4
"""Confidence from which a card about a thing (papers, shelter, a watched phone) comes whoever speaks."""
PRACTICAL_AT = 0.2
"""Confidence from which a practical answer comes before any other card: who asks what a lawyer costs tells of
their trouble too, and every such answer opens with the numbers. Of such questions by an author who was not
learnt .54 got their answer so and .50 without (.59 from .1 on, but readers minded the wrong ones more)."""
CONTACTS, CONTACTS_AT, CONTACTS_SHARE = "contacts", 0.2, 0.5
"""The theme of the ways to help, the confidence from which one of its answers may be the card too ("can I
write instead of calling?"), and the least share of the best card's confidence."""
JOB_OFFER = f"{SAFETY}/job_offer"
"""What is asked before anything has happened: as an answer it makes nobody somebody in trouble."""
NEVER_MIND = "smalltalk/never_mind"
WELL, WELL_AT = (NEVER_MIND, "smalltalk/all_well"), 0.6
"""The replies to who says that nobody is in trouble, and the confidence from which somebody in trouble gets
one: "they went down to Mazuko, a white car was waiting" is no good news."""
GIVING_UP = (NEVER_MIND, "smalltalk/will_do")
"""What is no reply to who despairs: "leave it, you understand nothing" is not the end of it."""
NO_REPLY = ("smalltalk/remark", "smalltalk/introduction", "smalltalk/insult")
"""What is no reply to somebody in trouble: to a remark ("I sold too little, so it is fair"), a welcome to who
tells more ("she is 16"), and other topics for who complains ("you say the same again. he said one hour")."""


def theme(intent: str) -> str:
    """The theme of an intent."""
    return intent.partition("/")[0]


def replies(candidate: Candidate, session: Session) -> bool:
    """Whether a candidate that is likely enough for others is a reply to somebody in trouble."""
    least = WELL_AT if candidate.intent in WELL else 0.0
    none = (*NO_REPLY, *GIVING_UP) if despairs(session) else NO_REPLY
    return candidate.intent not in none and candidate.confidence >= least


def of_danger(intent: str) -> bool:
    """Whether an answer is a card for danger, and not for distress."""
    return theme(intent) in CARDS and intent != DESPAIR


def in_trouble(session: Session) -> bool:
    """Whether the person got a card for danger or distress, lately; to be abroad or a child is no trouble."""
    grave = HELPS if is_child(session) else CARDS
    told = any(i in (*OF_ADULTS, TROUBLED, DESPAIR) for i in session.situation)
    return told or any(theme(i) in grave and i != JOB_OFFER for i in session.answered)


def is_child(session: Session) -> bool:
    """Whether the person told that they are a child."""
    return CHILD in session.situation


def despairs(session: Session) -> bool:
    """Whether the person despaired lately."""
    return DESPAIR in session.situation


def after_card(situation: Sequence[str], card: str) -> tuple[str, ...]:
    """The situation of a person who gets a card now: it may tell who speaks, or that they are abroad."""
    told = CHILD if card in OF_CHILD else card if card in (*VOICES, ABROAD, DESPAIR) else TROUBLED
    kept = situation if told not in VOICES else _without_voice(situation)
    if told == TROUBLED and any(each in (*VOICES, DESPAIR) for each in kept):
        return tuple(kept)
    return tuple(dict.fromkeys([*kept, told]))


def _without_voice(situation: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in situation if each not in (*OF_ADULTS, TROUBLED))


def calm(situation: Sequence[str]) -> tuple[str, ...]:
    """The situation of a person who got an answer to an ordinary question: where they are, and how old."""
    return tuple(each for each in _without_voice(situation) if each != DESPAIR)


def aged(situation: Sequence[str], *, child: bool | None) -> tuple[str, ...]:
    """The situation of a person who may tell now that they are a child, or are none.

    A child has no voice of an adult any more.
    """
    if child is False:
        return tuple(each for each in situation if each != CHILD)
    return (*_without_voice(situation), CHILD) if child and CHILD not in situation else tuple(situation)


def whereabouts(
    situation: Sequence[str], told: Sequence[str], named: Sequence[str], countries: Collection[str]
) -> tuple[str, ...]:
    """The situation of a person who writes where they are, or where somebody else is.

    What they tell of themselves counts before what they name; a country is kept until they tell another,
    as it may be that of a relative. One that is only named counts for its numbers alone.

    Args:
        situation: what is known of them.
        told: where they say that they are, as :class:`bot.matching.whereabouts.Whereabouts` finds it.
        named: where they say that anybody is.
        countries: those with numbers of their own.
    """
    kept = [each for each in situation if each not in countries]
    abroad = [place for place in told or named if place != PERU and (told or place in countries)]
    if abroad and abroad[-1] in countries:
        here = abroad[-1] if told or len(kept) == len(situation) else ""
        return (*kept, here) if here else tuple(situation)
    if abroad:
        return tuple(dict.fromkeys([*situation, ABROAD]))
    if told:
        return tuple(each for each in kept if each != ABROAD)
    return tuple(situation)


class Trouble:
    """How one content meets people in trouble.

    Args:
        content: The content.
    """

    def __init__(self, content: Content) -> None:
        names = content.gazetteer.entries.get(COUNTRIES, ())
        self.countries = frozenset(name for name in names if numbers_in(name, content))
        """The countries that have numbers of their own."""
        self._helping = frozenset(
            i for i, answer in content.answers.items() if theme(i) in HELPS and not answer.only_if_asked
        )

    def helps(self, intent: str) -> bool:
        """Whether an answer helps somebody in trouble: a press officer does not."""
        return intent in self._helping

    def fits(self, candidate: Candidate) -> bool:
        """Whether somebody in trouble gets an answer that is only likely.

        Help is; the card for distress comes by an alarm, or not at all.
        """
        helps = self.helps(candidate.intent) and candidate.intent != DESPAIR
        return helps and candidate.confidence >= PRACTICAL_AT

    def situation(self, reading: Reading, session: Session) -> tuple[str, ...]:
        """The situation of a person after their message: where they are, and whether they are a child.

        A country that is only named counts for who is in trouble, or whose message is for the card of abroad.
        """
        abroad = any(c.intent == ABROAD for part in reading.parts for c in part.candidates[:1])
        named = reading.named if abroad or reading.urgency or in_trouble(session) else ()
        return aged(whereabouts(session.situation, reading.told, named, self.countries), child=reading.child)

    def told_to(self, intent: str, session: Session) -> str:
        """The answer that a person gets for an intent: a child, or who is abroad, may get another."""
        if is_child(session):
            intent = TO_CHILD.get(intent, intent)
        if in_trouble(session) and self.is_abroad(session):
            intent = TO_ABROAD.get(intent, intent)
        return intent

    def is_abroad(self, session: Session) -> bool:
        """Whether the person is outside Peru, as far as is known."""
        return ABROAD in session.situation or bool(self.country(session))

    def unlisted(self, reading: Reading) -> bool:
        """Whether a message says that somebody is in a country, or goes there, that has no numbers here."""
        return bool({*reading.told, *reading.named} - self.countries - {PERU})

    def reader(self, session: Session) -> Reader:
        """What is known of the person who reads; where they are only matters to who is in trouble."""
        if not in_trouble(session):
            return Reader(child=is_child(session))
        return Reader(self.is_abroad(session), self.country(session), is_child(session), despairs(session))

    def country(self, session: Session) -> str:
        """The country with numbers of its own where a person said that they are; "" where they did not."""
        return next((each for each in session.situation if each in self.countries), "")

    def card_for(self, reading: Reading, urgency: Urgency, session: Session) -> tuple[str, float]:
        """The answer that fits an urgent message best, and how sure that is.

        Any answer of the two themes will do for danger, since each opens with the numbers. Who is abroad
        gets the numbers of abroad, who asks something practical gets that, and who does not say who speaks
        the card of the voice before; a child gets what is for children.
        """
        card, confidence = self._card_for(reading, urgency, session)
        if in_trouble(session) and not is_child(session) and confidence < CHILD_AT:
            card = TO_ADULT.get(card, card)
        return self.told_to(card, session), confidence

    def _card_for(self, reading: Reading, urgency: Urgency, session: Session) -> tuple[str, float]:
        candidates = [c for part in reading.parts for c in part.candidates] + list(reading.urgent)
        at_home = {ABROAD} if set(reading.named) == {PERU} else set()
        unfit = at_home.union(OF_CHILD if reading.child is False else ())
        fitting = {
            c.intent: c.confidence
            for c in sorted(candidates, key=attrgetter("confidence"))
            if theme(c.intent) in CARDS and (urgency is Urgency.DANGER) == of_danger(c.intent)
            if c.intent not in unfit
        }
        elsewhere = self.is_abroad(session) or {*reading.told, *reading.named} - {PERU}
        if fitting.get(ABROAD, 0.0) >= (ABROAD_AT if elsewhere else NOWHERE_AT):
            return ABROAD, fitting[ABROAD]
        practical = [i for i, sure in fitting.items() if theme(i) == PRACTICAL and sure >= PRACTICAL_AT]
        if practical:
            return practical[-1], fitting[practical[-1]]
        best = max(fitting, key=fitting.__getitem__, default=CARD_OF[urgency])
        confidence = fitting.get(best, 0.0)
        asked_for = (c for c in candidates if theme(c.intent) == CONTACTS and self.helps(c.intent))
        ways = [c for c in asked_for if c.confidence >= CONTACTS_AT]
        if ways and ways[0].confidence > CONTACTS_SHARE * confidence and urgency is Urgency.DANGER:
            return ways[0].intent, ways[0].confidence
        card = _in_voice(best, fitting, session) if urgency is Urgency.DANGER else best
        return card, fitting.get(card, 0.0)


def _in_voice(best: str, fitting: Mapping[str, float], session: Session) -> str:
    """The card for danger that fits best, or that of the voice so far where the best is not much surer."""
    voice = next((i for i in reversed(session.situation) if i in VOICES), best)
    confidence, before = fitting.get(best, 0.0), fitting.get(voice, 0.0)
    if best in VOICES:
        alike = best in FOR_ANOTHER and voice in (CHILD, *FOR_ANOTHER)
        keeps = not alike and confidence < before + OTHER_VOICE
    elif best == CARD_OF[Urgency.DANGER]:
        keeps = voice in FOR_ANOTHER or confidence < before + SAME_VOICE
    else:
        keeps = confidence < THING_AT
    return voice if keeps else best
