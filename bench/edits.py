"""Random edits of valid content: none may break the loader, and what it accepts must serve.

    python bench/edits.py [--edits 100000] [--seconds 600]

Every edit is one to three changes such as people, editors and disks make (tests/test_content_mutations.py).
It is loaded; if it is accepted, every answer is asked for in every complete language. Prints the figures.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.content.fill import fill
from bot.content.loader import load
from bot.content.model import Content
from bot.content.problem import ContentError
from tests.test_content_mutations import DATA, FILES, mutated


def main() -> None:
    """Edit, load, ask; count what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    chance = random.Random(1)  # noqa: S311 the same edits at every run
    outcomes: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(DATA, Path(name) / "content"))
        for _ in range(options.edits):
            if time.monotonic() - began > options.seconds:
                break
            path = folder / chance.choice(FILES)
            original = path.read_bytes()
            path.write_bytes(mutated(original, chance))
            outcomes[outcome(folder)] += 1
            path.write_bytes(original)
    print(f"{sum(outcomes.values())} edits in {time.monotonic() - began:.0f} s: {dict(outcomes)}")
    assert set(outcomes) <= {"refused", "served"}


def outcome(folder: Path) -> str:
    """What became of an edit: refused, served, or the exception that it led to."""
    try:
        content = load(folder)
    except ContentError:
        return "refused"
    except Exception as error:  # noqa: BLE001 this is what is counted
        return type(error).__name__
    return served(content)


def served(content: Content) -> str:
    """Whether every answer of accepted content can be shown."""
    try:
        for answer in content.answers.values():
            for language in content.languages.values():
                if language.complete:
                    assert fill(answer.text[language.locale], language.locale, content).strip()
                    assert answer.title[language.locale].strip()
    except (KeyError, AssertionError) as error:
        return type(error).__name__
    return "served"


if __name__ == "__main__":
    main()
