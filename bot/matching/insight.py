"""What is learnt from the content beside the matcher: kinds, languages, what the answers cover."""

import logging
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from bot.content.model import Content
from bot.matching import cache as store
from bot.matching.cues import Cues
from bot.matching.gazetteer import Gazette, Name
from bot.matching.kinds import Kinds
from bot.matching.language import LanguageGuesser, other_words, place_names
from bot.matching.linear import Floats, Linear
from bot.matching.novelty import Novelty
from bot.matching.scope import Scope

_log = logging.getLogger(__name__)


class Insight(NamedTuple):
    """All of it."""

    kinds: Kinds
    language: LanguageGuesser
    scope: Scope

    @classmethod
    def load(cls, content: Content, cache: Path | None = None) -> Self:
        """Learn from the content, or take what was learnt before from the folder ``cache``."""
        path = _path(content, cache)
        kept = store.read(path) if path else None
        known = cls._unpacked(content, kept) if kept else None
        if known:
            return known
        learnt = cls.learn(content, cache)
        if path:
            store.write(path, learnt.packed())
        return learnt

    @staticmethod
    def known(content: Content, cache: Path) -> bool:
        """Whether the folder ``cache`` holds what was learnt from some content."""
        path = _path(content, cache)
        return path is not None and path.is_file()

    @classmethod
    def learn(cls, content: Content, cache: Path | None = None) -> Self:
        """Learn from the content; the kinds, which ``intents/`` alone teach, may be known in the folder."""
        gazette = Gazette(content.gazetteer)
        kinds = _kinds(content, gazette, cache)
        return cls(kinds, LanguageGuesser.of(content), Scope.of(content, gazette))

    def packed(self) -> dict[str, npt.NDArray[np.generic]]:
        """The same as plain arrays."""
        linear, language, scope = self.kinds.linear, self.language, self.scope
        return {
            "kinds": store.lines(linear.classes),
            "kinds_table": linear.table,
            "kinds_bias": linear.bias,
            "locales": store.lines(language.locales),
            "language_table": language.table,
            "language_words": store.lines(" ".join(sorted(words)) for words in language.own),
            "covered": store.lines(
                f"{intent}\t{kind}\t{name}"
                for intent, names in scope.covered.items()
                for kind, name in sorted(names)
            ),
            "held": store.lines(scope.covered),
            "seen": scope.novelty.seen,
            "known": store.lines(sorted(scope.novelty.known)),
        }

    @classmethod
    def _unpacked(cls, content: Content, kept: store.Arrays) -> Self | None:
        """What :meth:`packed` made; None if that was something else."""
        try:
            gazette = Gazette(content.gazetteer)
            linear = Linear(store.texts(kept["kinds"]), kept["kinds_table"], kept["kinds_bias"])  # type: ignore[arg-type]
            locales = store.texts(kept["locales"])
            own = [frozenset(words.split()) for words in store.texts(kept["language_words"])]
            table: Floats = kept["language_table"]  # type: ignore[assignment]
            language = LanguageGuesser(locales, table, own, other_words(content), place_names(content))
            covered: dict[str, set[Name]] = {intent: set() for intent in store.texts(kept["held"])}
            for line in store.texts(kept["covered"]):
                intent, kind, name = line.split("\t")
                covered[intent].add((kind, name))
            novelty = Novelty(kept["seen"], frozenset(store.texts(kept["known"])))  # type: ignore[arg-type]
        except (KeyError, ValueError) as error:
            _log.warning("what was kept is not ours and is learnt anew: %r", error)
            return None
        kinds = Kinds(Cues(content.cues), gazette, linear)
        return cls(kinds, language, Scope(content.cues, gazette, covered, novelty))


def _path(content: Content, cache: Path | None) -> Path | None:
    """The file for what is learnt from some content; None for content of no folder."""
    return store.place(cache, f"{content.fingerprint} insight") if cache and content.fingerprint else None


def _kinds(content: Content, gazette: Gazette, cache: Path | None) -> Kinds:
    """The kinds of messages, learnt, or known from before an edit of answers."""
    path = store.place(cache, f"{content.lesson} kinds") if cache and content.lesson else None
    kept = store.read(path) if path else None
    if kept and kept.keys() == {"kinds", "table", "bias"}:
        linear = Linear(store.texts(kept["kinds"]), kept["table"], kept["bias"])  # type: ignore[arg-type]
        return Kinds(Cues(content.cues), gazette, linear)
    learnt = Kinds.learn(content, gazette)
    if path:
        linear = learnt.linear
        store.write(path, {"kinds": store.lines(linear.classes), "table": linear.table, "bias": linear.bias})
    return learnt
