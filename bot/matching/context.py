"""What was said before: a message in a conversation leans on the answer that the person has just read.

"Who paid?" means something after an answer about a campaign. So the message is judged twice, by itself and
after that answer's name, as it was learnt from what stands under ``after`` in the intents' files; and the two
are mixed. Nothing is kept for it but the last answer's name.
"""

from collections.abc import Sequence

from bot.matching.matcher import Judgement

LEANING, GOING_ON = 0.6, 0.7
"""What the reading of a message after the last answer counts, and of one that begins with "and"; the message
by itself has the rest. Chosen on 440 second messages of two authors who knew no example, of which .90 are met
so; of 220 each by two others .81 and .82 were before anything was learnt from what people say after an
answer, and .86 and .87 are now."""
CALMING = 0.3
"""The same, for an alarm: of second messages that are harmless .042 raised one by themselves, .017 so; of
urgent ones after an answer at random .983 did, and so they do."""
CALMED = 0.3
"""Confidence of an alarm from which nothing calms it."""
SHORT = 8
"""Words of a message up to which it leans so much; the more words beyond, the less."""


def in_context(alone: Judgement, after: Judgement, share: float, unmoved: Sequence[int] = ()) -> Judgement:
    """A message judged by itself and after the last answer, as one judgement.

    Args:
        alone: What the message is by itself.
        after: What it is after the answer.
        share: What the second counts, for a short message: the first has the rest.
        unmoved: The places of the intents that are the same after any answer: small talk. Of 30 such remarks
            after answers at random .74 were taken for talk without this, and .83 with it.
    """
    share *= min(1.0, SHORT / max(len(alone.words), 1))

    def between(left: float, right: float) -> float:
        return left + share * (right - left)

    background = None
    if alone.background is not None and after.background is not None:
        background = between(alone.background, after.background)
    scores = alone.scores + share * (after.scores - alone.scores)
    scores[list(unmoved)] = alone.scores[list(unmoved)]
    return alone._replace(
        scores=scores,
        background=background,
        unanswered=between(alone.unanswered, after.unanswered),
        urgent=between(alone.urgent, after.urgent),
    )
