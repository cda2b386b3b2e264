"""What people wrote, looked for where it must not be."""

import re
from collections.abc import Iterable

COUNT = 4
"""Digits below which a number in a log is a count or the line of a file, as in ``who_runs.yaml:1``."""
_WORDINGS = ("stop one of the two",)
"""What the program says by itself in a word that people write too: "stop"."""


def leaked(log: str, private: Iterable[str]) -> list[str]:
    """The texts and numbers of people that stand in a log, as words of their own.

    Args:
        log: what was logged.
        private: what people wrote, however short, and their numbers. ``/hotline`` within the path of a file
            is no command, and so is no leak.
    """
    for wording in _WORDINGS:
        log = log.replace(wording, "")
    told = (text for text in private if text.strip() and not (text.isdecimal() and len(text) < COUNT))
    return [text for text in told if text in log and _word(text).search(log)]


def _word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/]){re.escape(text)}(?!\w)")
