"""The matcher: learns, ranks, explains, and is kept."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.content.model import Content, Example
from bot.matching.checks import confusions
from bot.matching.confidence import Evidence, answerable, probability, shares
from bot.matching.matcher import Matcher
from bot.matching.words import said_after

EXAMPLES: list[tuple[str, str | None]] = [
    ("what is the number of the hotline", "contacts/hotline"),
    ("which number do I call to report", "contacts/hotline"),
    ("hotline phone please", "contacts/hotline"),
    ("when did the hotline open", "hotline/when_opened"),
    ("since when does the hotline exist", "hotline/when_opened"),
    ("opening date of the hotline", "hotline/when_opened"),
    ("who signed the agreement", "agreement/signers"),
    ("names of the people who signed", "agreement/signers"),
    ("signatories of the memorandum", "agreement/signers"),
]
BACKGROUND = [("what is the weather in Lyon", None), ("recipe for pancakes", None), ("football score", None)]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.train(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("number of the hotline?", "contacts/hotline"),
        ("since when is there a hotline", "hotline/when_opened"),
        ("who were the signatories", "agreement/signers"),
        ("WHO SINGED THE AGREMENT", "agreement/signers"),  # misspelt
        ("wich nubmer do i cal", "contacts/hotline"),
    ],
)
def test_the_right_intent_comes_first(matcher: Matcher, text: str, intent: str) -> None:
    first, *others = matcher.rank(text)
    assert first.intent == intent
    assert [first.score, *(other.score for other in others)] == sorted(
        (first.score, *(other.score for other in others)), reverse=True
    )


def test_confidences_are_probabilities_that_do_not_add_up_to_more_than_one(matcher: Matcher) -> None:
    for text in ("number of the hotline?", "hotline", "who", "purple elephants on the hotline", "x"):
        candidates = matcher.rank(text)
        assert all(0 <= candidate.confidence <= 1 for candidate in candidates)
        assert sum(candidate.confidence for candidate in candidates) <= 1 + 1e-6


def test_the_limit_is_kept_and_the_nearest_example_told(matcher: Matcher) -> None:
    assert len(matcher.rank("hotline", 1)) == 1
    assert matcher.rank("opening date", 2)[0].example == "opening date of the hotline"
    assert matcher.rank("opening date", 2)[1].example is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀😀",
        "\0",
        "\ud800",
        "中文字",
        "привет",
        "a" * 10_000,
        "x y " * 5_000,
        "hotline " * 3_000,
        "%s{}[]\\",
        "١٢٣",
    ],
)
def test_any_junk_gets_an_answer_or_none(matcher: Matcher, text: str) -> None:
    for candidate in matcher.rank(text):
        assert 0 <= candidate.confidence <= 1
    assert 0 <= matcher.answerable(text) <= 1
    matcher.explain(text, "contacts/hotline")


def test_what_shares_nothing_with_any_example_has_no_candidates(matcher: Matcher) -> None:
    assert matcher.rank("中文字") == ()
    assert matcher.rank("") == ()
    assert matcher.answerable("") == 0


@pytest.mark.parametrize(
    "examples",
    [[], [("", None)], [("", "a/b")], [("hello", None)], [("hello", "a/b")], [("hello", "a/b"), ("x", None)]],
)
def test_few_or_no_examples_are_enough_to_train(examples: list[tuple[str, str | None]]) -> None:
    matcher = Matcher.train(examples)
    assert [c.intent for c in matcher.rank("hello")] in ([], ["a/b"])


def test_background_examples_are_no_candidates_and_lower_confidence() -> None:
    without, given = Matcher.train(EXAMPLES), Matcher.train([*EXAMPLES, *BACKGROUND])
    assert given.intents == without.intents
    assert given.answerable("what is the weather like") < without.answerable("what is the weather like")
    assert given.answerable("number of the hotline") > given.answerable("weather in Lyon and football")


def test_the_order_of_the_examples_does_not_matter_to_the_intents() -> None:
    assert Matcher.train(EXAMPLES[::-1]).intents == Matcher.train(EXAMPLES).intents


def test_a_word_that_only_the_background_has_is_as_strange_as_an_unknown_one() -> None:
    matcher = Matcher.train([*EXAMPLES, *BACKGROUND])
    known, beside, unknown = (
        matcher.explain(f"number of the hotline {word}", "contacts/hotline").evidence.unknown
        for word in ("open", "pancakes", "zyxwv")
    )
    assert known == 0
    assert beside > 0.1
    assert unknown == pytest.approx(beside, abs=0.1)


def test_an_explanation_says_what_counted(matcher: Matcher) -> None:
    told = matcher.explain("numbr of the hotline", "contacts/hotline")
    assert [correction.meant for correction in told.corrections] == [("number",)]
    weights = dict(told.words)
    assert weights["number"] == max(weights.values()) > 0
    assert told.example == "what is the number of the hotline"
    assert told.confidence == pytest.approx(matcher.rank("numbr of the hotline")[0].confidence)
    with pytest.raises(KeyError):
        matcher.explain("number", "no/such")


def test_one_letter_wrong_loses_little(content: Content) -> None:
    examples = [(e.text, e.intent) for intent in content.intents.values() for e in intent.examples[:6]]
    matcher = Matcher.train(examples)
    texts = [(text, intent) for text, intent in examples if len(text) > 30][:200]
    swapped = [(text[:9] + text[10] + text[9] + text[11:], intent) for text, intent in texts]
    right = [matcher.rank(text)[0].intent == intent for text, intent in swapped]
    assert np.mean(right) > 0.95


def test_what_was_learnt_is_kept_and_read_back(content: Content, tmp_path: Path) -> None:
    small = few(content)
    first = Matcher.load(small, tmp_path)
    (kept,) = tmp_path.iterdir()
    made = kept.stat().st_ino
    again = Matcher.load(small, tmp_path)
    assert kept.stat().st_ino == made
    for text in ("quel numéro", "je suis en danger", "who signed", "sos"):
        assert again.rank(text) == first.rank(text)


def test_a_spoilt_file_is_made_anew(
    content: Content, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    small = few(content)
    expected = Matcher.load(small, tmp_path).rank("quel numéro")
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for spoilt in (b"", b"junk", whole[: len(whole) // 2], whole[:200] + b"\xff" * 64 + whole[264:]):
        kept.write_bytes(spoilt)
        assert Matcher.load(small, tmp_path).rank("quel numéro") == expected
        assert kept.read_bytes() == whole
    with kept.open("wb") as file:
        np.savez(file, words=np.zeros(3))
    assert Matcher.load(small, tmp_path).rank("quel numéro") == expected
    assert caplog.records


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(content: Content, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    assert Matcher.load(few(content), blocked / "cache").intents


def test_what_is_said_after_an_answer_is_learnt_there_and_never_shown(content: Content) -> None:
    some = few(content)
    intent, other, read = list(some.intents)[:3]
    said = Example("and the blue one", "en", intent, after=read)
    assert all(each.intent != intent for each in Matcher.load(some).rank(said_after(read, said.text))[:1])
    known = replace(some, intents={**some.intents, intent: replace(some.intents[intent], after=(said,))})
    matcher = Matcher.load(known)
    first = matcher.rank(said_after(read, said.text))[0]
    assert (first.intent, first.example) == (intent, None)
    alike = Example(f"{read} and the blue one", "en", other)
    close = replace(known, intents={**known.intents, other: replace(known.intents[other], examples=(alike,))})
    assert not [each for each in confusions(close, Matcher.load(close)) if each.example == alike]


def few(content: Content) -> Content:
    """The same content with a handful of examples."""
    intents = {
        name: replace(intent, examples=intent.examples[:4])
        for name, intent in list(content.intents.items())[:8]
    }
    return replace(content, intents=intents, background=content.background[:5])


def test_confidence_grows_with_the_evidence() -> None:
    weak = Evidence(-0.3, 0.05, -0.8, 0.4, 2.0, 0.2, 0.4, 1.5)
    strong = Evidence(0.9, 1.2, -1.1, 0.0, 0.0, 0.9, 1.0, 1.5)
    for background in (None, -1.0):
        low, high = replace(weak, background=background), replace(strong, background=background)
        assert probability(low) < 0.5
        assert probability(high) > 0.8
        assert probability(high) <= answerable(high) <= 1


def test_a_text_like_the_background_is_less_answerable() -> None:
    evidence = Evidence(0.2, 0.3, -1.0, 0.1, 0.0, 0.5, 0.8, 1.5)
    assert answerable(replace(evidence, background=0.5)) < answerable(evidence)


def test_the_first_keeps_its_probability_and_the_others_share_the_rest() -> None:
    scores = np.array([0.1, 0.9, 0.5, -1.0], np.float32)
    given = shares(0.6, scores, np.array([1, 2, 0, 3]))
    assert given[0] == 0.6
    assert given == sorted(given, reverse=True)
    assert sum(given) <= 1
