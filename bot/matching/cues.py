"""The lists of ``intents/cues.yaml``: what words and symbols do in a message, whatever it is about."""

from collections.abc import Mapping, Sequence

Lists = Mapping[str, Mapping[str, Sequence[str]]]

SYMBOLS, LANGUAGES = "symbols", "languages"
ALSO, JOINS, ASKS, ASKS_FIRST, TELLS = "also", "joins", "asks", "asks_first", "tells"
ASKS_WHICH, HOLLOW = "asks_which", "hollow"
AT, ARTICLE, NOT, HOME = "at", "article", "not", "home"
AGE_BEFORE, AGE_AFTER, ADULT = "age_before", "age_after", "adult"
