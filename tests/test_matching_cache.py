"""What training made is kept for a few states of the content, and no more."""

import os
from pathlib import Path

import numpy as np

from bot.matching import cache

NUMBERS = {"numbers": np.arange(3)}


def test_only_the_files_used_last_are_kept(tmp_path: Path) -> None:
    paths = [cache.place(tmp_path, f"content {number}") for number in range(cache.KEPT + 3)]
    for number, path in enumerate(paths[: cache.KEPT]):
        cache.write(path, NUMBERS)
        os.utime(path, (number, number))
    assert cache.read(paths[0]) is not None
    for path in paths[cache.KEPT :]:
        cache.write(path, NUMBERS)
    left = set(tmp_path.iterdir())
    assert len(left) == cache.KEPT
    assert paths[0] in left, "it was read lately"
    assert not set(paths[1:4]) & left
