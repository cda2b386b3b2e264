"""A baton that one process on a machine holds: the operating system takes it from one that dies, at once."""

import sqlite3
from pathlib import Path


class Baton:
    """A file that is locked for as long as it is held; SQLite's own locks work on every system."""

    def __init__(self, path: Path) -> None:
        """Say which.

        Args:
            path: the file; it is made when the baton is first taken, and stays empty.
        """
        self._path = path
        self._grip: sqlite3.Connection | None = None

    def take(self) -> bool:
        """Take it, unless another process holds it; whether this one does now."""
        if self._grip is None:
            grip = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                grip.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                grip.close()
                return False
            self._grip = grip
        return True

    def drop(self) -> None:
        """Let another process take it."""
        if self._grip:
            self._grip.close()
            self._grip = None
