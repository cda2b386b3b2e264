"""What is learnt from the content beside the matcher: its languages, and what the answers cover."""

import logging
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from bot.content.model import Content
from bot.matching import cache as store
from bot.matching.gazetteer import Gazette, Name
from bot.matching.language import Counts, Given, LanguageGuesser, Table
from bot.matching.novelty import Novelty
from bot.matching.scope import Scope
from bot.matching.vocabulary import Vocabulary

_log = logging.getLogger(__name__)


class Insight(NamedTuple):
    """All of it."""

    language: LanguageGuesser
    scope: Scope

    @classmethod
    def load(cls, content: Content, cache: Path | None = None) -> Self:
        """Learn from the content, or take what was learnt before from the folder ``cache``."""
        known = cls.kept(content, cache)
        if known:
            return known
        learnt = cls.learn(content)
        path = _path(content, cache)
        if path:
            store.write(path, learnt.packed())
        return learnt

    @classmethod
    def kept(cls, content: Content, cache: Path | None) -> Self | None:
        """What was learnt from some content, as the folder ``cache`` holds it; None where it does not."""
        path = _path(content, cache)
        arrays = store.read(path) if path else None
        return cls._unpacked(content, arrays) if arrays else None

    @staticmethod
    def known(content: Content, cache: Path) -> bool:
        """Whether the folder ``cache`` holds what was learnt from some content."""
        path = _path(content, cache)
        return path is not None and path.is_file()

    @classmethod
    def learn(cls, content: Content) -> Self:
        """Learn from the content."""
        return cls(LanguageGuesser.of(content), Scope.of(content, Gazette(content.gazetteer)))

    def packed(self) -> dict[str, npt.NDArray[np.generic]]:
        """The same as plain arrays."""
        language, scope = self.language, self.scope
        return {
            "locales": store.lines(language.locales),
            "language_table": language.table,
            "language_words": language.own.packed,
            "language_counts": language.counts,
            "covered": store.lines(
                f"{intent}\t{kind}\t{name}"
                for intent, names in scope.covered.items()
                for kind, name in sorted(names)
            ),
            "held": store.lines(scope.covered),
            "seen": scope.novelty.seen,
            "known": scope.novelty.known.packed,
        }

    @classmethod
    def _unpacked(cls, content: Content, kept: store.Arrays) -> Self | None:
        """What :meth:`packed` made; None if that was something else."""
        try:
            gazette = Gazette(content.gazetteer)
            locales = store.texts(kept["locales"])
            own = Vocabulary(kept["language_words"].tobytes())
            table: Table = kept["language_table"]  # type: ignore[assignment]
            counts: Counts = kept["language_counts"]  # type: ignore[assignment]
            language = LanguageGuesser(locales, table, own, counts, Given.by(content))
            covered: dict[str, set[Name]] = {intent: set() for intent in store.texts(kept["held"])}
            for line in store.texts(kept["covered"]):
                intent, kind, name = line.split("\t")
                covered[intent].add((kind, name))
            novelty = Novelty(kept["seen"], Vocabulary(kept["known"].tobytes()))  # type: ignore[arg-type]
        except (KeyError, ValueError) as error:
            _log.warning("what was kept is not ours and is learnt anew: %r", error)
            return None
        return cls(language, Scope(content.cues, gazette, covered, novelty))


def _path(content: Content, cache: Path | None) -> Path | None:
    """The file for what is learnt from some content; None for content of no folder."""
    return store.place(cache, f"{content.fingerprint} insight") if cache and content.fingerprint else None
