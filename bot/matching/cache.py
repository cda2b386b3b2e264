"""What training made, kept in a file: a start with known content takes no training.

A file is named after the content and the code that made it, so that a change of either makes another. It
holds arrays of numbers only and is read as such: nothing in it is ever executed. A file that cannot be read,
or whose digest is another's, is as good as none.

The arrays are not copied into memory but mapped from the file (:manpage:`mmap(2)`): only what is looked at
takes memory, which all processes of a machine share, and which the system takes back where it is short. So a
file is never changed where it stands; it is replaced, or deleted.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from sys import intern
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from bot.content import shelf

Arrays = Mapping[str, npt.NDArray[np.generic]]

KEPT = 12
"""Files that are kept: a few states of the content, a few megabytes each."""

_DIGEST = 16  # bytes at the end of a file: the digest of all before them
_CHUNK = 1 << 18  # bytes of a file that are looked at together

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
    return folder / f"matcher-{name}.npy"


def read(path: Path) -> Arrays | None:
    """The arrays of a file; None if there is none, or none that can be read."""
    try:
        with path.open("rb") as file:
            _check(file)
        (record,) = np.load(path, mmap_mode="r", allow_pickle=False)
        kept = {name: np.asarray(record[name]) for name in record.dtype.names}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, IndexError) as error:
        _log.warning("the trained matcher in %s cannot be read and is made anew: %s", path, error)
        return None
    shelf.touch(path)
    return kept


def write(path: Path, arrays: Arrays) -> None:
    """Keep arrays in a file, in one step: another process sees all of it or nothing."""

    def fill(file: BinaryIO) -> None:
        np.save(file, _record(arrays))
        file.write(_digest(file, file.tell()))

    try:
        shelf.put(path, fill, among="matcher-*", most=KEPT)
    except OSError as error:
        _log.warning("the trained matcher cannot be kept in %s: %s", path, error)


def _record(arrays: Arrays) -> npt.NDArray[np.void]:
    """One record with a field for each array, each where its numbers can be worked with as they stand."""
    fields = [(name, array.dtype, array.shape) for name, array in arrays.items()]
    record = np.zeros(1, np.dtype(fields, align=True))
    for name, array in arrays.items():
        record[name] = array
    return record


def _check(file: BinaryIO) -> None:
    """Make sure that a file ends with the digest of all before it.

    Raises:
        ValueError: it does not.
    """
    size = max(os.fstat(file.fileno()).st_size - _DIGEST, 0)
    if _digest(file, size) != file.read():
        raise ValueError("its digest is another's")


def _digest(file: BinaryIO, size: int) -> bytes:
    """The digest of so many bytes at the beginning of a file, which is left standing after them."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    file.seek(0)
    while size and (chunk := file.read(min(size, _CHUNK))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.digest()


def lines(texts: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Texts as an array: bytes, one a line."""
    return np.frombuffer("\n".join(texts).encode("utf-8", "surrogatepass"), np.uint8)


def texts(lines: npt.NDArray[np.generic]) -> list[str]:
    """The texts that :func:`lines` made an array of; one that stands in several arrays is held once."""
    text = lines.tobytes().decode("utf-8", "surrogatepass")
    return [*map(intern, text.split("\n"))] if text else []
