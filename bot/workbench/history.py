"""The content as it was: taken out of git."""

import io
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from bot.content.loader import read
from bot.content.model import Content
from bot.content.problem import Severity


class HistoryError(Exception):
    """An earlier state cannot be had; the message says why and what to do."""


def content_at(folder: Path, revision: str, now: Content) -> Content:
    """The content of a revision, able to serve.

    Args:
        folder: the content folder, inside a git repository.
        revision: what git takes for a commit: HEAD, main, a tag, a hash.
        now: the content of today; phrases that the program learnt to say since then are taken from it.

    Raises:
        HistoryError: it cannot be had, or had errors.
    """
    with tempfile.TemporaryDirectory(prefix="vigie-") as name:
        checkout(folder, revision, Path(name))
        draft, problems = read(Path(name))
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise HistoryError(f"the content at {revision} has errors, such as {errors[0]}: name another commit")
    return replace(draft.content, phrases={**now.phrases, **draft.content.phrases})


def checkout(folder: Path, revision: str, target: Path) -> None:
    """Put the content of a revision into a folder.

    Args:
        folder: the content folder, inside a git repository.
        revision: what git takes for a commit: HEAD, main, a tag, a hash.
        target: where ``intents/`` and ``answers/`` go.

    Raises:
        HistoryError: there is no git, no repository or no such revision, or it holds no content.
    """
    command = ["git", "-C", str(folder), "archive", "--format=zip", "--end-of-options", revision]
    try:
        done = subprocess.run([*command, "intents", "answers"], capture_output=True, check=False)  # noqa: S603 no shell, and the revision cannot be an option
    except FileNotFoundError:
        raise HistoryError(
            "git is not installed, and earlier states of the content are taken from it"
        ) from None
    if done.returncode:
        raise HistoryError(
            f"git has no content at {revision}: name a commit that has intents/ and answers/, "
            "such as HEAD or main"
        )
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        archive.extractall(target)
