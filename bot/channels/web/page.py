"""The page: one HTML document with its style, its script and its labels inside, and the policy that seals it.

The policy (CSP) lets the page run this script and this style and nothing else, and talk to its own
service only.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from bot.channels.web.render import diallable, html
from bot.channels.web.turns import record
from bot.content.fill import fill
from bot.content.model import Content
from bot.conversation import Conversation
from bot.message import Message, Session

FILES = Path(__file__).parent / "page"
_LABELS = "web."
_WITH_NUMBERS = ("web.failed", "web.slower")
"""Labels that are replies: Markdown, and the line that tells where help is goes under them."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the policy that it is served under."""

    html: str
    policy: str


@dataclass(frozen=True, slots=True)
class Sides:
    """What stands beside the chat: nothing in public, the workshop in the studio."""

    before: str = ""
    after: str = ""
    style: str = ""
    script: str = ""
    data: Mapping[str, Any] | None = None
    labels: Sequence[str] = ()
    """Prefixes of the phrases that the sides use."""


PUBLIC = Sides()


def page(conversation: Conversation, locale: str, sides: Sides = PUBLIC) -> Page:
    """The page in a language, with the labels of all complete languages for the switch.

    Args:
        conversation: greets the visitor and has the labels.
        locale: the language that the page begins in.
        sides: what stands beside the chat.
    """
    content = conversation.content
    languages = {each.locale: each.name for each in content.languages.values() if each.complete}
    style, script = text_of("chat.css") + sides.style, text_of("chat.js") + sides.script
    labels = {each: _labels(content, each, (_LABELS, *sides.labels)) for each in languages}
    own = labels[locale]
    safety = html(conversation.say("safety_line", locale), diallable(content))
    data = {
        "languages": languages,
        "labels": labels,
        "greeting": {each: _greeting(conversation, each) for each in languages},
        **(sides.data or {}),
    }
    plain = {
        name.removeprefix(_LABELS): escape(text) for name, text in own.items() if name.startswith(_LABELS)
    }
    document = _put(
        text_of("chat.html"),
        {
            **plain,
            "locale": locale,
            "style": style,
            "script": script,
            "noscript": f"<p>{plain['noscript']}</p>{safety}",
            "before": sides.before,
            "after": sides.after,
            "data": _embedded(data),
        },
    )
    return Page(document, _policy(style, script))


@cache
def text_of(name: str, folder: Path = FILES) -> str:
    """A file of the page, without the comments and blanks that only its authors need."""
    lines = (line.strip() for line in (folder / name).read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("// "))


def _greeting(conversation: Conversation, locale: str) -> dict[str, Any]:
    turn = conversation.respond(Message("/start", locale=locale), Session())
    return record(turn, diallable(conversation.content))


def _labels(content: Content, locale: str, prefixes: tuple[str, ...]) -> dict[str, str]:
    """The labels in a language; what is a reply is rendered, and carries the numbers."""
    numbers = diallable(content)

    def text(key: str) -> str:
        return content.choose(content.phrases[key], locale)

    labels = {key: text(key) for key in content.phrases if key.startswith(prefixes)}
    safety = fill(text("safety_line"), locale, content)
    return labels | {key: html(f"{labels[key]}\n\n{safety}", numbers) for key in _WITH_NUMBERS}


def _embedded(value: Any) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _put(template: str, values: Mapping[str, str]) -> str:
    """The template with each ``{name}`` replaced once; what is put in is not searched again."""
    parts = template.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        made.append(values[name] + rest)
    return "".join(made)


def _policy(style: str, script: str) -> str:
    allowed = {
        "default-src": "'none'",
        "style-src": _source(style),
        "script-src": _source(script),
        "connect-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def _source(text: str) -> str:
    """The hash by which a policy allows one inline text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
