"""Content as it was read, kept in a file: a service whose content is known reads no YAML, checks no schema.

To read and check the files takes twenty megabytes of libraries, which a process never gives back, and half a
second. So one process does that and leaves here what it made; the one that answers people takes it from here.
To answer takes no examples, once they are learnt: they stand at the end of a file, and are read only where
somebody asks for them. They would be most of the content in memory.

A file is named after the files that it was made from and the code that made it. Only content without errors
is kept. The file is a pickle that may name the classes of the content and nothing else, so that nothing in it
is ever executed.
"""

import hashlib
import logging
import pickle
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from bot.content import shelf
from bot.content.layout import Fingerprint, survey
from bot.content.model import (
    Answer,
    Campaign,
    Contact,
    Content,
    Example,
    Gazetteer,
    Intent,
    Language,
    Sighting,
    Source,
    Theme,
    Urgency,
)

KEPT = 6
"""Files that are kept: a few states of the content, a few megabytes each."""

_CLASSES: dict[tuple[str, str], type] = {
    (each.__module__, each.__qualname__): each
    for each in (
        *(Answer, Campaign, Contact, Content, Example, Gazetteer, Intent, Language),
        *(Sighting, Source, Theme, Urgency, date),
    )
}

_OfIntent = tuple[tuple[Example, ...], tuple[Example, ...]]
_Examples = tuple[Mapping[str, _OfIntent], tuple[Example, ...]]
"""Those of each intent, by themselves and after an answer; and the background."""

_log = logging.getLogger(__name__)


def find(folder: Path, cache: Path) -> Path | None:
    """The file for the content in a folder, as it stands on disk now, whether it is there or not.

    None where something lies in the folder that is no content: only who reads everything can say what to do.

    Args:
        folder: holds ``intents/`` and ``answers/``.
        cache: where content is kept.

    Raises:
        OSError: a file cannot be read.
    """
    places, problems = survey(folder)
    if problems or not places:
        return None
    fingerprint = Fingerprint()
    for place in places:
        fingerprint.add(place.file, place.path.read_bytes())
    return file_of(fingerprint.content, cache)


def file_of(fingerprint: str, cache: Path) -> Path:
    """The file for the content with a fingerprint."""
    name = hashlib.blake2b(f"{fingerprint} {_code()}".encode(), digest_size=16).hexdigest()
    return cache / f"content-{name}.pickle"


def read(path: Path, *, examples: bool = True) -> Content | None:
    """The content in a file; None if there is none, or none that can be read.

    Args:
        path: the file.
        examples: whether the content is to hold its examples. Without them nothing can be learnt from it.
    """
    try:
        with path.open("rb") as file:
            content = _Reader(file).load()
            if examples:
                content = _with_examples(content, *_Reader(file).load())
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001 - a broken pickle raises anything; the content is read anew
        _log.warning("the content kept in %s cannot be read: %s", path, type(error).__name__)
        return None
    shelf.touch(path)
    return content if isinstance(content, Content) else None


def write(content: Content, cache: Path) -> None:
    """Keep content, in one step: another process sees all of it or nothing."""

    def fill(file: BinaryIO) -> None:
        for part in _parts(content):
            _Writer(file, pickle.HIGHEST_PROTOCOL).dump(part)

    try:
        shelf.put(file_of(content.fingerprint, cache), fill, among="content-*.pickle", most=KEPT)
    except OSError as error:
        _log.warning("the content cannot be kept in %s: %s", cache, type(error).__name__)


def _parts(content: Content) -> tuple[Content, _Examples]:
    """The content without its examples; and these."""
    examples = {intent.id: (intent.examples, intent.after) for intent in content.intents.values()}
    return _with_examples(content, dict.fromkeys(examples, ((), ())), ()), (examples, content.background)


def _with_examples(
    content: Content, examples: Mapping[str, _OfIntent], background: tuple[Example, ...]
) -> Content:
    """The content with other examples."""
    intents = {
        intent.id: replace(intent, examples=alone, after=after)
        for intent in content.intents.values()
        for alone, after in [examples[intent.id]]
    }
    return replace(content, intents=intents, background=background)


@cache
def _code() -> str:
    """Changes with the code that reads and checks content, and with Python's version."""
    digest = hashlib.blake2b(repr(sys.version_info[:2]).encode(), digest_size=8)
    package = Path(__file__).parent
    for path in (*sorted(package.glob("*.py")), package.parent / "required.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Writer(pickle.Pickler):
    """Writes an object as its class and its fields: read in a third of the time of Python's own way."""

    def reducer_override(self, made: object) -> Any:
        """How an object is made again."""
        if is_dataclass(made) and not isinstance(made, type):
            return type(made), tuple(getattr(made, field.name) for field in fields(made))
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Makes nothing but content."""

    def find_class(self, module: str, name: str) -> type:
        """The class of that name.

        Raises:
            pickle.UnpicklingError: it is none of the content's.
        """
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError("not the content's") from None
