"""Confusions: examples that another intent would take."""

from dataclasses import replace

from bot.content.model import Content, Example, Intent, Urgency
from bot.matching.checks import confusions
from bot.matching.matcher import Matcher


def made(content: Content, **examples: list[str]) -> Content:
    intents = {
        f"theme/{name}": Intent(
            f"theme/{name}",
            tuple(Example(text, "en", f"theme/{name}", line) for line, text in enumerate(texts, 2)),
        )
        for name, texts in examples.items()
    }
    return replace(content, intents=intents, background=(), lexicon=())


def test_an_example_of_another_intent_is_found_with_its_line(content: Content) -> None:
    mixed = made(
        content,
        hours=["what are the opening hours", "when are you open", "the memorandum: who signed"],
        signers=["who signed the memorandum", "names of those who signed"],
    )
    found = confusions(mixed, Matcher.load(mixed))
    texts = {confusion.example.text: confusion for confusion in found}
    confusion = texts["the memorandum: who signed"]
    assert (confusion.rival, confusion.rival_example) == ("theme/signers", "who signed the memorandum")
    assert confusion.example.line == 4
    assert confusion.similarity > confusion.own_similarity
    assert "when are you open" not in texts


def test_an_example_that_is_nearer_to_its_own_is_none(content: Content) -> None:
    near = made(
        content,
        hours=["opening hours of the town museum today", "today opening hours of the town museum"],
        signers=["opening hours of the town museum", "who signed the memorandum"],
    )
    found = confusions(near, Matcher.load(near))
    assert [confusion.example.text for confusion in found] == ["opening hours of the town museum"]


def test_two_intents_that_bring_the_same_numbers_are_not_compared(content: Content) -> None:
    mixed = made(
        content,
        hers=["a boss hits her", "they force a sister to work", "the boss who hits me"],
        mine=["the boss hits me", "they lock the door and force me"],
    )
    assert confusions(mixed, Matcher.load(mixed))
    urgent = {id_: replace(intent, urgency=Urgency.DANGER) for id_, intent in mixed.intents.items()}
    assert confusions(replace(mixed, intents=urgent), Matcher.load(mixed)) == []


def test_clean_content_has_none(content: Content) -> None:
    clean = made(content, hours=["opening hours", "when open"], signers=["who signed", "signatories"])
    assert confusions(clean, Matcher.load(clean)) == []


def test_one_intent_has_no_rival(content: Content) -> None:
    alone = made(content, hours=["opening hours", "opening hours please"])
    assert confusions(alone, Matcher.load(alone)) == []
