"""How accuracy grows with examples: python bench/curve.py BLIND [--counts 5 10 25 50 100].

The content of this checkout, so many examples an intent and language, drawn three times; blind messages of
BLIND (fr.jsonl and en.jsonl, see bench/blind.py).
"""

import argparse
import random
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from blind import content, messages
from measure import Line, record

from bot.content.model import Content, Example
from bot.matching.matcher import Matcher


def main() -> None:
    """Measure, print, and write bench/results.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("blind", type=Path)
    parser.add_argument("--counts", nargs="*", type=int, default=[5, 10, 25, 50, 100])
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    ours = content()
    blind = messages(chosen.blind, ("fr", "en"))
    rows = [
        "| examples an intent and language | in all | fr top 1 | fr top 3 | en top 1 | en top 3 |",
        "|" + "---|" * 6,
    ]
    for count in [*chosen.counts, 0]:
        found = defaultdict[str, list[bool]](list)
        sizes = []
        for seed in range(chosen.seeds if count else 1):
            examples = drawn(ours, count, seed)
            sizes.append(len(examples))
            matcher = Matcher.train(examples, lexicon=ours.lexicon)
            for message in blind:
                names = [candidate.intent for candidate in matcher.rank(message.text, 3)]
                found[f"{message.locale} 1"].append(bool(names) and names[0] in message.intents)
                found[f"{message.locale} 3"].append(not message.intents.isdisjoint(names))
        shares = " | ".join(f"{np.mean(found[key]):.3f}" for key in ("fr 1", "fr 3", "en 1", "en 3"))
        rows.append(f"| {count or 'all'} | {round(np.mean(sizes))} | {shares} |")
        print(rows[-1], flush=True)
    command = "`python bench/curve.py BLIND`"
    record(
        "Learning curve",
        f"{datetime.now(UTC):%Y-%m-%d}, {command}, {len(blind)} messages.\n\n" + "\n".join(rows),
    )


def drawn(ours: Content, count: int, seed: int) -> list[Line]:
    """At most so many examples of each intent and language, and the background; 0 for all."""
    draw = random.Random(seed)  # noqa: S311
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for intent in ours.intents.values():
        for example in intent.examples:
            groups[intent.id, example.locale].append(example)
    kept = [draw.sample(group, min(count or len(group), len(group))) for group in groups.values()]
    return [(example.text, example.intent) for group in [*kept, ours.background] for example in group]


if __name__ == "__main__":
    main()
