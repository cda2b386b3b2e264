"""What training made, kept in a file: a start with known content takes no training.

A file is named after the content and the code that made it, so that a change of either makes another. It
holds arrays of numbers only and is read as such: nothing in it is ever executed. A file that cannot be read
is as good as none.
"""

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[np.generic]]

KEPT = 12
"""Files that are kept: a few states of the content, a few megabytes each."""

_log = logging.getLogger(__name__)


@cache
def _code() -> str:
    """Changes with the code of this package."""
    digest = hashlib.blake2b(np.__version__.encode(), digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def place(folder: Path, fingerprint: str) -> Path:
    """The file for some content."""
    name = hashlib.blake2b(f"{fingerprint} {_code()}".encode(), digest_size=16).hexdigest()
    return folder / f"matcher-{name}.npz"


def read(path: Path) -> Arrays | None:
    """The arrays of a file; None if there is none, or none that can be read."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            kept = {name: file[name] for name in file.files}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        _log.warning("the trained matcher in %s cannot be read and is made anew: %s", path, error)
        return None
    with suppress(OSError):  # a folder that cannot be written to is read all the same
        os.utime(path)
    return kept


def write(path: Path, arrays: Arrays) -> None:
    """Keep arrays in a file, in one step: another process sees all of it or nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, **arrays)  # type: ignore[arg-type]
            Path(name).replace(path)
            _prune(path.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        _log.warning("the trained matcher cannot be kept in %s: %s", path, error)


def _prune(folder: Path) -> None:
    """Delete the files that were not made or read for longest: every edit of the content makes new ones."""
    for path in sorted(folder.glob("matcher-*.npz"), key=_used, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)


def _used(path: Path) -> float:
    """When a file was last made or read; one that another process has just deleted counts as never."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def lines(texts: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Texts as an array: bytes, one a line."""
    return np.frombuffer("\n".join(texts).encode("utf-8", "surrogatepass"), np.uint8)


def texts(lines: npt.NDArray[np.generic]) -> list[str]:
    """The texts that :func:`lines` made an array of."""
    text = lines.tobytes().decode("utf-8", "surrogatepass")
    return text.split("\n") if text else []
