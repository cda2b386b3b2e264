"""What training made is kept for a few states of the content, and no more."""

import os
from pathlib import Path

import numpy as np
import pytest

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


def test_what_is_read_is_mapped_and_the_same(tmp_path: Path) -> None:
    made: cache.Arrays = {
        "table": np.arange(12, dtype=np.int8).reshape(3, 4),
        "none": np.empty((0, 4), np.float32),
        "odd": np.array([7], np.uint8),
        "hashes": np.array([2**63, 1], np.uint64),
    }
    path = cache.place(tmp_path, "content")
    cache.write(path, made)
    found = cache.read(path)
    assert found
    for name, array in made.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)
        assert found[name].flags.aligned
        assert not found[name].flags.owndata
        assert not found[name].flags.writeable
        assert type(found[name]) is np.ndarray, "a memmap answers more slowly"
    path.unlink()
    assert np.array_equal(found["table"], made["table"]), "a process keeps what it mapped"


def test_a_file_of_which_one_byte_is_another_is_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = cache.place(tmp_path, "content")
    cache.write(path, NUMBERS)
    whole = path.read_bytes()
    for place in (0, 20, len(whole) // 2, len(whole) - 20, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert cache.read(path) is None
    assert caplog.records
    path.write_bytes(whole)
    assert cache.read(path) is not None
