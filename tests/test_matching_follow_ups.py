"""Follow-ups: wordings about the last answer, and nothing else."""

import pytest

from bot.content.model import Content
from bot.matching.follow_ups import FollowUps


@pytest.fixture(scope="module")
def follow_ups(content: Content) -> FollowUps:
    return FollowUps(content)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("source ?", "source"),
        ("SOURCE", "source"),
        ("D’où ça vient ?", "source"),
        ("tell me more", "more"),
        ("tel me more", "more"),
        ("dis men plus", "more"),
        ("l'autre", "other"),
        ("the outher one", "other"),
        ("say that again", "repeat"),
        ("in frnch", "in_fr"),
        ("et en anglais ?", "in_en"),
        ("oui", "yes"),
        ("ouiiii", "yes"),
        ("salir", "exit"),
    ],
)
def test_a_wording_is_recognised_with_a_typing_error(follow_ups: FollowUps, text: str, kind: str) -> None:
    assert follow_ups.match(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "???",
        "yet",
        "oui mais qui a signé le mémorandum",
        "partir",
        "what are the sources of the 300 cases",
        "l'autre jour ils m'ont frappée",
        "exit the building is locked",
        "more " * 5000,
        "🆘",
    ],
)
def test_anything_else_is_a_message_of_its_own(follow_ups: FollowUps, text: str) -> None:
    assert follow_ups.match(text) is None


def test_every_wording_of_the_content_is_recognised(content: Content, follow_ups: FollowUps) -> None:
    for kind, locales in content.follow_ups.items():
        for wording in (wording for wordings in locales.values() for wording in wordings):
            assert follow_ups.match(wording) == kind, wording
