"""Files that are kept: whole or not at all."""

from pathlib import Path
from typing import BinaryIO

import pytest

from bot.content import shelf


def test_a_file_that_could_not_be_filled_leaves_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    def half(file: BinaryIO) -> None:
        file.write(b"ha")
        raise OSError("the disk is full")

    path = tmp_path / "kept" / "some.bin"
    shelf.put(path, lambda file: file.write(b"whole"), among="*.bin", most=1)
    with pytest.raises(OSError, match="full"):
        shelf.put(path, half, among="*.bin", most=1)
    assert [each.name for each in path.parent.iterdir()] == ["some.bin"]
    assert path.read_bytes() == b"whole"
