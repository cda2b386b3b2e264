"""Which file is what: the folder is the theme, the file name is the intent."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePosixPath

from bot.content.problem import Problem

MAX_ID = 56
"""Bytes: an id travels in a button's callback data, 64 bytes at most (Bot API), behind its action."""

CAMPAIGNS = "campaigns"
"""The folder in answers/ whose files are campaigns, not answers."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Kind(Enum):
    """What a content file holds."""

    INTENT = auto()
    BACKGROUND = auto()
    LEXICON = auto()
    CUES = auto()
    GAZETTEER = auto()
    FOLLOW_UPS = auto()
    NAMES = auto()
    THEME = auto()
    ANSWER = auto()
    CAMPAIGN = auto()
    CONTACTS = auto()
    SOURCES = auto()
    LANGUAGES = auto()
    PHRASES = auto()


SINGLE = {
    "intents/off_topic.yaml": Kind.BACKGROUND,
    "intents/unanswerable.yaml": Kind.BACKGROUND,
    "intents/lexicon.yaml": Kind.LEXICON,
    "intents/cues.yaml": Kind.CUES,
    "intents/gazetteer.yaml": Kind.GAZETTEER,
    "intents/follow_ups.yaml": Kind.FOLLOW_UPS,
    "answers/contacts.yaml": Kind.CONTACTS,
    "answers/sources.yaml": Kind.SOURCES,
    "answers/languages.yaml": Kind.LANGUAGES,
    "answers/names.yaml": Kind.NAMES,
    "answers/phrases.yaml": Kind.PHRASES,
}
"""The files that there is one of, by path."""


@dataclass(frozen=True, slots=True)
class Place:
    """A content file: where it is, what it holds, and the id that its path gives."""

    path: Path
    file: str
    kind: Kind
    id: str = ""
    """``theme/intent`` of an intent or answer, ``theme`` of a theme, ``name`` of a campaign."""


class Fingerprint:
    """Tells one state of the content from another, by the files that are added in the order of the survey."""

    def __init__(self) -> None:
        self._content, self._lesson = hashlib.blake2b(digest_size=16), hashlib.blake2b(digest_size=16)

    def add(self, file: str, raw: bytes) -> None:
        """Take in a file, by its path in the folder and its bytes."""
        signed = f"{file}\0{len(raw)}\0".encode() + raw
        self._content.update(signed)
        if file.startswith("intents/"):
            self._lesson.update(signed)

    @property
    def content(self) -> str:
        """Of all files."""
        return self._content.hexdigest()

    @property
    def lesson(self) -> str:
        """Of those that teach how people ask."""
        return self._lesson.hexdigest()


def survey(folder: Path) -> tuple[list[Place], list[Problem]]:
    """Every content file under the folder, and every file that is not where one should be."""
    places: list[Place] = []
    problems: list[Problem] = []
    for path in _files(folder):
        file = path.relative_to(folder).as_posix()
        kind = SINGLE.get(file) or _kind(file)
        remedy = _misplaced(file) if kind is None else None
        if kind is None or remedy:
            problems.append(Problem(file, 0, remedy or ""))
            continue
        name = PurePosixPath(file).with_suffix("").as_posix().partition("/")[2]
        id_ = name.removesuffix("/_theme").removeprefix(f"{CAMPAIGNS}/") if "/" in name else ""
        places.append(Place(path, file, kind, id_))
    return places, problems


def _files(folder: Path) -> Iterator[Path]:
    for top in ("answers", "intents"):
        for path in sorted((folder / top).rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
                yield path


def _kind(file: str) -> Kind | None:
    top, *rest = PurePosixPath(file).parts
    if len(rest) != 2 or not rest[1].endswith(".yaml"):  # noqa: PLR2004
        return None
    theme, name = rest[0], rest[1].removesuffix(".yaml")
    if not _NAME.fullmatch(theme) or len(f"{theme}/{name}".encode()) > MAX_ID:
        return None
    if top == "answers" and name == "_theme":
        return Kind.THEME
    if not _NAME.fullmatch(name):
        return None
    if top == "answers":
        return Kind.CAMPAIGN if theme == CAMPAIGNS else Kind.ANSWER
    return Kind.INTENT


def _misplaced(file: str) -> str:
    """What is wrong with a path that no content file has."""
    path = PurePosixPath(file)
    if path.suffix != ".yaml":
        return "only .yaml files belong here: rename it to end in .yaml, or move it away"
    top, *rest = path.parts
    if len(rest) != 2:  # noqa: PLR2004
        return f"this file is outside the layout: move it to {top}/<theme>/<intent>.yaml"
    if not all(_NAME.fullmatch(part) for part in (rest[0], path.stem)) and path.stem != "_theme":
        return (
            "names are made of small letters a to z, digits and _, and begin with a letter: rename it, "
            "for example to who_runs.yaml"
        )
    if len(path.with_suffix("").as_posix().partition("/")[2].encode()) > MAX_ID:
        return f"theme and intent are longer than {MAX_ID} characters together: shorten the name"
    return "a theme's title stands in answers/<theme>/_theme.yaml: move it there"
