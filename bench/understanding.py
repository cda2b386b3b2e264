"""How messages that no example was made from are understood: danger, scope, language, two questions.

    python -m bench.understanding [DIR] [--half 0|1] [--misses]

DIR (tests/data/utterances) holds JSON lines: fr, en ({"text", "locale", "intent", "also"}), urgent ({"text",
"kind", "intent"}), benign ({"text", "intent"}), off_topic ({"text"}), unanswerable ({"text", "near"}), two
({"text", "intents"}) and next ({"before", "text", "locale", "intent", "also"}: written after the answer
"before"; "social", "off_topic" and "unanswerable" are no intents). Thresholds were chosen on half 0 (by the
first byte of the MD5 of the text); half 1 is the honest one. Ends with one JSON line.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.content.loader import load
from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from bot.message import Message, Outcome, Session, Turn

ROOT = Path(__file__).parent.parent
LOCALES = ("fr", "en")


class Table:
    """Counts of hits by what was counted, and the messages that missed."""

    def __init__(self) -> None:
        self.hits, self.all = Counter[str](), Counter[str]()
        self.misses: list[str] = []

    def count(self, name: str, hit: bool, text: str, wanted: bool = True) -> None:
        """Count a message; it is a miss when the outcome is not the wanted one."""
        self.all[name] += 1
        self.hits[name] += hit
        if hit != wanted:
            self.misses.append(f"{name}: {text}")

    def shares(self) -> dict[str, float]:
        """The share of hits of everything that was counted."""
        return {name: round(self.hits[name] / count, 4) for name, count in self.all.items()}


def utterances(folder: Path, name: str, half: int | None) -> Iterator[dict[str, Any]]:
    """The messages of a file, or one half of them."""
    path = folder / f"{name}.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        message: dict[str, Any] = json.loads(line)
        digest = hashlib.md5(message["text"].encode(), usedforsecurity=False).digest()
        if half is None or digest[0] & 1 == half:
            yield message


def measure(content: Content, folder: Path, half: int | None) -> Table:
    """Read all messages and count."""
    recogniser = Recogniser.load(content)
    conversation = Conversation(content, recogniser)
    table = Table()

    def answered(text: str) -> tuple[Outcome, set[str]]:
        turn = conversation.respond(Message(text), Session())
        return turn.outcome, set(turn.session.answered) if turn.outcome is Outcome.ANSWER else set()

    grave = {intent.id.partition("/")[0] for intent in content.intents.values() if intent.urgency}
    for locale in LOCALES:
        for message in utterances(folder, locale, half):
            text, intent = message["text"], content.intents[message["intent"]]
            urgent = recogniser.read(text).urgency is not None
            guessed = recogniser.read(text).locale
            table.count("language wrong", guessed not in (None, locale), text, wanted=False)
            table.count("language unknown", guessed is None, text, wanted=False)
            if intent.urgency:
                table.count("urgent recognised", urgent, text)
                continue
            near = intent.id.partition("/")[0] in grave
            table.count("false alarms beside danger" if near else "false alarms", urgent, text, wanted=False)
            outcome, intents = answered(text)
            right = {intent.id, *message.get("also", ())}
            table.count("answerable right", bool(intents & right), text)
            table.count("answered beside the point", bool(intents - right), text, wanted=False)
            table.count("single question split", len(intents) > 1, text, wanted=False)
    for message in utterances(folder, "urgent", half):
        reading = recogniser.read(message["text"])
        table.count("urgent recognised", reading.urgency is not None, message["text"])
        table.count("kind of urgency right", reading.urgency == message["kind"], message["text"])
    for message in utterances(folder, "benign", half):
        outcome, intents = answered(message["text"])
        table.count("benign alarmed", outcome is Outcome.URGENT, message["text"], wanted=False)
        table.count("benign right", message["intent"] in intents, message["text"])
    for name, label in (("off_topic", "off topic"), ("unanswerable", "unanswerable")):
        for message in utterances(folder, name, half):
            outcome, _ = answered(message["text"])
            table.count(f"{label} answered", outcome is Outcome.ANSWER, message["text"], wanted=False)
            table.count(f"{label} alarmed", outcome is Outcome.URGENT, message["text"], wanted=False)
    for message in utterances(folder, "two", half):
        _, intents = answered(message["text"])
        table.count("both of two questions", set(message["intents"]) <= intents, message["text"])
    _seconds(conversation, utterances(folder, "next", half), table)
    return table


def _seconds(conversation: Conversation, messages: Iterator[dict[str, Any]], table: Table) -> None:
    """Count what is said to second messages."""
    for message in messages:
        turn = after(conversation, message)
        table.count("second message met", met(message, turn), message["text"])
        if not (message["intent"] + message["before"]).count("safety/"):
            table.count("second alarmed", turn.outcome is Outcome.URGENT, message["text"], wanted=False)


def after(conversation: Conversation, message: dict[str, Any]) -> Turn:
    """What is said to a second message, after the answer that it follows."""
    session = Session(locale=message["locale"])
    read = conversation.respond(Message(action=f"answer:{message['before']}"), session)
    return conversation.respond(Message(message["text"]), read.session)


def met(message: dict[str, Any], turn: Turn) -> bool:
    """Whether what was said to a second message is what it asked for."""
    wanted = {message["intent"], *message.get("also", ())}
    said = (
        {turn.intent, *turn.session.answered} if turn.outcome in (Outcome.ANSWER, Outcome.URGENT) else set()
    )
    admitted = turn.outcome in (Outcome.CLARIFY, Outcome.FALLBACK)
    social = turn.outcome is Outcome.FALLBACK or any(
        (i or "").startswith(("smalltalk/", "about/")) for i in said
    )
    return (
        bool(wanted & said)
        or (bool(wanted & {"unanswerable", "off_topic"}) and admitted)
        or ("social" in wanted and social)
    )


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path, nargs="?", default=ROOT / "tests/data/utterances")
    arguments.add_argument("--half", type=int, choices=(0, 1))
    arguments.add_argument("--misses", action="store_true")
    given = arguments.parse_args()
    table = measure(load(ROOT), given.folder, given.half)
    for name, share in table.shares().items():
        print(f"{name:30} {table.hits[name]:5} of {table.all[name]:5}  {share:.4f}")
    if given.misses:
        print(*table.misses, sep="\n")
    print(json.dumps(table.shares()))


if __name__ == "__main__":
    main()
