"""What kind of message this is: danger, distress, a question, an unanswerable one, something else.

Asked before anything else and independent of what the message is about. A classifier learns it from the
content: the examples of urgent intents, those of all others, and the background. Beside the words it sees
the cues of ``intents/cues.yaml`` (somebody speaks of themselves and of a locked door, a pupil speaks of
homework) and the names of ``intents/gazetteer.yaml``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.content.model import Content, Intent, Urgency
from bot.matching.cues import Cues
from bot.matching.gazetteer import Gazette
from bot.matching.linear import Linear

QUESTION, UNANSWERABLE, OFF_TOPIC = "question", "unanswerable", "off topic"
"""Kinds beside the urgencies."""
OFF_TOPIC_SHARE = 1.5
"""How much an example of something else counts: there is more of it in the world than in the content."""
MOST_SCARCE = 8.0
"""How much a calm example may count in a language that has few of them."""
_URGENCIES = frozenset(Urgency)
NEIGHBOUR_SHARE = 0.1
"""How much the example of an ordinary intent counts in a theme that has urgent ones."""


class Kinds:
    """Tells the kinds of messages apart."""

    def __init__(self, cues: Cues, gazette: Gazette, linear: Linear) -> None:
        self._cues, self._gazette, self.linear = cues, gazette, linear

    @classmethod
    def learn(cls, content: Content, gazette: Gazette) -> "Kinds":
        """Learn from the content's examples.

        The ordinary intents of a theme with urgent ones (an odd job offer, help abroad) count for less:
        people in danger ask for such things too, so that their examples say little against an alarm.
        """
        urgent = {intent.id.partition("/")[0] for intent in content.intents.values() if intent.urgency}
        examples = [
            (example, str(intent.urgency or QUESTION), _share(intent, urgent))
            for intent in content.intents.values()
            for example in intent.examples
        ]
        examples += [
            (e, OFF_TOPIC, OFF_TOPIC_SHARE) if e.off_topic else (e, UNANSWERABLE, 1.0)
            for e in content.background
        ]
        scarcity = _scarcity((example.locale, label) for example, label, _ in examples)
        cues = Cues(content.cues)
        read = [
            (cues.words(e.text), label, share if label in _URGENCIES else share * scarcity[e.locale])
            for e, label, share in examples
        ]
        read = [each for each in read if each[0]]
        texts = [found for found, _, _ in read]
        labels, shares = [label for _, label, _ in read], [share for _, _, share in read]
        marks = [_marks(cues, gazette, text) for text in texts]
        return cls(cues, gazette, Linear.train(texts, labels, marks, shares))

    def of(self, text: str) -> Mapping[str, float]:
        """How probable each kind is."""
        found = self._cues.words(text)
        if not found or not self.linear.classes:
            return {QUESTION: 1.0}
        return self.linear.probabilities(found, _marks(self._cues, self._gazette, found))


def _scarcity(examples: Iterable[tuple[str, str]]) -> dict[str, float]:
    """How scarce calm examples are in each language, beside the language with the most.

    A language that has little but cries for help must not be taken for one.
    """
    counts = Counter((locale, label in _URGENCIES) for locale, label in examples)
    calm = {locale: counts[locale, False] / (counts[locale, True] + 1) for locale, _ in counts}
    most = max(calm.values(), default=1.0)
    return {locale: min(most / max(share, 1e-9), MOST_SCARCE) for locale, share in calm.items()}


def _marks(cues: Cues, gazette: Gazette, found: Sequence[str]) -> list[str]:
    """The cues in a text, the kinds of names in it, and the names."""
    names = gazette.names(found)
    return [*cues.find(found), *sorted({kind for kind, _ in names}), *sorted(map("/".join, names))]


def _share(intent: Intent, urgent: set[str]) -> float:
    """How much an intent's examples count, given the themes with urgent intents."""
    return NEIGHBOUR_SHARE if not intent.urgency and intent.id.partition("/")[0] in urgent else 1.0
