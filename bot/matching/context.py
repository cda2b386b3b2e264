"""What was said before: a message in a conversation leans on the answer that the person has just read.

"Who paid?" means something after an answer about a campaign. So the message is judged twice, by itself and
after that answer's title, and the two are mixed. Nothing is kept for it but the last answer's name.
"""

from bot.matching.matcher import Judgement

LEANING, GOING_ON = 0.4, 0.6
"""What the reading of a message after the title of the last answer counts, and of one that begins with "and";
the message by itself has the rest. The first was chosen on 220 second messages of an author who knew no
example (.73 of them were met by the message alone, .83 so), the second on 48 of another author that begin
with "and" (.63 met with .4, .71 so)."""
CALMING = 0.3
"""The same, for an alarm: of second messages that are harmless .043 raised one by themselves, .017 so; of
urgent ones after an answer at random .980 did, and .973 so."""
CALMED = 0.3
"""Confidence of an alarm from which nothing calms it."""
SHORT = 8
"""Words of a message up to which it leans so much; the more words beyond, the less."""


def in_context(alone: Judgement, after: Judgement, share: float) -> Judgement:
    """A message judged by itself and after the title of the last answer, as one judgement.

    Args:
        alone: What the message is by itself.
        after: What it is after the title.
        share: What the second counts, for a short message: the first has the rest.
    """
    share *= min(1.0, SHORT / max(len(alone.words), 1))

    def between(left: float, right: float) -> float:
        return left + share * (right - left)

    background = None
    if alone.background is not None and after.background is not None:
        background = between(alone.background, after.background)
    return alone._replace(
        scores=alone.scores + share * (after.scores - alone.scores),
        background=background,
        unanswered=between(alone.unanswered, after.unanswered),
        urgent=between(alone.urgent, after.urgent),
    )
