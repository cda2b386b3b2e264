"""A folder of files that can be made again: written in one step, and the oldest deleted."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def put(path: Path, fill: Callable[[BinaryIO], object], *, among: str, most: int) -> None:
    """Make a file in one step: another process sees all of it or nothing.

    Args:
        path: the file; its folder is made if there is none.
        fill: writes what it is to hold.
        among: which files it is counted with, as a pattern of their names.
        most: how many of these are kept: those that were made or read last.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w+b") as file:
            fill(file)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for old in sorted(path.parent.glob(among), key=_used, reverse=True)[most:]:
        old.unlink(missing_ok=True)


def touch(path: Path) -> None:
    """Note that a file was read; one in a folder that cannot be written to is read all the same."""
    with suppress(OSError):
        os.utime(path)


def _used(path: Path) -> float:
    """When a file was last made or read; one that another process has just deleted counts as never."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
