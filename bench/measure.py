"""What the benchmarks share: data sets, rivals and measures."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import yaml
from rapidfuzz import fuzz, process

from bot.matching.confidence import answerable
from bot.matching.matcher import Matcher

ROOT = Path(__file__).resolve().parent.parent
Line = tuple[str, str | None]


def lines(path: Path) -> list[Line]:
    """The messages of a file, with their intents; None is out of scope."""
    return [(line["text"], line["intent"]) for line in map(json.loads, path.read_text("utf-8").splitlines())]


def few(examples: Iterable[Line], count: int, seed: int) -> list[Line]:
    """At most so many examples of each intent."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for text, intent in examples:
        if intent is not None:
            groups[intent].append((text, intent))
    draw = random.Random(seed)  # noqa: S311
    return [
        line for name in sorted(groups) for line in draw.sample(groups[name], min(count, len(groups[name])))
    ]


def lexicon() -> list[list[str]]:
    """The groups of intents/lexicon.yaml."""
    groups: list[list[str]] = yaml.safe_load((ROOT / "intents" / "lexicon.yaml").read_text("utf-8"))
    return groups


@dataclass(frozen=True, slots=True)
class Guess:
    """What a rival makes of a message."""

    intents: list[str]
    """The best three."""
    scope: float
    """How much the message looks answerable."""


class Rival(Protocol):
    """Something that can be compared."""

    def guess(self, text: str) -> Guess:
        """The best three intents."""


class Ours:
    """The matcher of this project."""

    def __init__(self, examples: Sequence[Line], groups: Sequence[Sequence[str]] = ()) -> None:
        self.matcher = Matcher.train(examples, lexicon=groups)

    def guess(self, text: str) -> Guess:
        """The best three intents, as :meth:`Matcher.rank` has them, and :meth:`Matcher.answerable`."""
        judgement = self.matcher.judge(text)
        if not judgement.scores.any():
            return Guess([], 0.0)
        best = np.argsort(-judgement.scores, kind="stable")[:3].tolist()
        scope = answerable(self.matcher.evidence(judgement, best)[0])
        return Guess([self.matcher.intents[place] for place in best], scope)


class Fuzzy:
    """The best of all examples by a scorer of rapidfuzz: the usual bot."""

    def __init__(self, examples: Sequence[Line], scorer: str) -> None:
        self._texts = [text.lower() for text, intent in examples if intent is not None]
        self._intents = [intent for _, intent in examples if intent is not None]
        self._scorer = getattr(fuzz, scorer)

    def guess(self, text: str) -> Guess:
        """The intents of the best examples."""
        found = process.extract(text.lower(), self._texts, scorer=self._scorer, limit=30)
        names = list(dict.fromkeys(self._intents[place] for _, _, place in found))
        return Guess(names[:3], found[0][1] if found else 0.0)


class LinearSVC:
    """scikit-learn's linear support vector machine on words and runs of letters."""

    def __init__(self, examples: Sequence[Line]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415
        from sklearn.svm import LinearSVC as Machine  # noqa: PLC0415

        known = [(text, intent) for text, intent in examples if intent is not None]
        self._model = make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode"),
                TfidfVectorizer(
                    analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, strip_accents="unicode"
                ),
            ),
            Machine(),
        ).fit([text for text, _ in known], [intent for _, intent in known])

    def guess(self, text: str) -> Guess:
        """The best three intents."""
        scores = np.atleast_1d(self._model.decision_function([text])[0])
        best = np.argsort(-scores)[:3]
        return Guess([str(self._model.classes_[k]) for k in best], float(scores[best[0]]))


@dataclass(frozen=True, slots=True)
class Figures:
    """How a rival did on a file of messages."""

    accuracy: float
    top3: float
    auroc: float | None
    """Of the scope, for answerable messages against those out of scope; None where there are none."""
    accuracy_far5: float | None
    """Right and let through, where 5 % of the messages out of scope are let through."""


def figures(rival: Rival, test: Sequence[Line]) -> Figures:
    """Measure a rival; all figures are shares."""
    guesses = [rival.guess(text) for text, _ in test]
    inside = np.array([intent is not None for _, intent in test])
    pairs = list(zip(guesses, test, strict=True))
    right = np.array([guess.intents[:1] == [intent] for guess, (_, intent) in pairs])
    among = np.array([intent in guess.intents for guess, (_, intent) in pairs])
    scope = np.array([guess.scope for guess in guesses])
    if inside.all():
        return Figures(float(right.mean()), float(among.mean()), None, None)
    threshold = np.quantile(scope[~inside], 0.95)
    return Figures(
        float(right[inside].mean()),
        float(among[inside].mean()),
        auroc(scope[inside], scope[~inside]),
        float((right & (scope > threshold))[inside].mean()),
    )


def auroc(above: npt.NDArray[np.float64], below: npt.NDArray[np.float64]) -> float:
    """How often a number of the first kind is greater than one of the second; ties count half."""
    order = np.sort(below)
    less, upto = np.searchsorted(order, above, "left"), np.searchsorted(order, above, "right")
    return float((less + upto).mean() / 2 / len(below))


def record(title: str, text: str, name: str = "results.md") -> None:
    """Put a section into a file beside this one, in the place of the one with the same title."""
    path = ROOT / "bench" / name
    head = "# Results\n\nMeasured by the scripts beside this file, which write their sections anew.\n"
    parts = (path.read_text("utf-8") if path.exists() else head).split("\n## ")
    kept = [part for part in parts[1:] if part.partition("\n")[0] != title]
    path.write_text("\n## ".join([parts[0], *kept, f"{title}\n\n{text.strip()}\n"]), "utf-8")
