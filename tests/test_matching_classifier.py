"""The classifier: sparse features to classes."""

import numpy as np
import numpy.typing as npt
import pytest

from bot.matching import classifier
from bot.matching.classifier import MOST_CLASSES, Classifier
from bot.matching.features import Reader

WORDS = ["rouge", "vert", "bleu", "jaune", "gris"]


def test_each_class_scores_best_on_its_own_texts() -> None:
    reader = Reader.of(WORDS)
    texts = [[word, "une", "couleur"] for word in WORDS for _ in range(3)]
    classes = [index for index in range(len(WORDS)) for _ in range(3)]
    scores = Classifier.train(reader.read(texts), classes, len(WORDS)).scores(reader.read(texts))
    assert scores.argmax(1).tolist() == classes
    assert (np.sort(scores, 1)[:, -1] > np.sort(scores, 1)[:, -2] + 0.5).all()


def test_machines_reach_the_optimum_of_the_squared_hinge(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the optimum a weight vector is the sum of the texts, each times its loss (duals by the slack).

    No text is beyond its margin then: BM25, which adds to that, is left out.
    """
    monkeypatch.setattr(classifier, "BM25_SHARE", 0.0)
    monkeypatch.setattr(classifier, "BM25_GROWTH", 0.0)
    reader = Reader.of([])
    texts = [["un", "deux"], ["deux", "trois"], ["quatre", "un"], ["cinq"], ["un", "cinq", "six"]]
    classes = [0, 0, 1, 1, -1]
    aside = np.array([[-1, 1], [-1, 0], [-1, -1], [-1, 0], [1, 0]], np.float32)
    scores = Classifier.train(reader.read(texts), classes, 2, aside).scores(reader.read(texts))
    sides = np.column_stack([[[1, -1], [1, -1], [-1, 1], [-1, 1], [0, 0]], aside])
    taken = sides != 0
    assert ((scores * sides)[taken] > 0).all()
    assert ((scores * sides)[taken] < 1.0).all()


def test_a_text_that_says_nothing_of_a_class_leaves_it_alone() -> None:
    reader = Reader.of([])
    texts = reader.read([["un", "deux"], ["trois"], ["deux", "quatre"]])
    for side in (-1, 1):
        aside = np.array([[1], [-1], [side]], np.float32)
        scores = Classifier.train(texts, [0, 1, -1], 2, aside).scores(reader.read([["quatre"]]))
        assert scores[0, :2].tolist() == [0, 0]
        assert np.sign(scores[0, 2]) == side


def test_a_feature_of_one_example_counts_for_its_class_alone() -> None:
    reader = Reader.of([])
    classifier = Classifier.train(
        reader.read([["aaaa", "same"], ["bbbb", "same"], ["cccc", "same"]]), [0, 1, 2], 3
    )
    assert classifier.scores(reader.read([["aaaa"], ["bbbb"], ["cccc"]])).argmax(1).tolist() == [0, 1, 2]


def test_unknown_texts_score_nothing() -> None:
    reader = Reader.of([])
    classifier = Classifier.train(reader.read([["aaaa"], ["bbbb"]]), [0, 1], 2)
    assert not classifier.scores(reader.read([["zzzz"], []])).any()
    assert not classifier.knows(reader.side_by_side([("zzzz", "yyyy")])).any()


def test_training_is_the_same_every_time() -> None:
    reader = Reader.of(WORDS)
    bags = reader.read([[word, "x"] for word in WORDS])
    first, second = (Classifier.train(bags, range(5), 5) for _ in range(2))
    assert (first.table == second.table).all()


def test_the_table_is_small() -> None:
    reader = Reader.of([])
    draw = np.random.default_rng(0)
    texts = [[f"w{word}" for word in draw.integers(0, 500, 8)] for _ in range(600)]
    classifier = Classifier.train(reader.read(texts), draw.integers(0, 20, 600).tolist(), 20)
    rows = len(classifier.starts) - 1
    assert rows < len(classifier.slots)
    assert classifier.table.dtype == np.int16
    assert (classifier.table >> 12 != 0).all()


def test_one_text_less_hardly_moves_what_the_others_teach() -> None:
    """Every edit of the examples is learnt anew: it should change what it is about, and nothing by chance."""
    reader = Reader.of([])
    draw = np.random.default_rng(2)
    texts = [[f"w{word}" for word in draw.integers(0, 100, 5)] for _ in range(3000)]
    classes = draw.integers(0, 4, 3000).tolist()
    asked = reader.read([[f"w{word}" for word in draw.integers(0, 100, 5)] for _ in range(200)])

    def taught(left_out: int) -> npt.NDArray[np.float32]:
        kept = [place for place in range(len(texts)) if place != left_out]
        bags = reader.read([texts[place] for place in kept])
        return Classifier.train(bags, [classes[place] for place in kept], 4).scores(asked)

    every = taught(-1)
    moved = [np.abs(taught(place) - every).mean() for place in (0, 1500)]
    assert max(moved) < every.std() / 10


def test_more_classes_than_a_weight_can_name_are_refused() -> None:
    bags = Reader.of(["word"]).read([["word"]] * (MOST_CLASSES + 1))
    with pytest.raises(ValueError, match=f"{MOST_CLASSES + 1} classes; at most {MOST_CLASSES}"):
        Classifier.train(bags, range(MOST_CLASSES + 1), MOST_CLASSES + 1)
