"""Random edits of valid content: none may break the loader, and what it accepts must serve.

    python -m bench.edits [--edits 100000] [--whole 0.1] [--seconds 3600]

Every edit is one to three changes such as people, editors and disks make to one file
(tests/test_content_mutations.py); now and then the file is gone, empty, or holds what another one held. Most
edits are of the tests' small content, for speed; the share ``--whole`` is of all the content that is
published, loaded as a service loads it. Content that is accepted is looked at by itself, without the checks
that accepted it: texts, titles, references, numbers for people in danger, and what Telegram would show of the
edited answer. One reading in a hundred is held against a reading that remembers nothing. Prints the figures.
"""

import argparse
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import required
from bot.channels.telegram.render import pieces
from bot.content import loader
from bot.content.fill import fill
from bot.content.model import Answer, Content
from bot.content.problem import ContentError
from tests.test_content_mutations import DATA, mutated

ROOT = Path(__file__).parent.parent
AGAIN = 100
"""One of so many readings is made a second time, from nothing."""
BUTTON, MESSAGE = 40, 4096
"""Characters that a button shows, and that a message may have (Bot API: sendMessage)."""
_LEFT = re.compile(r"\{|\}|\*\*")


@dataclass(frozen=True)
class Ground:
    """Content to edit, in a folder of its own."""

    folder: Path
    load: Callable[[Path], Content]
    files: tuple[str, ...]
    valid: Content

    @classmethod
    def of(cls, folder: Path, load: Callable[[Path], Content]) -> "Ground":
        """The content of a folder, which is valid."""
        files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
        return cls(folder, load, tuple(files), load(folder))

    def edit(self, chance: random.Random, *, again: bool) -> str:
        """Edit a file, see what becomes of it, and put it back."""
        path = self.folder / chance.choice(self.files)
        original = path.read_bytes()
        match chance.randrange(60):
            case 0:
                path.unlink()
            case 1:
                path.write_bytes(b"")
            case 2:
                path.write_bytes((self.folder / chance.choice(self.files)).read_bytes())
            case _:
                path.write_bytes(mutated(original, chance))
        outcome = self.outcome()
        if again and outcome in ("refused", "served"):
            outcome = self.twice(outcome)
        path.write_bytes(original)
        return outcome

    def outcome(self) -> str:
        """What became of an edit: refused, served, the exception that it led to, or what is wrong with it."""
        try:
            return next(wrong(self.load(self.folder), self.valid), "served")
        except ContentError as error:
            told = all(problem.file and problem.message for problem in error.problems)
            return "refused" if told else "refused without a reason"
        except Exception as error:  # noqa: BLE001 this is what is counted
            return type(error).__name__

    def twice(self, outcome: str) -> str:
        """The outcome, if reading everything from nothing finds the same."""
        remembered = loader.read(self.folder)
        loader.forget()
        fresh = loader.read(self.folder)
        same = (remembered[0].content, remembered[1]) == (fresh[0].content, fresh[1])
        return outcome if same else "remembered wrongly"


def wrong(content: Content, valid: Content) -> Iterator[str]:
    """What accepted content should not be like."""
    if content.intents.keys() != content.answers.keys():
        yield "an answer that nobody can ask for, or a question without an answer"
    for answer in content.answers.values():
        known = (
            (answer.sources, content.sources),
            (answer.contacts, content.contacts),
            (answer.see_also, content.answers),
            ((answer.theme,), content.themes),
        )
        if not all(id_ in there for ids, there in known for id_ in ids):
            yield "a name that leads nowhere"
        if answer != valid.answers.get(answer.id) or content.contacts != valid.contacts:
            yield from wrong_texts(answer, content)
    for locale in content.complete:
        if not all(text.get(locale, "").strip() for text in content.phrases.values()):
            yield "a phrase that is not there"
    if not content.complete:
        yield "no language"


def wrong_texts(answer: Answer, content: Content) -> Iterator[str]:
    """What is wrong with the texts of an answer, as they would be shown."""
    intent = content.intents[answer.id]
    if not all(example.text.strip() for example in intent.examples):
        yield "an empty example"
    for locale in content.complete:
        if not 0 < len(answer.title.get(locale, "").strip()) <= BUTTON:
            yield "a title that is not there, or too long"
        texts = [answer.text.get(locale, "")]
        if locale in answer.more:
            texts.append(answer.more[locale])
        try:
            filled = [fill(text, locale, content) for text in texts]
        except KeyError:
            yield "a placeholder that nothing fills"
            continue
        if not all(0 < len(text.strip()) <= MESSAGE for text in filled):
            yield "a text that is not there, or too long"
        if any(_LEFT.search(piece) for text in filled for piece in pieces(text)):
            yield "a text with marks left over"
        if intent.urgency and not re.search(r"\d", filled[0].partition("\n")[0]):
            yield "no number for people in danger"


def main() -> None:
    """Edit, load, ask; count what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--whole", type=float, default=0.1, help="share of edits of all the content")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 the same edits at every run
    outcomes: dict[str, Counter[str]] = {"small": Counter(), "whole": Counter()}
    spent = {"small": 0.0, "whole": 0.0}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        small = Ground.of(Path(shutil.copytree(DATA, Path(name) / "small")), loader.load)
        for top in ("answers", "intents"):
            shutil.copytree(ROOT / top, Path(name) / "whole" / top)
        grounds = {"small": small, "whole": Ground.of(Path(name) / "whole", required.load)}
        for number in range(options.edits):
            if time.monotonic() - began > options.seconds:
                break
            which = "whole" if chance.random() < options.whole else "small"
            start = time.perf_counter()
            outcomes[which][grounds[which].edit(chance, again=number % AGAIN == 0)] += 1
            spent[which] += time.perf_counter() - start
    for which, counted in outcomes.items():
        count = sum(counted.values())
        each = spent[which] / max(1, count) * 1000
        print(f"{which} content: {count} edits, {each:.1f} ms each: {dict(counted)}")
    print(f"in {time.monotonic() - began:.0f} s")
    assert set().union(*outcomes.values()) <= {"refused", "served"}


if __name__ == "__main__":
    main()
