"""Whether somebody tells that they are not an adult."""

import pytest

from bot.matching.ages import Ages
from bot.matching.cues import Lists

CUES: Lists = {
    "age_before": {"fr": ("j ai", "g"), "en": ("i am", "im"), "es": ("tengo",)},
    "age_after": {"fr": ("ans",), "en": ("years", "yo"), "es": ("años",)},
    "tells": {"en": ("im", "i live"), "es": ("estoy",)},
    "joins": {"en": ("and",), "fr": ("et",)},
}
AGES = Ages(CUES)


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("j'ai 12 ans et je suis haïtien", True),
        ("g 12ans", True),
        ("I am 13", True),
        ("im 13 im from peru", True),
        ("i am 14 and alone", True),
        ("hola, tengo 14 años", True),
        ("tengo 14 estoy por la pampa", True),
        ("j'ai 18 ans", False),
        ("I am 45 years old", False),
        ("j'ai 12 élèves", False),
        ("I am 13 minutes late", False),
        ("tengo 15 soles", False),
        ("my son is 13", False),
        ("j'ai 3 ans d'ancienneté", False),
        ("j'ai 2025 questions", False),
        ("j'ai", False),
        ("", False),
    ],
)
def test_an_age_under_eighteen_counts_where_it_is_told_of_oneself(text: str, child: bool) -> None:
    assert AGES.tells_child(text) is child
