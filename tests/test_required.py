"""What the program names in the content is there, and content without it is refused."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.loader import read
from bot.content.problem import ContentError
from bot.required import ANSWERS, CONTACTS, OPTIONAL, PHRASES, lacking, load
from tests.small import small_content

ROOT = Path(__file__).parent.parent
SAYING = {"say", "_say", "with_safety"}
"""Functions whose first argument may be the key of a phrase."""


def said() -> Iterator[tuple[str, str]]:
    """The phrases that the code names outright, and where."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0]
            if name in SAYING and isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_our_content_has_all_that_the_program_names() -> None:
    assert list(lacking(read(ROOT)[0])) == []


def test_every_phrase_that_the_code_says_is_required() -> None:
    known = PHRASES.keys() | {key.partition(".")[2] for key in PHRASES}  # some add their prefix themselves
    missing = {key: place for key, place in said() if key not in known and not key.startswith(OPTIONAL)}
    assert missing == {}, "add them to bot/required.py, with the names that fill them"


def test_every_required_phrase_is_said_with_what_fills_it() -> None:
    """A name that nobody fills any more would be promised to the people who write the phrases."""
    content = read(ROOT)[0].content
    for key, names in PHRASES.items():
        for locale, text in content.phrases[key].items():
            assert {name for name in names if f"{{{name}}}" in text} == names, f"{key} in {locale}"


@pytest.mark.parametrize("id_", ANSWERS)
def test_an_answer_that_the_bot_leads_to_cannot_go(tmp_path: Path, id_: str) -> None:
    folder = small_content(tmp_path, examples=1)
    (folder / "answers" / f"{id_}.yaml").unlink()
    with pytest.raises(ContentError, match=f"answers/{id_}.yaml: the bot leads to this answer by itself"):
        load(folder)


@pytest.mark.parametrize("id_", CONTACTS)
def test_a_contact_under_every_reply_keeps_its_number(tmp_path: Path, id_: str) -> None:
    folder = small_content(tmp_path, examples=1)
    path = folder / "answers" / "contacts.yaml"
    head, mark, rest = path.read_text("utf-8").partition(f"\n{id_}:\n")
    kept = [line for line in rest.splitlines() if not line.startswith("  number:")]
    path.write_text(head + mark + "\n".join(kept) + "\n", "utf-8")
    with pytest.raises(
        ContentError, match=f"the contact `{id_}` stands under every reply: give it a `number`"
    ):
        load(folder)
