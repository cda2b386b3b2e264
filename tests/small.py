"""The real content with a few examples only: everything to say, quick to learn."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
BACKGROUND = ("off_topic.yaml", "unanswerable.yaml")
BACKGROUND_EXAMPLES = 40


def small_content(folder: Path, examples: int = 6) -> Path:
    """A copy of this checkout's content in a folder, with so many examples in each language."""
    shutil.copytree(ROOT / "answers", folder / "answers")
    shutil.copytree(ROOT / "intents", folder / "intents")
    for path in [
        *(folder / "intents").glob("*/*.yaml"),
        *((folder / "intents" / name) for name in BACKGROUND),
    ]:
        kept: list[str] = []
        count = 0
        for line in path.read_text("utf-8").partition("\nafter:\n")[0].splitlines():
            count = count + 1 if line.startswith("  - ") else 0
            if count <= (BACKGROUND_EXAMPLES if path.name in BACKGROUND else examples):
                kept.append(line)
        path.write_text("\n".join(kept) + "\n", "utf-8")
    return folder
