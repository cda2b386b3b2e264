"""Learning in a process of its own: the memory that it takes goes with it, and nobody waits for its turn.

    python -m bot.matching.apart CONTENT CACHE

reads the folder CONTENT and leaves in the folder CACHE what is learnt from it.
"""

import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from bot.content.loader import load
from bot.content.model import Content
from bot.matching.insight import Insight
from bot.matching.matcher import Matcher
from bot.matching.recogniser import Recogniser

_KINDNESS = 10  # that it shows to those who answer people meanwhile (nice)

_log = logging.getLogger(__name__)


def prepare(content: Content, folder: Path, cache: Path) -> None:
    """See to it that what is learnt from the content is in the folder ``cache``; blocks until it is there.

    Where that cannot be done, it is logged, and whoever needs it learns it by itself.

    Args:
        content: what is there to learn from.
        folder: where it was read from.
        cache: where what is learnt is kept.
    """
    if Matcher.known(content, cache) and Insight.known(content, cache):
        return
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    if not os.access(cache, os.W_OK):
        return
    command = [sys.executable, "-m", __name__, str(folder.resolve()), str(cache.resolve())]
    try:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - nothing of it comes from outside
    except (OSError, subprocess.CalledProcessError) as error:
        _log.warning("no process of its own could learn from the content: %s", type(error).__name__)


def _learn(folder: Path, cache: Path) -> None:
    """Learn, after everybody else."""
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
    Recogniser.load(load(folder), cache)


if __name__ == "__main__":
    _learn(*map(Path, sys.argv[1:]))
