"""The two files of a new question, and the theme's where it is the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.content.edit import scalar


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody said of a new question."""

    id: str
    """``theme/intent``."""
    title: Mapping[str, str]
    text: Mapping[str, str]
    examples: Mapping[str, Sequence[str]]
    sources: Sequence[str] = ()
    contacts: Sequence[str] = ()
    see_also: Sequence[str] = ()
    theme: Mapping[str, str] = field(default_factory=dict)
    """The title of the theme, where it is new."""
    order: int = 0
    """Where a new theme stands in the menu."""


def files(draft: Draft) -> dict[str, str]:
    """The files to write, by path."""
    theme, _, _ = draft.id.partition("/")
    made = {
        f"intents/{draft.id}.yaml": "".join(
            f"{locale}:\n" + "".join(f"  - {scalar(text, 2)}\n" for text in texts)
            for locale, texts in draft.examples.items()
        ),
        f"answers/{draft.id}.yaml": "title:\n"
        + _texts(draft.title)
        + "text:\n"
        + _texts(draft.text, "|")
        + "".join(
            f"{key}: [{', '.join(ids)}]\n"
            for key in ("sources", "contacts", "see_also")
            if (ids := getattr(draft, key))
        ),
    }
    if draft.theme:
        title = ", ".join(f"{locale}: {scalar(text, flow=True)}" for locale, text in draft.theme.items())
        made[f"answers/{theme}/_theme.yaml"] = f"title: {{{title}}}\norder: {draft.order}\nmenu: true\n"
    return made


def _texts(text: Mapping[str, str], style: str = "") -> str:
    return "".join(f"  {locale}: {scalar(words, 2, style=style)}\n" for locale, words in text.items())
