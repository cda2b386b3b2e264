"""Somebody in trouble: which card they get, and what is remembered of them for the next one.

The session keeps their situation: that they are outside Peru, the country where they said that they are, and
the card that told who speaks. Nothing here reads a text or writes one.
"""

from collections.abc import Collection, Sequence
from operator import attrgetter

from bot.content.model import Urgency
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
ABROAD, ABROAD_AT = f"{SAFETY}/outside_peru", 0.2
"""The card for people outside Peru, and the confidence from which it comes before any other: Peru's numbers
cannot be reached from there."""
FOR_ANOTHER = (f"{SAFETY}/missing_relative", f"{SAFETY}/someone_else")
VOICES = (
    f"{SAFETY}/i_am_a_child",
    f"{SAFETY}/child_at_risk",
    f"{SAFETY}/maybe_victim",
    *FOR_ANOTHER,
)
"""The cards that speak to a child, of a child, to who is in trouble, and to those who worry about another."""
SAME_VOICE = 0.5
"""Confidence that the voice of the last card is ahead: who writes of a sister, or is a child, does so in the
next message too, and does not say it again."""
THING_AT = 0.4
"""Confidence from which a card about a thing (papers, shelter, a watched phone) comes whoever speaks."""
PRACTICAL_AT = 0.2
"""Confidence from which a practical answer comes before any other card: who asks what a lawyer costs tells of
their trouble too, and every such answer opens with the numbers. Of such questions by an author who was not
learnt .54 got their answer so and .50 without (.59 from .1 on, but readers minded the wrong ones more)."""
CONTACTS, CONTACTS_AT, CONTACTS_SHARE = "contacts", 0.2, 0.5
"""The theme of the ways to help, the confidence from which one of its answers may be the card too ("can I
write instead of calling?"), and the least share of the best card's confidence."""
DISTRESS_AFTER_DANGER = 0.5
"""Probability of distress from which it is believed of somebody who has just read a card for danger."""


def theme(intent: str) -> str:
    """The theme of an intent."""
    return intent.partition("/")[0]


def of_danger(intent: str) -> bool:
    """Whether an answer is a card for danger, and not for distress."""
    return theme(intent) in CARDS and intent != CARD_OF[Urgency.DISTRESS]


def in_trouble(session: Session) -> bool:
    """Whether the person got a card for danger or distress, lately."""
    return any(theme(intent) in CARDS for intent in (*session.situation, *session.answered))


def card_for(reading: Reading, urgency: Urgency, session: Session) -> tuple[str, float]:
    """The safety answer that fits an urgent message best, and how sure that is.

    Any answer of the two themes will do for danger, since each opens with the numbers. Who is abroad gets the
    numbers of abroad, who asks something practical gets that, and who does not say who speaks the card of the
    voice before.
    """
    if reading.distress < DISTRESS_AFTER_DANGER and any(map(of_danger, session.answered)):
        urgency = Urgency.DANGER
    candidates = [c for part in reading.parts for c in part.candidates] + list(reading.urgent)
    fitting = {
        c.intent: c.confidence
        for c in sorted(candidates, key=attrgetter("confidence"))
        if theme(c.intent) in CARDS and (urgency is Urgency.DANGER) == of_danger(c.intent)
    }
    if set(reading.named) == {PERU}:
        fitting.pop(ABROAD, None)
    if fitting.get(ABROAD, 0.0) >= ABROAD_AT:
        return ABROAD, fitting[ABROAD]
    practical = [i for i, sure in fitting.items() if theme(i) == PRACTICAL and sure >= PRACTICAL_AT]
    if practical:
        return practical[-1], fitting[practical[-1]]
    best = max(fitting, key=fitting.__getitem__, default=CARD_OF[urgency])
    confidence = fitting.get(best, 0.0)
    ways = [c for c in candidates if theme(c.intent) == CONTACTS and c.confidence >= CONTACTS_AT]
    if ways and ways[0].confidence > CONTACTS_SHARE * confidence and urgency is Urgency.DANGER:
        return ways[0].intent, ways[0].confidence
    voice = next((i for i in session.situation if i in VOICES), best)
    before = fitting.get(voice, 0.0)
    if best == CARD_OF[urgency]:
        keeps = voice in FOR_ANOTHER or confidence < before + SAME_VOICE
    elif best in VOICES:
        keeps = confidence < before + SAME_VOICE
    else:
        keeps = confidence < THING_AT
    return (voice, before) if keeps and urgency is Urgency.DANGER else (best, confidence)


def after_card(situation: Sequence[str], card: str) -> tuple[str, ...]:
    """The situation of a person who gets a card now: it may tell who speaks, or that they are abroad."""
    kept = [each for each in situation if each not in VOICES or card not in VOICES]
    told = card == ABROAD or card in VOICES
    return tuple(dict.fromkeys([*kept, *([card] if told else [])]))


def whereabouts(
    situation: Sequence[str], told: Sequence[str], named: Sequence[str], countries: Collection[str]
) -> tuple[str, ...]:
    """The situation of a person who writes where they are, or where somebody else is.

    What they tell of themselves counts before what they name; a country is kept until they tell another,
    as it may be that of a relative.

    Args:
        situation: what is known of them.
        told: where they say that they are, as :class:`bot.matching.whereabouts.Whereabouts` finds it.
        named: where they say that anybody is.
        countries: those with numbers of their own.
    """
    kept = [each for each in situation if each not in countries]
    abroad = [place for place in told or named if place != PERU]
    if abroad and abroad[-1] in countries:
        here = abroad[-1] if told or len(kept) == len(situation) else ""
        return (*kept, here) if here else tuple(situation)
    if abroad:
        return tuple(dict.fromkeys([*situation, ABROAD]))
    if told:
        return tuple(each for each in situation if each != ABROAD)
    return tuple(situation)
