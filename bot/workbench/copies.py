"""Trying an edit on a copy first, and writing files so that nobody ever reads half of one."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """A copy of a content folder, for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="vigie-") as name:
        for top in ("intents", "answers"):
            shutil.copytree(folder / top, Path(name) / top)
        yield Path(name)


def write_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files of a folder, each as a whole, making folders where there are none."""
    for file, text in texts.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(text, "utf-8", newline="\n")
        os.replace(fresh, path)  # noqa: PTH105 in one step, over what stands there
