"""The translation lock: which texts were compared with their twins in the other languages, and accepted.

``translations.lock`` stands beside ``intents/`` and ``answers/``. It holds a short hash of every text in
every language, as they were when somebody last said that they say the same. A text that changed since then,
while its twin did not, is told.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from bot.content.draft import Draft
from bot.content.passage import Passage, passages
from bot.content.problem import Problem, Severity

FILE = "translations.lock"

_HEADER = "# Texts whose languages say the same. Written by `vigie check --accept`; not to be edited.\n"

Lock = Mapping[str, Mapping[str, str]]
"""The hashes by the text's place, then by locale."""


def read(folder: Path) -> Lock:
    """The lock of a content folder; empty where there is none. A line that cannot be read is passed over."""
    path = folder / FILE
    lock: dict[str, dict[str, str]] = {}
    for line in path.read_text("utf-8", "replace").splitlines() if path.is_file() else ():
        place, _, hashes = line.partition(": ")
        if hashes and not line.startswith("#"):
            lock[place] = {k: v for k, _, v in (pair.partition("=") for pair in hashes.split()) if v}
    return lock


def accept(folder: Path, draft: Draft) -> int:
    """Write down that all texts say the same in all their languages; returns how many there are."""
    lines = [
        f"{_place(passage)}: " + " ".join(f"{k}={_hash(v)}" for k, v in sorted(passage.text.items())) + "\n"
        for passage in _translated(draft)
    ]
    (folder / FILE).write_text(_HEADER + "".join(sorted(lines)), "utf-8")
    return len(lines)


def stale(draft: Draft, lock: Lock) -> Iterator[Problem]:
    """The languages of a text that were left as they were while another one was edited."""
    languages = draft.content.languages
    for passage in _translated(draft):
        accepted = lock.get(_place(passage), {})
        changed = [k for k, v in passage.text.items() if k in accepted and accepted[k] != _hash(v)]
        kept = [k for k, v in passage.text.items() if accepted.get(k) == _hash(v)]
        if not changed:
            continue
        names = " and ".join(languages[k].name if k in languages else k for k in changed)
        for locale in kept:
            name = languages[locale].name if locale in languages else locale
            message = (
                f"{passage.key} changed in {names} and not in {name}: bring {name} up to date, then run "
                "`vigie check --accept`"
            )
            yield passage.problem(message, locale, severity=Severity.WARNING)


def pending(draft: Draft, lock: Lock) -> int:
    """How many texts were added, or edited in all their languages, since they were last accepted."""
    return sum(
        all(lock.get(_place(passage), {}).get(k) != _hash(v) for k, v in passage.text.items())
        for passage in _translated(draft)
    )


def _translated(draft: Draft) -> Iterator[Passage]:
    return (passage for passage in passages(draft) if len(passage.text) > 1)


def _place(passage: Passage) -> str:
    return f"{passage.document.file} {'/'.join(passage.path)}"


def _hash(text: str) -> str:
    """Short, and blind to where the lines break."""
    return blake2b(" ".join(text.split()).encode(), digest_size=5).hexdigest()
