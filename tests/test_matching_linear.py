"""The small classifier."""

import numpy as np

from bot.matching.linear import Linear

CALM = [
    "how many calls came in",
    "what is the law",
    "who signed it",
    "when was it opened",
    "the hotline number",
]
LOUD = [
    "they locked the door",
    "he beats me every day",
    "help me please",
    "locked in here",
    "he took my papers",
]


def trained(**changes: list[float]) -> Linear:
    texts = [text.split() for text in CALM + LOUD]
    labels = ["calm"] * len(CALM) + ["loud"] * len(LOUD)
    shares = changes.get("shares", [1.0] * len(texts))
    return Linear.train(texts, labels, [[] for _ in texts], shares)


def test_it_learns_what_it_is_shown() -> None:
    linear = trained()
    for text in CALM:
        assert linear.probabilities(text.split())["calm"] > 0.6
    for text in LOUD:
        assert linear.probabilities(text.split())["loud"] > 0.6


def test_a_misspelt_word_still_resembles_itself() -> None:
    linear = trained()
    assert linear.probabilities(["lockd"])["loud"] > linear.probabilities(["zzz"])["loud"]


def test_probabilities_sum_to_one_and_do_not_change_from_run_to_run() -> None:
    first, second = (trained().probabilities(["locked", "number"]) for _ in range(2))
    assert first == second
    assert np.isclose(sum(first.values()), 1)


def test_examples_count_as_much_as_they_are_told_to() -> None:
    light = trained(shares=[1.0] * len(CALM) + [0.05] * len(LOUD))
    assert light.probabilities(["zzz"])["calm"] > trained().probabilities(["zzz"])["calm"]


def test_marks_count_like_words() -> None:
    texts = [["a", "b"], ["a", "b"], ["a", "c"], ["a", "c"]]
    marks = [["x"], ["x"], ["y"], ["y"]]
    linear = Linear.train(texts, ["one", "one", "two", "two"], marks, [1.0] * 4)
    assert linear.probabilities(["a"], ["x"])["one"] > linear.probabilities(["a"], ["y"])["one"]


def test_nothing_to_learn_from_is_no_error() -> None:
    assert Linear.train([], [], [], []).classes == ()
