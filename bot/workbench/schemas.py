"""JSON Schemas of the content files: an editor that knows them completes keys and underlines faults."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.content import schema
from bot.content.model import Content

FOLDER = "schemas"
SETTINGS = ".vscode/settings.json"

_FILES: Mapping[str, tuple[type[BaseModel], tuple[str, ...]]] = {
    "intent": (
        schema.IntentFile,
        ("intents/*/*.yaml", "intents/off_topic.yaml", "intents/unanswerable.yaml"),
    ),
    "answer": (
        schema.AnswerFile,
        ("answers/*/*.yaml", "!answers/*/_theme.yaml", "!answers/campaigns/*.yaml"),
    ),
    "theme": (schema.ThemeFile, ("answers/*/_theme.yaml",)),
    "campaign": (schema.CampaignFile, ("answers/campaigns/*.yaml",)),
    "contacts": (schema.ContactRecord, ("answers/contacts.yaml",)),
    "sources": (schema.SourceRecord, ("answers/sources.yaml",)),
    "languages": (schema.LanguageRecord, ("answers/languages.yaml",)),
    "phrases": (schema.PhraseRecord, ("answers/phrases.yaml",)),
    "lists": (
        schema.ListsFile,
        ("intents/gazetteer.yaml", "intents/follow_ups.yaml", "intents/cues.yaml"),
    ),
    "groups": (schema.GroupsFile, ("intents/lexicon.yaml", "answers/names.yaml")),
}
"""The shape of each file, and the files that have it."""
_RECORDS = ("contacts", "sources", "languages", "phrases")
"""Files that hold records by id."""

_SAYS = {
    "title": "A button's label and a heading: at most 40 characters, no full stop.",
    "text": "The answer, in Markdown: at most 600 characters are best. It answers in its first sentence.",
    "more": "What “tell me more” adds.",
    "sources": "Ids of answers/sources.yaml.",
    "contacts": "Ids of answers/contacts.yaml: offered as buttons under the answer.",
    "see_also": "At most three other answers: theme/intent.",
    "only_if_asked": "true: given to who asks for it, and never offered as one of the nearest.",
    "urgent": "Only where the reply is the emergency card: danger or distress.",
    "after": "By the answer that people have just read: what they ask then, and leave out what it is about.",
    "menu": "false: the theme is not shown in the menu.",
    "order": "The place in the menu, smallest first.",
    "number": "The phone number, between quotes.",
    "recheck": 'The month to look at the contact again: "2026-12".',
    "kind": "old: no longer offered as live.",
    "confidence": "How sure we are that it is right today.",
    "seen": 'The month or the year of the page: "2025-07".',
    "country": "Two capitals (PE), or EU, or INT.",
}


def schemas(content: Content) -> dict[str, dict[str, Any]]:
    """The schemas by name. They know the languages, and the ids that there are now."""
    ids = {
        "sources": sorted(content.sources),
        "contacts": sorted(content.contacts),
        "see_also": sorted(content.answers),
    }
    made = {}
    for name, (shape, _) in _FILES.items():
        raw = shape.model_json_schema(by_alias=True)
        definitions = raw.pop("$defs", {})
        raw = _suited(raw, content, ids if name == "answer" else {})
        if name == "intent":
            examples = {"type": "array", "items": {"type": "string", "minLength": 1}}
            by_locale = {"type": "object", "properties": dict.fromkeys(content.languages, examples)}
            raw["properties"] |= dict.fromkeys(content.languages, examples)
            raw["properties"]["after"]["additionalProperties"] = by_locale | {"additionalProperties": False}
            raw["additionalProperties"] = False
        if name in _RECORDS:
            raw = {"type": "object", "additionalProperties": raw}
        if definitions:
            raw["$defs"] = {key: _suited(each, content, {}) for key, each in definitions.items()}
        made[name] = {"$schema": "http://json-schema.org/draft-07/schema#", **raw}
    return made


def write(content: Content, folder: Path) -> list[str]:
    """Write the schemas into a folder and tie them to the files in VS Code's settings; returns the files.

    Settings that stand there already stay.
    """
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, made in schemas(content).items():
        (target / f"{name}.json").write_text(_json(made), "utf-8")
        written.append(f"{FOLDER}/{name}.json")
    path = folder / SETTINGS
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = _settings(path)
    ties = {f"./{FOLDER}/{name}.json": list(files) for name, (_, files) in _FILES.items()}
    path.write_text(
        _json(kept | {"yaml.schemas": ties, "files.encoding": "utf8", "editor.tabSize": 2}), "utf-8"
    )
    return [*written, SETTINGS]


def _settings(path: Path) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _suited(value: Any, content: Content, ids: Mapping[str, list[str]]) -> Any:
    """A schema with the languages that there are, the ids that may be named, and a word on each key."""
    if isinstance(value, list):
        return [_suited(each, content, ids) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "object" and value.get("additionalProperties") == {"type": "string"}:
        complete = [each.locale for each in content.languages.values() if each.complete]
        texts: dict[str, Any] = {
            "type": "object",
            "properties": {locale: {"type": "string", "minLength": 1} for locale in content.languages},
            "additionalProperties": False,
        }
        return texts if "default" in value else texts | {"required": complete}
    made = {
        key: _suited(each, content, ids)
        for key, each in value.items()
        if not (key == "title" and isinstance(each, str))
    }
    for key, each in made.get("properties", {}).items() if isinstance(made.get("properties"), dict) else ():
        if key in _SAYS:
            each["description"] = _SAYS[key]
        if key in ids:
            each["items"] = {"enum": ids[key]}
            each["uniqueItems"] = True
    return made


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
