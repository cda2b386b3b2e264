"""A linear classifier over sparse features: which class does a text belong to?

One-versus-rest support vector machines with squared hinge loss, trained for all classes at once by dual
coordinate descent (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008),
plus a share of BM25 with a class as the document (Robertson and Zaragoza, "The Probabilistic Relevance
Framework", 2009). Both are linear in the features of a text, so both end in one table of weights.

More than half of all features occur in one example only. Such a feature moves nobody else's score in training
(it only lengthens its example's vector), and what it learns is its example's duals times a factor: so it is
left out of the descent, and all such features of an example share one row of the table. This is exact. The
table is kept in whole numbers of four bits with a factor for each row: measured as good as eight. Most
are zero then, and only the others are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from bot.matching.features import BITS, Bags, Hashes, Integers, stirred_once

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

COST = np.float32(1.0)
"""C of the support vector machines."""
PASSES = 4
"""How often training goes through the examples."""
STILL = 0.1
"""An example whose duals moved less than this is left out of the next pass."""
LETTER_SHARE = np.float32(0.9)
"""Length of the letter block of a vector, where the phrase block's is 1."""
BM25_SHARE, BM25_GROWTH = 0.2, 0.03
"""Weight of BM25 beside the machines: at least the first, and the second times the root of the examples a
class has. The more there are, the more the machines hold on to those who wrote them; BM25 does less. Of 1,680
questions of seven authors who were not learnt (1,100 examples a class) .944 have the right class first with
.2, .958 with 1.0; with 100 and 300 examples a class .4 and .8 are best, with five and ten .2."""
SATURATION, LENGTH_SHARE = 1.2, 1.0
"""BM25's k1 and b: classes are of any size, so it is the share of a class that counts (b of .75: half a point
less, on public sets as well)."""
MOST_FEATURES = 290_000
"""Features that are kept, the weightiest: of all our content a fifth. Each 100,000 take 5 MB, and the service
should take 130 in all. Of 1,680 questions of seven authors who were not learnt .958 have the right class
first with these, .957 with 230,000, .953 with 170,000, and .953 with all of them."""
OFTEN = 0.2
"""How much a feature weighs more for being frequent, when it is decided what is kept: it is met more often.
By its weight alone .926 of the same questions have the right class first."""

LARGEST = 7
"""The largest weight of a row in whole numbers."""
MOST_CLASSES = 1 << 12
"""Classes that a weight can name beside itself in 16 bits."""

