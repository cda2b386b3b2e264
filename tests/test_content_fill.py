"""Placeholders become what the contact's record says, in the reader's language."""

from pathlib import Path

import pytest

from bot.content.fill import FIELDS, contact_field, fill
from bot.content.loader import load
from bot.content.model import Content


@pytest.fixture(scope="module")
def small() -> Content:
    """The small content of the tests."""
    return load(Path(__file__).parent / "data" / "content")


@pytest.mark.parametrize(
    ("text", "locale", "filled"),
    [
        ("Appelez le {hotline.number}.", "fr", "Appelez le 4242."),
        ("{hotline.name}", "es", "Línea 4242"),
        ("{hotline.for}, {hotline.hours}, {hotline.cost}", "en", "to report, 24 hours a day, free"),
        ("{hotline.hours}", "es", "24 h sur 24"),
        ("{hotline.email} {hotline.web}", "en", "line@example.org https://line.example.org"),
        ("{hotline.seen}", "fr", "vu en juillet 2025"),
        ("{hotline.seen}", "en", "seen July 2025"),
        ("{hotline.seen}", "es", "visto en julio de 2025"),
        ("{old_line.seen}", "en", "seen 2009"),
        ("{police.seen}", "en", "undated page"),
        ("{police.web}", "en", ""),
        ("Bonjour, {name}", "fr", "Bonjour, {hotline.number}"),
        ("no {Such} thing {", "en", "no {Such} thing {"),
    ],
)
def test_fill(small: Content, text: str, locale: str, filled: str) -> None:
    assert fill(text, locale, small, name="{hotline.number}") == filled


@pytest.mark.parametrize("text", ["{name}", "{nobody.number}", "{hotline.age}"])
def test_nothing_to_fill_in(small: Content, text: str) -> None:
    with pytest.raises(KeyError):
        fill(text, "en", small)


def test_every_field_can_be_read_in_every_language(small: Content) -> None:
    for contact in small.contacts.values():
        for locale in small.languages:
            assert all(isinstance(contact_field(contact, field, locale, small), str) for field in FIELDS)


def test_choose_falls_back_on_a_complete_language(small: Content) -> None:
    assert small.choose({"en": "yes", "es": "sí"}, "es") == "sí"
    assert small.choose({"en": "yes", "es": "sí"}, "fr") == "yes"
    assert small.choose({"es": "sí"}, "fr") == ""
