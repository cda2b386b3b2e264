"""Holds a document against its schema and says in plain words what does not fit."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.content.problem import Problem
from bot.content.source import Document, Node

Shape = TypeVar("Shape", bound=BaseModel)

Path = tuple[str | int, ...]


def fit(schema: type[Shape], document: Document, *path: str | int) -> tuple[Shape | None, list[Problem]]:
    """The part of the document under the path as the schema's object, or what keeps it from being one."""
    node = document.node(*path)
    if node is None:
        return None, []
    try:
        return schema.model_validate(node.data()), []
    except ValidationError as error:
        problems = {
            Problem(document.file, *_place_and_sentence(schema, document, path, detail))
            for detail in error.errors(include_url=False)
        }
        return None, sorted(problems)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The ending of a sentence that names the nearest known word, or all of a few, or none."""
    choices = sorted(known)
    near = difflib.get_close_matches(word.casefold(), choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if len(choices) <= 12:  # noqa: PLR2004
        return "known are " + ", ".join(f"`{choice}`" for choice in choices)
    return "check its spelling"


def _place_and_sentence(
    schema: type[BaseModel], document: Document, path: Path, detail: ErrorDetails
) -> tuple[int, str]:
    loc = (*path, *(step for step in detail["loc"] if step != "[key]"))
    node = document.node(*loc)
    return document.line(*loc), _sentence(schema, detail, str(loc[-1]) if loc else "", node)


def _sentence(schema: type[BaseModel], detail: ErrorDetails, name: str, node: Node | None) -> str:
    kind = detail["type"]
    context: Mapping[str, object] = detail.get("ctx", {})
    if kind == "missing":
        return f"`{name}` is missing: add `{name}: …`"
    if kind == "extra_forbidden":
        known = _keys(schema, detail["loc"][:-1])
        return f"unknown key `{name}`: {did_you_mean(name, known)}"
    if kind == "literal_error":
        wrong = node.text if node and node.text else "this"
        return f"`{wrong}` is not possible here: write {context.get('expected', '')}"
    if kind in _EXPECTED:
        return _unexpected(_EXPECTED[kind], name, node)
    if kind == "too_short":
        return f"`{name}` is empty: add at least one item, beginning with `- `"
    return str(detail["msg"])


_EXPECTED = {
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "int_type": "a number",
    "int_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}

_REMEDY = {
    "a text": "write the text after the colon, or between quotes",
    "a list": "write one item a line, each beginning with `- `, or [one, two]",
    "keys with values": "write one `key: value` a line, or {fr: …, en: …}",
    "a number": "write a number without quotes",
    "true or false": "write true or false, without quotes",
}


def _unexpected(expected: str, name: str, node: Node | None) -> str:
    if node is None:
        return f"`{name}` should be {expected}: {_REMEDY[expected]}"
    if node.tag == "null" and name.isdecimal():
        return "nothing is written after the dash: write the text there, or delete the line"
    if node.tag == "null":
        return f"nothing is written here, and it should be {expected}: {_REMEDY[expected]}"
    if expected == "a text":
        return _no_text(node)
    if expected == "keys with values" and re.match(r"\w+:\S", node.text):
        key, _, rest = node.text.partition(":")
        return f"a space is missing after the colon: write `{key}: {rest}`"
    found = {"list": "a list", "map": "keys with values"}.get(node.tag, f"`{node.text}`")
    return f"this should be {expected} and not {found}: {_REMEDY[expected]}"


def _no_text(node: Node) -> str:
    if node.tag == "map":
        key = next(iter(node.keys), "")
        return (
            f"`{key}:` was read as a key, and a text was expected: put the whole text between quotes, "
            "or mend the column in which it begins"
        )
    if node.tag == "list":
        return "a list was read and a text was expected: leave out the `- ` or the brackets"
    return f'`{node.text}` was read as {_read_as(node)}: put it between quotes: "{node.text}"'


def _read_as(node: Node) -> str:
    if node.tag == "timestamp":
        return "a date"
    value = node.read_as()
    return f"the number {value}" if node.tag in ("int", "float") else str(value)


def _keys(schema: type[BaseModel], path: Path) -> list[str]:
    """The keys that the schema knows at the path."""
    for step in path:
        field = schema.model_fields.get(str(step))
        inner = getattr(field.annotation, "__args__", ()) if field else ()
        for kind in inner:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                schema = kind
    return [field.alias or name for name, field in schema.model_fields.items()]