_SLOTS = 1 << BITS + 1
_WEIGHT = 12
"""Where a weight begins in a cell of the table: above its class, and with its sign."""
_AT_ONCE = 8192
"""Rows that are looked at together when a table is made."""


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Texts as sparse vectors, one after the other."""

    texts: Integers
    features: Integers
    values: Floats
    counts: Integers
    """How often each feature occurs in its text."""


def _vectors(size: int, cells: Integers, counts: Integers, idf: Floats, features: Integers) -> _Vectors:
    """Vectors of 1 + ln tf times idf, with each block scaled to its length.

    Args:
        size: How many texts.
        cells: Text and slot of each distinct feature, as one number, ascending.
        counts: How often each occurs in its text.
        idf: The rarity of each.
        features: The number of each in the classifier.
    """
    values = (1 + np.log(counts, dtype=np.float32)) * idf
    halves = cells >> BITS
    lengths = np.sqrt(np.bincount(halves, values * values, minlength=2 * size).astype(np.float32))
    lengths[1::2] /= LETTER_SHARE
    return _Vectors(cells >> BITS + 1, features, values / lengths[halves], counts)


def _distinct(bags: Bags) -> tuple[Integers, Integers]:
    """Text and slot as one number, each once and ascending, and how often each occurs."""
    cells = bags.texts << BITS + 1 | bags.slots
    cells.sort()
    if not len(cells):
        return cells, cells
    edges = np.concatenate(([-1], (cells[1:] != cells[:-1]).nonzero()[0], [len(cells) - 1]))
    return cells[edges[1:]], edges[1:] - edges[:-1]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of features for classes."""

    slots: npt.NDArray[np.int32]
    """The slots of the known features, ascending."""
    idf: Halves
    """The rarity of each."""
    rows: npt.NDArray[np.int32]
    """The row of each in the table."""
    factors: Halves
    """What the row's numbers are multiplied by for this feature."""
    starts: npt.NDArray[np.int32]
    """Where each row of the table begins; one more at the end. Features with the same weights share a row."""
    table: npt.NDArray[np.int16]
    """The weights that are not zero, row after row: each with its class in the low bits."""
    size: int
    """How many classes there are."""

    @classmethod
    def train(cls, bags: Bags, classes: Sequence[int], size: int, aside: Floats | None = None) -> Self:
        """Learn the classes of texts.

        Args:
            bags: The features of the texts.
            classes: The class of each text; -1 for one that says nothing of the classes.
            size: How many classes there are.
            aside: Further questions about the texts (rows): a column for each, with 1 for yes, -1 for no
                and 0 for a text that says nothing of it. They become further columns of the scores.

        Raises:
            ValueError: There are more than :data:`MOST_CLASSES` of them all.
        """
        width = size if aside is None else size + aside.shape[1]
        if width > MOST_CLASSES:
            raise ValueError(f"{width} classes; at most {MOST_CLASSES} can be told apart")
        truth = np.asarray(classes, np.int64)
        sides = np.where(truth[:, None] < 0, 0, -1) * np.ones(size, np.float32)
        mine = np.flatnonzero(truth >= 0)
        sides[mine, truth[mine]] = 1
        if aside is not None:
            sides = np.column_stack([sides, aside])
        cells, counts = _distinct(bags)
        slots = cells & _SLOTS - 1
        frequency = np.bincount(slots, minlength=_SLOTS)
        known = np.flatnonzero(frequency)
        frequency = frequency[known]
        number = np.zeros(_SLOTS, np.int32)
        number[known] = np.arange(len(known))
        idf = (np.log((1 + bags.size) / (1 + frequency)) + 1).astype(np.float32)
        features = number[slots]
        vectors = _vectors(bags.size, cells, counts, idf[features], features)

        shared = frequency > 1
        own = int(shared.sum())
        rows = np.where(shared, np.cumsum(shared) - 1, 0)
        alone = np.flatnonzero(~shared[features])
        rows[features[alone]] = own + vectors.texts[alone]
        factors = np.ones(len(known), np.float32)
        factors[features[alone]] = vectors.values[alone]

        marks = np.zeros(bags.size, np.uint64)
        np.add.at(marks, vectors.texts, stirred_once(slots.astype(np.uint64)))
        weights = _descend(vectors, rows, own, sides.astype(np.float32), marks)
        _add_bm25(weights[:, :size], vectors, _Layout(rows, factors, idf), truth)
        scale = np.maximum(np.abs(weights).max(1, initial=0), 1e-9) / LARGEST
        factors *= scale[rows]
        kept = _weightiest(np.abs(factors) * idf * frequency**OFTEN)
        used, rows = np.unique(rows[kept], return_inverse=True)
        starts, table = _compact(weights, scale, used)
        slots = known[kept].astype(np.int32)
        small, halves = factors[kept].astype(np.float16), idf[kept].astype(np.float16)
        return cls(slots, halves, rows.astype(np.int32), small, starts, table, weights.shape[1])

    def knows(self, slots: Integers) -> npt.NDArray[np.bool_]:
        """Which of some slots occurred in training."""
        known, _ = self._find(slots)
        return known

    def _find(self, slots: Integers) -> tuple[npt.NDArray[np.bool_], Integers]:
        """Which slots are known, and where they stand."""
        sought = slots.astype(np.int32)
        if not len(self.slots):
            return np.zeros(len(slots), np.bool_), np.zeros(len(slots), np.int64)
        places = np.minimum(self.slots.searchsorted(sought), len(self.slots) - 1)
        return self.slots[places] == sought, places

    def scores(self, bags: Bags) -> Floats:
        """How much speaks for each class in each text."""
        cells, counts = _distinct(bags)
        known, places = self._find(cells & _SLOTS - 1)
        places = places[known]
        idf = self.idf[places].astype(np.float32)
        vectors = _vectors(bags.size, cells[known], counts[known], idf, places)
        rows = self.rows[places]
        begins = self.starts[rows]
        lengths = self.starts[rows + 1] - begins
        ends = np.cumsum(lengths)
        inside = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - (ends - lengths), lengths)
        cells = self.table.take(inside)
        worth = np.repeat(vectors.values * self.factors[places], lengths) * (cells >> _WEIGHT)
        where = np.repeat(vectors.texts * self.size, lengths) + (cells & MOST_CLASSES - 1)
        scores = np.bincount(where, worth, bags.size * self.size)
        return scores.reshape(bags.size, self.size).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the features stand in the table, while that is being made."""

    rows: Integers
    factors: Floats
    idf: Floats


def _descend(vectors: _Vectors, rows: Integers, width: int, sides: Floats, marks: Hashes) -> Floats:
    """Dual coordinate descent: the rows of the shared features, then one row for each text.

    A text on neither side of a class leaves its weights alone: its dual is held at zero. The texts are gone
    through in the order of their ``marks``, which is another in each pass. It must look random, and hang on
    nothing but the texts: so one text more or less leaves the order of all others, and what they teach.
    """
    count, size = sides.shape
    weights = np.zeros((width + count, size), np.float32)
    duals = weights[width:]  # of both signs: the dual times the side of its text
    place = rows[vectors.features]
    common = np.flatnonzero(place < width)
    place, values = place[common], vectors.values[common]
    bounds = np.searchsorted(vectors.texts[common], np.arange(count + 1)).tolist()
    squares = np.bincount(vectors.texts, vectors.values * vectors.values, minlength=count)
    alone = squares - np.bincount(vectors.texts[common], values * values, minlength=count)
    slack = 1 / (2 * COST)
    steps = (1 / (squares + slack)).astype(np.float32)
    drags = (alone + slack).astype(np.float32)
    left = np.arange(count)
    for _ in range(PASSES):
        before = duals.copy()
        marks = stirred_once(marks)
        for i in left[np.argsort(marks[left], kind="stable")].tolist():
            start, end = bounds[i], bounds[i + 1]
            where, what = place[start:end], values[start:end]
            part = weights.take(where, axis=0)
            dual, side = duals[i], sides[i]
            # The step for the signed dual: the hinge's slope over its curvature, kept on its side of zero.
            change = side - what @ part
            change -= dual * drags[i]
            change *= steps[i]
            change += dual
            change *= side
            np.maximum(change, 0, out=change)
            change *= side
            change -= dual
            dual += change
            part += what[:, None] * change
            weights[where] = part
        before -= duals
        left = np.flatnonzero(np.abs(before, out=before).max(1, initial=0) > STILL)
    return weights


def _add_bm25(weights: Floats, vectors: _Vectors, layout: _Layout, truth: Integers) -> None:
    """Add BM25's table; the vectors already hold the idf, so it is divided by that."""
    rows, factors, idf = layout.rows, layout.factors, layout.idf
    size = weights.shape[1]
    if not size:
        return
    share = max(BM25_SHARE, BM25_GROWTH * (len(truth) / size) ** 0.5)
    mine = np.flatnonzero(truth[vectors.texts] >= 0)
    cells = vectors.features[mine].astype(np.int64) * size + truth[vectors.texts[mine]]
    order = np.argsort(cells, kind="stable")
    cells = cells[order]
    first = np.flatnonzero(np.diff(cells, prepend=-1))
    counts = np.add.reduceat(vectors.counts[mine][order], first) if len(first) else first
    features, classes = np.divmod(cells[first], size)
    lengths = np.bincount(classes, counts, minlength=size)
    holders = np.bincount(features, minlength=len(idf))
    drag = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / max(lengths.mean(), 1))
    rarity = np.log(1 + (size - holders + 0.5) / (holders + 0.5)) / idf
    worth = rarity[features] * counts * (SATURATION + 1) / (counts + drag[classes])
    shared = factors[features] == 1
    weights[rows[features[shared]], classes[shared]] += share * worth[shared]
    # The features that stand in one text share its row: it gets their mean.
    place, values = rows[features[~shared]], worth[~shared] / factors[features[~shared]]
    total = np.bincount(place, values, minlength=len(weights))
    often = np.bincount(place, minlength=len(weights))
    found = np.flatnonzero(often)
    weights[found, truth[found - (len(weights) - len(truth))]] += share * total[found] / often[found]


def _weightiest(worth: Floats) -> Integers:
    """The features that can move a score most, as many as are kept, in their order."""
    if len(worth) <= MOST_FEATURES:
        return np.arange(len(worth))
    return np.sort(np.argpartition(-worth, MOST_FEATURES)[:MOST_FEATURES])


def _compact(
    weights: Floats, scale: Floats, used: Integers
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int16]]:
    """The used rows of a table in whole numbers: where each begins, and what is not zero in them."""
    lengths, cells = [np.zeros(1, np.int64)], [np.empty(0, np.int16)]
    for start in range(0, len(used), _AT_ONCE):
        part = used[start : start + _AT_ONCE]
        small = np.rint(weights[part] / scale[part, None]).astype(np.int16)
        owners, classes = small.nonzero()
        lengths.append(np.bincount(owners, minlength=len(part)))
        cells.append(small[owners, classes] << _WEIGHT | classes.astype(np.int16))
    return np.cumsum(np.concatenate(lengths), dtype=np.int32), np.concatenate(cells)
