"""Content with the files that it came from: what the checks look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.content.layout import Kind, Place
from bot.content.model import Content
from bot.content.source import Document


@dataclass(frozen=True, slots=True)
class Draft:
    """Content as far as it could be read.

    A file that could not be read is missing from :attr:`content` and :attr:`documents`, and present in
    :attr:`places`: what it names is not reported as unknown on top.
    """

    content: Content
    places: tuple[Place, ...]
    documents: Mapping[str, Document] = field(default_factory=dict)
    names: tuple[tuple[str, ...], ...] = ()
    """Groups of names of the same thing in several languages, for holding answers against documents."""

    def ids(self, kind: Kind) -> set[str]:
        """The ids of all files of a kind, readable or not."""
        return {place.id for place in self.places if place.kind is kind}

    def declared(self, file: str) -> set[str] | None:
        """The ids of the records in a file, right or wrong; None when the file could not be read."""
        document = self.documents.get(file)
        return set(document.root.keys) if document else None
