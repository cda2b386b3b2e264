"""Whether somebody tells that they are a child, or are none."""

import pytest

from bot.matching.ages import Ages
from bot.matching.cues import Lists

CUES: Lists = {
    "age_before": {"fr": ("j ai", "g"), "en": ("i am", "im"), "es": ("tengo",)},
    "age_after": {"fr": ("ans",), "en": ("years", "yo"), "es": ("años",)},
    "tells": {"en": ("im", "i live"), "es": ("estoy",)},
    "joins": {"en": ("and",), "fr": ("et",)},
    "also": {"en": ("btw",)},
    "adult": {"en": ("im not a kid",), "fr": ("je suis majeur*",)},
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
        ("no im 34. the girl is maybe a minor", False),
        ("g 13, ma tante me frappe", True),
        ("j'ai 13,5 de moyenne", None),
        ("im 24 btw, he thinks I am 13", False),
        ("im not a kid", False),
        ("je suis majeure, j'ai l'air d'avoir 15 ans", False),
        ("j'ai 12 élèves", None),
        ("I am 13 minutes late", None),
        ("I am 20 minutes late", None),
        ("tengo 15 soles", None),
        ("my son is 13", None),
        ("j'ai 3 ans d'ancienneté", None),
        ("j'ai 2025 questions", None),
        ("j'ai", None),
        ("", None),
    ],
)
def test_an_age_counts_where_it_is_told_of_oneself(text: str, child: bool | None) -> None:
    assert AGES.tells_child(text) is child
