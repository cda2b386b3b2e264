"""Wordings that come near a topic and do not belong to it yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.content.model import Content
from bot.matching.recogniser import Recogniser

ASKED = "asked by several people"
"""The place of a wording that comes from the gap log."""
NEAR = 0.05
"""Confidence from which a wording comes near."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A wording, where it stands now, and how near the topic is."""

    text: str
    place: str
    confidence: float


def suggestions(
    content: Content, recogniser: Recogniser, intent: str, limit: int, asked: Iterable[str] = ()
) -> list[Suggestion]:
    """Wordings of other topics, and of questions without an answer, that nearly reach a topic.

    Where one asks the same, it belongs here; where it does not, it shows what the topic's examples leave
    open. Only neighbours are looked at: topics of the same theme, those that it leads to and that lead to it,
    and the background lists.

    Args:
        content: the content.
        recogniser: what learnt from it.
        intent: the topic.
        limit: how many to name at the most.
        asked: what several people asked and got no answer to (the gap log).
    """
    theme = intent.partition("/")[0]
    answers = content.answers
    linked = {id_ for id_, each in answers.items() if intent in each.see_also}
    linked |= set(answers[intent].see_also) if intent in answers else set()
    neighbours = [
        other
        for other in content.intents
        if other != intent and (other in linked or other.startswith(f"{theme}/"))
    ]
    found = [
        Suggestion(
            example.text, f"intents/{other}.yaml:{example.line}", _near(recogniser, example.text, intent)
        )
        for other in neighbours
        for example in content.intents[other].examples
    ]
    found += [
        Suggestion(
            example.text,
            f"intents/{'off_topic' if example.off_topic else 'unanswerable'}.yaml:{example.line}",
            _near(recogniser, example.text, intent),
        )
        for example in content.background
    ]
    found += [Suggestion(text, ASKED, _near(recogniser, text, intent)) for text in asked]
    near = [each for each in found if each.confidence >= NEAR]
    return sorted(near, key=lambda each: (-each.confidence, each.text))[:limit]


def _near(recogniser: Recogniser, text: str, intent: str) -> float:
    """How sure the recogniser would be of the topic."""
    candidates = recogniser.read(text).parts[0].candidates
    return next((each.confidence for each in candidates if each.intent == intent), 0.0)
