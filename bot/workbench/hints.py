"""What is not wrong and could be better: intents that are weak or steal from each other, unused records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.content.draft import Draft
from bot.content.layout import Kind
from bot.content.problem import Problem, Severity
from bot.matching.checks import Confusion, twins

VARIED = 0.6
"""The share of an intent's examples that should differ from all the others."""


def weak(draft: Draft) -> Iterator[Problem]:
    """Intents whose examples in a language are too much alike to teach anything new."""
    for place in draft.places:
        document = draft.documents.get(place.file)
        if place.kind is not Kind.INTENT or not document:
            continue
        for locale, node in document.root.pairs():
            texts = [item.text for item in node.items]
            pairs = twins(texts)
            if not pairs or len(texts) - len({later for _, later in pairs}) >= VARIED * len(texts):
                continue
            first, second = (texts[i] for i in pairs[0])
            message = (
                f"{len(pairs)} pairs of examples in `{locale}` are nearly the same, such as “{first}” and "
                f"“{second}”: put some of them in quite other words"
            )
            yield Problem(place.file, document.line(locale), message, Severity.WARNING)


def unused(draft: Draft) -> Iterator[Problem]:
    """Sources and contacts that no text uses any more."""
    answers = draft.content.answers.values()
    texts = "\n".join(
        text
        for each in (*(a.text for a in answers), *(a.more for a in answers), *draft.content.phrases.values())
        for text in each.values()
    )
    sources = {id_ for answer in answers for id_ in answer.sources}
    contacts = {id_ for answer in answers for id_ in answer.contacts}
    for file, ids in (("answers/sources.yaml", sources), ("answers/contacts.yaml", contacts)):
        document = draft.documents.get(file)
        for id_ in document.root.keys if document else ():
            record = draft.content.contacts.get(id_) if "contacts" in file else None
            listed = record is not None and record.kind not in ("press", "old")
            if document and id_ not in ids and f"{{{id_}." not in texts and not listed:
                message = f"no answer uses `{id_}`: name it under an answer, or delete it here"
                yield Problem(file, document.line(id_), message, Severity.WARNING)


def steals(confusions: Iterable[Confusion]) -> list[Problem]:
    """The examples that are nearer to another intent than to their own, one line for each pair of intents."""
    pairs: dict[tuple[str, str], list[Confusion]] = defaultdict(list)
    for confusion in confusions:
        pairs[confusion.example.intent or "", confusion.rival].append(confusion)
    return [_steal(own, rival, found) for (own, rival), found in sorted(pairs.items())]


def _steal(own: str, rival: str, found: Sequence[Confusion]) -> Problem:
    first = found[0]
    lines = sorted(confusion.example.line for confusion in found)
    others = f", and {len(found) - 1} more (lines {', '.join(map(str, lines))})" if len(found) > 1 else ""
    message = (
        f"“{first.example.text}” is nearer to “{first.rival_example}” of `{rival}` than to its own examples"
        f"{others}: move it there, or say in it what sets this intent apart"
    )
    return Problem(f"intents/{own}.yaml", first.example.line, message, Severity.WARNING)
