"""Fits the numbers of bot/matching/confidence.py.

    python bench/calibrate.py BLIND [--held DIR…] [--public CLINC COVID]

BLIND holds blind messages (see bench/blind.py). One half, by hash, fits the coefficients for content with
background examples; the reliability table is of the DIRs, or else of the other half. CLINC and COVID (see
bench/intents.py) fit those for content without, the first by its val.jsonl, the second by intents that are
held out in turn.
"""

import argparse
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from math import log
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from blind import ANSWERABLE, UNANSWERABLE, Message, content, messages
from measure import Line, auroc, few, lexicon, lines, record
from sklearn.linear_model import LogisticRegression

from bot.matching.insight import Insight
from bot.matching.matcher import Matcher
from bot.matching.recogniser import Recogniser

Matrix = npt.NDArray[np.float64]

WITHOUT_BACKGROUND = [0, 1, 3, 4, 5, 6, 7]
FEW = [0, 1, 5, 6, 7]
"""Columns of the evidence."""
ODDS = 4
"""Answerable messages for each that is not, where nobody knows."""


class Sample(NamedTuple):
    """Evidence, whether the best intent was right, and whether any is."""

    rows: Matrix
    right: npt.NDArray[np.bool_]
    inside: npt.NDArray[np.bool_]


def main() -> None:
    """Fit, print, and write the reliability table to bench/results.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("blind", type=Path)
    parser.add_argument("--public", nargs=2, type=Path, metavar=("CLINC", "COVID"))
    parser.add_argument("--held", nargs="*", type=Path, default=[], metavar="DIR")
    chosen = parser.parse_args()
    known = content()
    matcher = Matcher.load(known)
    blind = messages(chosen.blind, (*ANSWERABLE, *UNANSWERABLE))
    tuned = seen(matcher, [message for message in blind if message.tuned])
    answerable = fit([(tuned.rows, tuned.inside)], list(range(8)), 0.3)
    right = fit([(tuned.rows[tuned.inside], tuned.right[tuned.inside])], FEW, 0.3)
    print("AGAINST_BACKGROUND", answerable.round(2).tolist(), right.round(2).tolist(), sep="\n  ")
    if chosen.public:
        samples = public(*chosen.public)
        answerable = fit(
            [(each.rows, each.inside) for each in samples], WITHOUT_BACKGROUND, 1.0, balanced=True
        )
        answerable[0] += log(ODDS)
        inside = [(each.rows[each.inside], each.right[each.inside]) for each in samples]
        right = fit(inside, WITHOUT_BACKGROUND, 1.0)
        print("ALONE", answerable.round(2).tolist(), right.round(2).tolist(), sep="\n  ")
    held = [
        message for folder in chosen.held for message in messages(folder, (*ANSWERABLE, *UNANSWERABLE))
    ] or [message for message in blind if not message.tuned]
    report(Recogniser(known, matcher, Insight.load(known)), held)


def seen(matcher: Matcher, blind: Sequence[Message]) -> Sample:
    """What a matcher makes of messages."""
    rows, right, inside = [], [], []
    for message in blind:
        judgement = matcher.judge(message.text)
        if not judgement.scores.any():
            continue
        best = np.argsort(-judgement.scores, kind="stable")[:2].tolist()
        rows.append(matcher.evidence(judgement, best)[0].row())
        right.append(matcher.intents[best[0]] in message.intents)
        inside.append(bool(message.intents))
    return Sample(np.array(rows), np.array(right), np.array(inside))


def fit(
    samples: Sequence[tuple[Matrix, npt.NDArray[np.bool_]]],
    columns: list[int],
    cost: float,
    *,
    balanced: bool = False,
) -> npt.NDArray[np.float64]:
    """A constant and a coefficient for each number of the evidence; each sample counts the same."""
    rows, truth = (np.concatenate(parts) for parts in zip(*samples, strict=True))
    weights = np.concatenate(
        [
            np.where(each, 0.5 / each.sum(), 0.5 / (~each).sum())
            if balanced
            else np.full(len(each), 1 / len(each))
            for _, each in samples
        ]
    )
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    model = LogisticRegression(C=cost, max_iter=2000)
    model.fit(((rows - mean) / spread)[:, columns], truth, sample_weight=weights * len(truth) / weights.sum())
    result = np.zeros(rows.shape[1] + 1)
    result[1:][columns] = model.coef_[0] / spread[columns]
    result[0] = model.intercept_[0] - result[1:] @ mean
    return result


def public(clinc: Path, covid: Path) -> list[Sample]:
    """Evidence from the public sets."""
    groups = lexicon()
    train, val = lines(clinc / "train.jsonl"), given(lines(clinc / "val.jsonl"))
    samples = [seen(Matcher.train(each, lexicon=groups), val) for each in (train, few(train, 10, 0))]
    faq = lines(covid / "train.jsonl")
    names = sorted({intent for _, intent in faq if intent is not None})
    random.Random(1).shuffle(names)  # noqa: S311
    parts = []
    for turn in range(4):
        held = set(names[turn::4])
        rest = [line for line in faq if line[1] not in held]
        test = given(rest[turn::5]) + [
            Message(text, "fr", frozenset()) for text, intent in faq if intent in held
        ]
        kept = [line for place, line in enumerate(rest) if place % 5 != turn]
        parts.append(seen(Matcher.train(kept, lexicon=groups), test))
    return [*samples, Sample(*(np.concatenate(each) for each in zip(*parts, strict=True)))]


def given(lines: Sequence[Line]) -> list[Message]:
    """Lines of a public set as messages."""
    return [
        Message(text, "", frozenset() if intent is None else frozenset({intent})) for text, intent in lines
    ]


def report(recogniser: Recogniser, blind: Sequence[Message]) -> None:
    """The reliability table: of what was said with this confidence, how much was right.

    It is the confidence of a message's surest question, what the answer does not cover taken off: the
    conversation decides by it. Messages that raise an alarm are answered by that.
    """
    readings = [(recogniser.read(message.text), message) for message in blind]
    surest = [
        (max(reading.parts, key=lambda part: part.confidence), message)
        for reading, message in readings
        if reading.urgency is None
    ]
    said = np.array([part.confidence for part, _ in surest])
    right = np.array(
        [bool(part.candidates) and part.candidates[0].intent in message.intents for part, message in surest]
    )
    inside = np.array([bool(message.intents) for _, message in surest])
    bins = np.clip((said * 10).astype(int), 0, 9)
    rows = ["| said | messages | mean confidence | right and answerable |", "|---|---|---|---|"]
    gap = 0.0
    for place in range(10):
        here = bins == place
        if here.any():
            rows.append(
                f"| {place / 10:.1f} | {here.sum()} | {said[here].mean():.3f} | {right[here].mean():.3f} |"
            )
            gap += abs(said[here].mean() - right[here].mean()) * here.mean()
    outside = int((~inside).sum())
    text = (
        f"{datetime.now(UTC):%Y-%m-%d}, `python bench/calibrate.py BLIND --held …`: {len(surest)} blind"
        f" messages that fitted nothing, {outside} of them unanswerable or off topic."
        f" Expected calibration error {gap:.3f}; AUROC of right against wrong or unanswerable"
        f" {auroc(said[right], said[~right]):.3f}; right among the answerable {right[inside].mean():.3f}."
        "\n\n" + "\n".join(rows)
    )
    print(text)
    record("Reliability of the confidence", text)


if __name__ == "__main__":
    main()
