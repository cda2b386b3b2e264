"""How fast messages are understood: python bench/speed.py [--sizes 100 1000 10000 100000].

Made-up examples in words with the frequencies of a language (Zipf's law), an intent for every hundred
examples (no more than 100 intents), and messages from the same source, a third of them with a typing error.
rapidfuzz's extractOne with WRatio answers some of the same messages in the same run. Each size runs in a
process of its own, so that memory is what this size took.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from measure import Line, record
from rapidfuzz import fuzz, process

from bot.matching.matcher import Matcher

MESSAGES, SLOW_MESSAGES = 1000, 40
VOCABULARY = 12_000


def main() -> None:
    """Measure each size in a process of its own, print, and write bench/results.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=[100, 1_000, 10_000, 100_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measured(chosen.one)))
        return
    results = {}
    rows = ["| examples | build s | memory MB | peak MB | p50 ms | p99 ms | WRatio p50 ms | times faster |"]
    rows.append("|" + "---|" * 8)
    for size in chosen.sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
        results[str(size)] = found = json.loads(output.splitlines()[-1])
        rows.append(f"| {size} | " + " | ".join(str(value) for value in found.values()) + " |")
        print(rows[-1], flush=True)
    line = json.dumps(results)
    sizes = " ".join(map(str, chosen.sizes))
    record(
        "Speed",
        f"{datetime.now(UTC):%Y-%m-%d}, `python bench/speed.py --sizes {sizes}`.\n\n" + "\n".join(rows),
    )
    print(line)


def measured(size: int) -> dict[str, float]:
    """The figures of one size."""
    examples = made_up(size, seed=1)
    draw = random.Random(2)  # noqa: S311
    messages = [
        mistyped(text, draw) if draw.random() < 1 / 3 else text for text, _ in made_up(MESSAGES, seed=3)
    ]
    before = resident()
    began = time.perf_counter()
    matcher = Matcher.train(examples)
    build = time.perf_counter() - began
    memory = resident() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    ours = timed(lambda text: matcher.rank(text, 3), messages)
    texts = [text for text, _ in examples]
    theirs = timed(lambda text: process.extractOne(text, texts, scorer=fuzz.WRatio), messages[:SLOW_MESSAGES])
    p50, p99 = np.percentile(ours, [50, 99])
    rival = float(np.percentile(theirs, 50))
    return {
        "build_s": round(build, 2),
        "memory_mb": round(memory, 1),
        "peak_mb": round(peak, 1),
        "p50_ms": round(float(p50), 3),
        "p99_ms": round(float(p99), 3),
        "wratio_p50_ms": round(rival, 2),
        "times_faster": round(rival / float(p50), 1),
    }


def timed(answer: Callable[[str], object], messages: Sequence[str]) -> list[float]:
    """How many milliseconds each message took: the least of three, as others work on this machine too."""
    times = []
    for _ in range(3):
        for text in messages:
            began = time.perf_counter()
            answer(text)
            times.append((time.perf_counter() - began) * 1000)
    least: list[float] = np.array(times).reshape(3, -1).min(0).tolist()
    return least


def made_up(count: int, seed: int) -> list[Line]:
    """Texts of 4 to 14 words, each intent with words of its own beside those that all share."""
    words = vocabulary()
    draw = np.random.default_rng(seed)
    intents = max(2, min(100, count // 100))
    rank = np.minimum(draw.zipf(1.3, (count, 14)), VOCABULARY) - 1
    own = draw.integers(0, 60, (count, 14))
    mine = draw.random((count, 14)) < 0.35
    lengths = draw.integers(4, 15, count)
    lines: list[Line] = []
    for row in range(count):
        intent = row % intents
        chosen = np.where(mine[row], (intent * 97 + own[row] * 31) % VOCABULARY, rank[row])[: lengths[row]]
        lines.append((" ".join(words[k] for k in chosen), f"theme/{intent}"))
    return lines


def vocabulary() -> list[str]:
    """Made-up words of two to five syllables."""
    draw = random.Random(0)  # noqa: S311
    starts = ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "ch", "tr", "pl"]
    syllables = [start + end for start in starts for end in ("a", "e", "i", "o", "u", "ou", "on", "an")]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(draw.choices(syllables, k=draw.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(words)


def mistyped(text: str, draw: random.Random) -> str:
    """The text with two neighbouring letters swapped."""
    place = draw.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def resident() -> float:
    """The memory of this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
