"""Blind messages: written by people who saw no example. What the scripts on our own content share."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from measure import ROOT

from bot.content.loader import load
from bot.content.model import Content


class Message(NamedTuple):
    """A message and the intents that answer it; none for one that nothing answers."""

    text: str
    locale: str
    intents: frozenset[str]

    @property
    def tuned(self) -> bool:
        """Whether it belongs to the half that may be looked at when numbers are chosen."""
        return hashlib.md5(self.text.encode(), usedforsecurity=False).digest()[0] & 1 == 0


def messages(folder: Path, names: Iterable[str]) -> list[Message]:
    """The messages of some files of a folder: {"text", "locale", "intent", "also"} a line."""
    found = []
    for name in names:
        for line in map(json.loads, (folder / f"{name}.jsonl").read_text("utf-8").splitlines()):
            intents = {line["intent"], *line.get("also", ())} if "intent" in line else set()
            found.append(Message(line["text"], line["locale"], frozenset(intents)))
    return found


ANSWERABLE = ("fr", "en", "benign", "urgent")
UNANSWERABLE = ("off_topic", "unanswerable")


def content() -> Content:
    """The content of this checkout."""
    return load(ROOT)
