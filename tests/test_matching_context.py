"""A message that leans on the answer that was read before it."""

import numpy as np
import pytest

from bot.matching.context import SHORT, in_context
from bot.matching.matcher import Judgement

ALONE = Judgement(("why",), (), np.array([0.5, 0.0, 1.0], np.float32), 0.2, -1.0, 0.4)
AFTER = Judgement(("why",), (), np.array([0.1, 1.0, 0.0], np.float32), 0.0, 1.0, 0.0)


def test_both_readings_count_and_small_talk_stays_what_it_is() -> None:
    mixed = in_context(ALONE, AFTER, 0.5, [2])
    assert mixed.scores.tolist() == pytest.approx([0.3, 0.5, 1.0])
    assert (mixed.background, mixed.unanswered, mixed.urgent) == pytest.approx((0.1, 0.0, 0.2))
    assert ALONE.scores.tolist() == [0.5, 0.0, 1.0], "what was judged is left alone"


def test_a_long_message_leans_less() -> None:
    long = ALONE._replace(words=("word",) * (2 * SHORT))
    assert in_context(long, AFTER, 0.5).scores.tolist() == pytest.approx([0.4, 0.25, 0.75])
