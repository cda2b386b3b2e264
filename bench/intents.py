"""How well messages are understood: python bench/intents.py DIR… [--shots 10 5] [--seeds 3].

DIR holds train.jsonl, test.jsonl and perhaps test.NOISE.jsonl: {"text", "intent"} a line, intent null for out
of scope. The last line is JSON, all shares from 0 to 1.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from measure import Figures, Fuzzy, Line, LinearSVC, Ours, Rival, few, figures, lexicon, lines, record

OURS = "Vigie"
Maker = Callable[[Sequence[Line]], Rival]


def main() -> None:
    """Measure, print, and write bench/results.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument(
        "--shots", nargs="*", type=int, default=[], help="examples an intent, beside all of them"
    )
    parser.add_argument("--seeds", type=int, default=3, help="how often examples are drawn")
    parser.add_argument("--bare", action="store_true", help="without intents/lexicon.yaml")
    parser.add_argument(
        "--sample", type=int, default=500, help="messages of a file that the others are asked"
    )
    parser.add_argument("--only-ours", action="store_true", help="leave out the others")
    chosen = parser.parse_args()
    groups = [] if chosen.bare else lexicon()
    makers: dict[str, Maker] = {OURS: lambda examples: Ours(examples, groups)}
    if not chosen.only_ours:
        makers |= {
            "WRatio": lambda examples: Fuzzy(examples, "WRatio"),
            "token_sort": lambda examples: Fuzzy(examples, "token_sort_ratio"),
            "LinearSVC": LinearSVC,
        }
    summary = {}
    report = []
    for folder in chosen.folders:
        summary[folder.name], table = measured(folder, chosen.shots, chosen.seeds, makers, chosen.sample)
        report.append(table)
    line = json.dumps(summary)
    given = " ".join(
        str(part)
        for part in [
            *(f"DATA/{folder.name}" for folder in chosen.folders),
            *(["--bare"] if chosen.bare else []),
        ]
    )
    shots = f" --shots {' '.join(map(str, chosen.shots))} --seeds {chosen.seeds}" if chosen.shots else ""
    names = ", ".join(folder.name for folder in chosen.folders) + (", no lexicon" if chosen.bare else "")
    record(
        f"Intents: {names}",
        f"{datetime.now(UTC):%Y-%m-%d}, `python bench/intents.py {given}{shots}`. Shares; few-shot rows are"
        f" means over draws; the others answer {chosen.sample} messages of each file.\n\n"
        + "\n\n".join(report)
        + f"\n\n```json\n{line}\n```",
    )
    print(line)


def measured(
    folder: Path, shots: Sequence[int], seeds: int, makers: dict[str, Maker], sample: int
) -> tuple[dict[str, dict[str, float]], str]:
    """The figures of a folder: ours for the summary, and everybody's as a table."""
    train = lines(folder / "train.jsonl")
    tests = {"clean": lines(folder / "test.jsonl")}
    tests |= {path.name.split(".")[1]: lines(path) for path in sorted(folder.glob("test.*.jsonl"))}
    summary: dict[str, dict[str, float]] = {}
    rows = [
        "| set | examples | matcher | test | top 1 | top 3 | AUROC | at 5 % false accepts |",
        "|" + "---|" * 8,
    ]
    for name, make in makers.items():
        for shot in (0, *shots):
            draws = [few(train, shot, seed) for seed in range(seeds)] if shot else [train]
            began = time.perf_counter()
            rivals = [make(draw) for draw in draws]
            key = str(shot or "full")
            for noise, whole in tests.items():
                test = whole
                if name != OURS and len(whole) > sample:
                    test = random.Random(0).sample(whole, sample)  # noqa: S311
                found = average([figures(rival, test) for rival in rivals])
                if name == OURS:
                    summary.setdefault(key, {}).update(entries(noise, found))
                cells = (found.accuracy, found.top3, found.auroc, found.accuracy_far5)
                shown = " | ".join("–" if cell is None else f"{cell:.4f}" for cell in cells)
                rows.append(f"| {folder.name} | {key} | {name} | {noise} | {shown} |")
                print(rows[-1], flush=True)
            print(f"  {time.perf_counter() - began:.1f} s", flush=True)
    return summary, "\n".join(rows)


def average(found: Sequence[Figures]) -> Figures:
    """The mean of several draws."""
    aurocs = [each.auroc for each in found if each.auroc is not None]
    accepted = [each.accuracy_far5 for each in found if each.accuracy_far5 is not None]
    return Figures(
        mean(each.accuracy for each in found),
        mean(each.top3 for each in found),
        mean(aurocs) if aurocs else None,
        mean(accepted) if accepted else None,
    )


def entries(noise: str, found: Figures) -> dict[str, float]:
    """What the last line says about a test file."""
    result = {noise: round(found.accuracy, 4)}
    if noise == "clean":
        result["top3"] = round(found.top3, 4)
        if found.auroc is not None and found.accuracy_far5 is not None:
            result |= {"auroc": round(found.auroc, 4), "acc_far5": round(found.accuracy_far5, 4)}
    return result


if __name__ == "__main__":
    main()
