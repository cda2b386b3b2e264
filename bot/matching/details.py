"""Does a question ask for what only the rest of an answer tells? Then all of the answer is given at once.

"What month did it start?" is answered by the text on the year, and the month stands in what comes after "Tell
me more". A word of the question that stands in that rest and nowhere before it says so, unless a tenth of the
answers have such a word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.content.fill import fill
from bot.content.model import Content
from bot.matching.words import words

LETTERS = 5
"""Letters that a word is known by: "adresser" asks for the address."""
SHORTEST = 4
"""Letters of the shortest word that says what is asked for; a number may be shorter."""
OFTEN, OFTEN_SHARE = 3, 0.1
"""Answers in which a word may stand, and their share, to say what is asked for: "people" does not. Of 948
questions by five authors who were not learnt one in nine gets the rest so, three of four of these rightly."""


class Details:
    """Knows the words that stand only in the rest of an answer."""

    def __init__(self, content: Content) -> None:
        self._rest = {
            (answer, locale): stems
            for locale in content.languages
            for answer, stems in _rest(content, locale).items()
        }

    def asked(self, understood: Iterable[str], intent: str, locale: str) -> bool:
        """Whether a question, given as its words, asks for what only the rest of an intent's answer tells."""
        return not self._rest.get((intent, locale), frozenset()).isdisjoint(_stems(understood))


def _rest(content: Content, locale: str) -> Mapping[str, frozenset[str]]:
    """The words that stand only in the rest of each answer that has one in a language."""

    def stems(*texts: Mapping[str, str]) -> set[str]:
        written = " ".join(fill(text.get(locale, ""), locale, content) for text in texts)
        return _stems(words(written))

    answers = content.answers.values()
    counts = Counter(stem for answer in answers for stem in stems(answer.text, answer.more))
    often = max(OFTEN, OFTEN_SHARE * len(answers))
    telling = {stem for stem, count in counts.items() if count <= often}
    return {
        answer.id: frozenset((stems(answer.more) & telling) - stems(answer.title, answer.text))
        for answer in answers
        if locale in answer.more
    }


def _stems(given: Iterable[str]) -> set[str]:
    """What words are known by; short ones say nothing."""
    return {word[:LETTERS] for word in given if len(word) >= SHORTEST or word.isdecimal()}
