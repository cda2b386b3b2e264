"""Where people are, as they tell it."""

import pytest

from bot.content.model import Gazetteer
from bot.matching.cues import Lists
from bot.matching.gazetteer import Gazette
from bot.matching.whereabouts import PERU, Whereabouts

CUES: Lists = {
    "at": {"fr": ("en", "aux", "à"), "en": ("in", "to"), "es": ("en", "a")},
    "article": {"en": ("the",), "es": ("los",)},
    "not": {"en": ("not", "back", "born"), "es": ("no",)},
    "home": {"fr": ("pérou",), "en": ("peru",)},
}
PLACES = Gazetteer(
    {
        "countries": {"uk": ("british", "uk", "london"), "spain": ("españ*", "madrid", "espagne")},
        "regions": {"piura": ("piura",)},
        "groups": {"children": ("children",)},
    }
)
FOUND = Whereabouts(CUES, Gazette(PLACES))


@pytest.mark.parametrize(
    ("text", "locale", "named"),
    [
        ("they have her in London", "en", ("uk",)),
        ("she went to the UK", "en", ("uk",)),
        ("does it work from a British SIM", "en", ()),
        ("I am a British student in Peru", "en", (PERU,)),
        ("je suis à Madrid", "fr", ("spain",)),
        ("se fue a España, mi hermana en Piura no sabe", "es", ("spain", PERU)),
        ("my sister se fue a España", None, ("spain",)),
        ("interested in children", "en", ()),
        ("I am not in Peru", "en", ()),
        ("no estoy en Madrid", "es", ()),
        ("will they send me back to the UK", "en", ()),
        ("born in London, I live in Piura", "en", (PERU,)),
        ("in", "en", ()),
        ("", None, ()),
    ],
)
def test_a_place_counts_after_a_word_such_as_in(
    text: str, locale: str | None, named: tuple[str, ...]
) -> None:
    assert FOUND.named(text, locale) == named
