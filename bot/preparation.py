"""Content made ready for a service: read, checked and learnt by a process of its own, and kept.

A process that answers people should do nothing else: learning holds Python's interpreter lock for seconds,
and to read and check the files takes libraries that are never given back. So

    python -m bot.preparation CONTENT CACHE

reads the folder CONTENT and leaves in the folder CACHE what a service takes from there; of content with
errors it writes these to standard output.
"""

import json
import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from bot.content import kept
from bot.content.model import Content
from bot.content.problem import ContentError, Problem, Severity
from bot.matching.recogniser import Recogniser

_KINDNESS = 10  # that it shows to those who answer people meanwhile (nice)
_REFUSED = 3  # the exit code of content with errors

_log = logging.getLogger(__name__)


def ready(folder: Path, cache: Path, *, examples: bool = True) -> tuple[Content, Recogniser] | None:
    """The content of a folder, where it is known in the folder ``cache``, and what was learnt from it.

    The two go together: who is given content without examples is never left to learn from it.

    Args:
        folder: where the content stands.
        cache: where it is kept.
        examples: whether the content is to hold its examples.

    Raises:
        OSError: a file cannot be read.
    """
    path = kept.find(folder, cache)
    content = kept.read(path, examples=examples) if path else None
    recogniser = Recogniser.kept(content, cache) if content else None
    return (content, recogniser) if content and recogniser else None


def prepare(folder: Path, cache: Path) -> Content:
    """Read the content and learn from it, in this process, and keep all of it in the folder ``cache``.

    Raises:
        ContentError: it has errors.
    """
    from bot.required import load  # noqa: PLC0415 - 20 MB: only where content is not known

    content = load(folder)
    Recogniser.load(content, cache)
    kept.write(content, cache)
    return content


def prepare_apart(folder: Path, cache: Path) -> None:
    """The same in another process; blocks until it is done. Where there can be none, that is logged.

    Raises:
        ContentError: it has errors.
    """
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    if not os.access(cache, os.W_OK):
        return
    command = [sys.executable, "-m", __name__, str(folder.resolve()), str(cache.resolve())]
    try:
        made = subprocess.run(  # noqa: S603 - nothing of it comes from outside
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        _log.warning("no process of its own could read the content: %s", type(error).__name__)
        return
    if made.returncode == _REFUSED:
        raise ContentError([_problem(*each) for each in json.loads(made.stdout)])
    if made.returncode:
        _log.warning("no process of its own could read the content: it ended with %d", made.returncode)


def _problem(file: str, line: int, message: str, severity: str) -> Problem:
    return Problem(file, line, message, Severity(severity))


def _main(folder: Path, cache: Path) -> None:
    """Prepare, after everybody else."""
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
    try:
        prepare(folder, cache)
    except ContentError as error:
        told = [(each.file, each.line, each.message, each.severity) for each in error.problems]
        sys.stdout.write(json.dumps(told))
        sys.exit(_REFUSED)


if __name__ == "__main__":
    _main(*map(Path, sys.argv[1:]))
