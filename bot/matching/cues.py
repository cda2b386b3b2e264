"""The kinds of words that a message holds: who speaks, what is wrong, what is asked for."""

from collections.abc import Mapping, Sequence

from bot.matching.forms import Forms
from bot.matching.words import words

Lists = Mapping[str, Mapping[str, Sequence[str]]]

SYMBOLS, LANGUAGES = "symbols", "languages"
ALSO, JOINS, ASKS, ASKS_FIRST, TELLS = "also", "joins", "asks", "asks_first", "tells"
ASKS_WHICH, HOLLOW = "asks_which", "hollow"
NO_CUES = {SYMBOLS, LANGUAGES, ALSO, JOINS, ASKS, ASKS_FIRST, TELLS, ASKS_WHICH, HOLLOW}
"""Lists that say nothing about the kind of a message."""


class Cues:
    """Finds the words and expressions of ``intents/cues.yaml``."""

    def __init__(self, lists: Lists) -> None:
        self._symbols = {
            symbol: f" {word} " for word, symbols in lists.get(SYMBOLS, {}).items() for symbol in symbols
        }
        self._forms = Forms(
            (kind, form)
            for kind, locales in lists.items()
            if kind not in NO_CUES
            for forms in locales.values()
            for form in forms
        )

    def words(self, text: str) -> list[str]:
        """The folded words of a text; a symbol that has a meaning is the word that it stands for."""
        if not text.isascii():
            for symbol, word in self._symbols.items():
                text = text.replace(symbol, word)
        return words(text)

    def find(self, found: Sequence[str]) -> list[str]:
        """The kinds that a text holds, given as its words; each once, in the order of the alphabet."""
        return sorted({match.label for match in self._forms.find(found)})
