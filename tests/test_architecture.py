"""The house rules of docs/adr/0001: what may import what, and which library lives where."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "bot").rglob("*.py"))

CORE = {"conversation", "matching", "content"}
MAY_IMPORT = {
    "content": {"content"},
    "matching": {"matching", "content"},
    "conversation": CORE,
    "settings": {"settings"},
    "live": {"live", *CORE},
    "storage": {"storage", *CORE},
    "press": {"press", "content"},
    "insights": {"insights", "press", "storage", *CORE},
    "outreach": {"outreach", "press", "insights", "storage", *CORE},
    "channels": {"channels", "press", "outreach", "insights", "storage", "live", "settings", *CORE},
    "workbench": {"workbench", "insights", "storage", *CORE},
    "studio": {"studio", "workbench", "channels", "live", *CORE},
}
COMMANDS = {"cli", "commands", "__main__", "__init__"}
"""They may import everything."""
HOMES = {
    "telegram": ("bot/channels/telegram",),
    "aiohttp": ("bot/channels/telegram",),
    "starlette": ("bot/channels", "bot/studio"),
    "watchfiles": ("bot/live.py",),
    "openpyxl": ("bot/workbench",),
    "uvicorn": ("bot/channels",),
    "rapidfuzz": ("bot/matching",),
    "numpy": ("bot/matching",),
    "yaml": ("bot/content",),
    "sqlalchemy": ("bot/storage",),
    "alembic": ("bot/storage",),
    "cryptography": ("bot/storage",),
    "prometheus_client": ("bot/channels/telegram",),
    "markdown_it": ("bot/content", "bot/channels"),  # one checks what the other renders
    "typer": ("bot/cli.py", "bot/commands"),
    "segno": ("bot/outreach",),
    "typst": ("bot/press",),
}


def part_of(module: str) -> str:
    """The part of the house that a dotted module name belongs to."""
    names = module.split(".")
    if len(names) < 2:
        return "settings"
    parts = {
        "message": "conversation",
        "trouble": "conversation",
        "required": "conversation",
        "policy": "conversation",
        "logs": "settings",
        "findings": "settings",
        "composer": "conversation",
        "choices": "conversation",
        "commands": "cli",
        "service": "cli",
        "orders": "settings",
        "preparation": "live",
        "__main__": "cli",
        "__init__": "settings",
    }
    return parts.get(names[1], names[1])


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """The absolute names that a module imports, with their lines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: relative import"
            yield node.lineno, node.module or ""
            if node.module == "bot":
                yield from ((node.lineno, f"bot.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    own = part_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if own in COMMANDS:
        return
    for line, name in imports(path):
        if name.partition(".")[0] == "bot" and name != "bot":
            assert part_of(name) in MAY_IMPORT[own], f"{path}:{line}: {own} must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_each_library_has_one_home(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for line, name in imports(path):
        home = HOMES.get(name.partition(".")[0])
        assert home is None or place.startswith(home), f"{path}:{line}: {name} belongs in {' or '.join(home)}"


def test_channels_do_not_import_each_other() -> None:
    shared = {"errors", "markdown", "plain", "sessions"}
    channels = ROOT / "bot" / "channels"
    for path in channels.rglob("*.py"):
        own = path.relative_to(channels).with_suffix("").parts[0]
        for line, name in imports(path):
            if name.startswith("bot.channels."):
                other = name.split(".")[2]
                assert other == own or other in shared, f"{path}:{line}: {own} must not import {other}"


def test_no_text_for_people_stands_in_python() -> None:
    """French words in Python would be texts that nobody can edit."""
    for path in (p for p in MODULES if p.parent.name != "content"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"\w\u00a0|\u00a0\w", node.value)
            ):
                pytest.fail(f"{path}:{node.lineno}: a text for people belongs in YAML")
