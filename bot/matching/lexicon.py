"""What words mean here: groups of words that mean the same, and symbols that stand for a word."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.matching.words import words


class Lexicon:
    """Finds the groups whose words a text holds, and reads what stands for a word that nobody taught.

    Args:
        groups: Words and expressions of the same meaning; the first of each stands for its group.
        symbols: Words, each with the symbols that are read as this word.
    """

    def __init__(
        self, groups: Sequence[Sequence[str]] = (), symbols: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._symbols = {symbol: f" {word} " for word, every in (symbols or {}).items() for symbol in every}
        read = [[tuple(words(member)) for member in group] for group in groups]
        self._groups = [group for group in read if any(group)]
        self._names: dict[tuple[str, ...], list[str]] = {}
        self._longest: dict[str, int] = {}
        for group in self._groups:
            name = " ".join(group[0])
            for member in filter(None, dict.fromkeys(group)):
                self._names.setdefault(member, []).append(name)
                self._longest[member[0]] = max(self._longest.get(member[0], 0), len(member))

    def words(self, text: str) -> list[str]:
        """The folded words of a text; a symbol that has a meaning is the word that it stands for."""
        if not text.isascii():
            for symbol, word in self._symbols.items():
                text = text.replace(symbol, word)
        return words(text)

    def marks(self, text: Sequence[str]) -> list[str]:
        """The names of the groups that a text touches; of several expressions the longest counts."""
        return [name for names in self._found(text) for name in names]

    def _found(self, text: Sequence[str]) -> Iterator[list[str]]:
        """The names of the groups of each word or expression that is found."""
        free = 0
        for place, word in enumerate(text):
            longest = self._longest.get(word)
            if longest is None or place < free:
                continue
            for length in range(longest, 0, -1):
                names = self._names.get(tuple(text[place : place + length]))
                if names:
                    yield names
                    free = place + length
                    break

    def spelt_out(self, known: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Words that are not known, each with the first of its group's expressions that is."""
        result: dict[str, tuple[str, ...]] = {}
        for group in self._groups:
            taught = next(
                (member for member in group if member and all(word in known for word in member)), None
            )
            if taught:
                for member in group:
                    if len(member) == 1 and member[0] not in known:
                        result.setdefault(member[0], taught)
        return result
