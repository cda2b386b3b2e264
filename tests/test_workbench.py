"""The maintainers' tools one by one: edits in place, hints, the translation lock, routing, schemas."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.content.edit import EditError, Editor
from bot.content.loader import load, read
from bot.content.model import Example
from bot.content.problem import Problem, Severity
from bot.conversation import Conversation
from bot.matching.checks import Confusion
from bot.matching.recogniser import Recogniser
from bot.message import Outcome, Session
from bot.workbench import history, pages, reading, routing, scaffold, schemas, translations
from bot.workbench.hints import steals
from bot.workbench.inspection import annotation, inspect
from bot.workbench.suggest import suggestions
from bot.workbench.why import explain
from tests.small import small_content

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
CALLS_READ = "hotline/calls_received"
WHO = "answers/hotline/who_runs.yaml"
CALLS = "answers/hotline/calls_received.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content, with few examples, in a folder of its own."""
    (tmp_path / "content").mkdir()
    return small_content(tmp_path / "content", examples=4)


@pytest.fixture
def conversation_of() -> Callable[[Path], tuple[Conversation, Recogniser]]:
    """A conversation over a folder, with its recogniser."""

    def make(folder: Path) -> tuple[Conversation, Recogniser]:
        content = load(folder)
        recogniser = Recogniser.load(content)
        return Conversation(content, recogniser), recogniser

    return make


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def warnings(folder: Path) -> list[str]:
    """What could be better, as people read it."""
    return [str(p) for p in inspect(folder, TODAY).problems if p.severity is Severity.WARNING]


SPARE = """\
spare:
  title: {fr: A, en: A}
  label: {fr: A, en: A}
  language: fr
  publisher: {fr: A, en: A}
  when: {fr: A, en: A}
  address: https://a.org
"""

# --- edits in place ---

SOURCE = """\
# a comment
title: {fr: Un, en: "One"}  # stays
text:
  fr: |
    Première ligne.

    - puce
  en: 'One line'

list:   [a, b]
en:
  - first
  - "second: quoted"   # why
  - third
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("title", "fr"), "Deux", "fr: Un,", "fr: Deux,"),
        (("title", "fr"), "Deux, trois: {a}", "fr: Un,", 'fr: "Deux, trois: {a}",'),
        (("title", "en"), 'Say "two"', '"One"', '"Say \\"two\\""'),
        (("title", "es"), "Uno", '"One"}', '"One", es: Uno}'),
        (("text", "en"), "It's", "'One line'", "'It''s'"),
        (("text", "en"), "a\n\nb", "'One line'", "|\n    a\n\n    b"),
        (("text", "fr"), "Autre.", "    Première ligne.\n\n    - puce\n", "    Autre.\n"),
        (("text", "es"), "no", "'One line'\n", "'One line'\n  es: \"no\"\n"),
        (("en", 0), "yes", "- first", '- "yes"'),
        (("en", 1), "2nd", '"second: quoted"', '"2nd"'),
    ],
)
def test_an_edit_touches_its_text_alone(path: tuple[str | int, ...], value: str, old: str, new: str) -> None:
    editor = Editor(SOURCE)
    editor.write(path, value)
    assert editor.result() == SOURCE.replace(old, new, 1)
    made: Any = yaml.safe_load(editor.result())
    for step in path:
        made = made[step]
    assert made.strip() == value


def test_items_are_added_and_taken_out() -> None:
    editor = Editor(SOURCE)
    editor.append(("en",), "- fourth")
    editor.remove(("en", 1))
    editor.remove(("text", "en"))
    assert editor.result() == SOURCE.replace('  - "second: quoted"   # why\n', "").replace(
        "  en: 'One line'\n", ""
    ).replace("- third\n", '- third\n  - "- fourth"\n')


@pytest.mark.parametrize("path", [("title",), ("en",), ("no", "such")])
def test_an_edit_without_a_place_is_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(EditError):
        Editor(SOURCE).write(path, "x")


# --- hints ---


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (CALLS, "11,000", "11\u00a0000", "English writes thousands with a comma: 11,000"),
        (CALLS, "11\u00a0000", "11.000", "French writes thousands with a non-breaking space: 11\u00a0000"),
        (CALLS, "fr: ", "fr: Qui ? ", "a non-breaking space belongs before this sign: “Qui ?"),
        (CALLS, "fr: ", "fr: L'été ", "French is set with ’ and not with '"),
        (
            "answers/sources.yaml",
            "",
            SPARE,
            "no answer uses `spare`",
        ),
    ],
)
def test_what_could_be_better_is_said(folder: Path, file: str, old: str, new: str, words: str) -> None:
    assert not any(words in line for line in warnings(folder))
    edit(folder, file, old, new)
    found = [line for line in warnings(folder) if words in line]
    assert len(found) == 1, warnings(folder)
    assert found[0].startswith(f"{file}:")


def test_examples_that_are_too_much_alike_are_named(folder: Path) -> None:
    lines = "".join(
        f"  - how many calls came in all{mark}\n" for mark in (" a", " b", " c", " d", " e", " f")
    )
    edit(folder, "intents/hotline/calls_received.yaml", "en:\n", f"en:\n{lines}")
    found = [line for line in warnings(folder) if "nearly the same" in line]
    assert len(found) == 1
    assert (
        "15 pairs of examples in `en` are nearly the same, such as “how many calls came in all a” and"
        in found[0]
    )


def test_long_sentences_and_hard_words_are_named(folder: Path) -> None:
    assert reading.ease("The cat sat on the mat. It was glad.", "en").score > 90
    assert (
        reading.ease(
            "Institutional interdependencies necessitate multidisciplinary considerations.", "en"
        ).score
        < 0
    )
    long = " ".join(["word"] * 45)
    path = folder / CALLS
    text = path.read_text("utf-8")
    english = read(folder)[0].content.answers["hotline/calls_received"].text["en"].split("\n")[0]
    path.write_text(text.replace(english, f"{english} {long}.", 1), "utf-8")
    assert any("has 45 words: make two or three of it" in line for line in warnings(folder))


def test_our_own_content_needs_no_hint_on_its_language() -> None:
    draft, _ = read(ROOT)
    assert [str(problem) for problem in (*reading.spelling(draft), *reading.hard(draft))] == []


def test_intents_that_steal_are_told_once_a_pair() -> None:
    def confusion(text: str, line: int, rival: str) -> Confusion:
        return Confusion(Example(text, "en", "a/b", line), rival, f"other {text}", 0.9, 0.2)

    told = steals([confusion("x", 3, "c/d"), confusion("y", 5, "c/d"), confusion("z", 9, "e/f")])
    assert [str(each) for each in told] == [
        (
            "intents/a/b.yaml:3: “x” is nearer to “other x” of `c/d` than to its own examples, and 1 more "
            "(lines 3, 5): move it there, or say in it what sets this intent apart"
        ),
        (
            "intents/a/b.yaml:9: “z” is nearer to “other z” of `e/f` than to its own examples: move it "
            "there, or say in it what sets this intent apart"
        ),
    ]


def test_annotations_are_githubs() -> None:
    problem = Problem("answers/a/b.yaml", 0, "50% of\nit", Severity.WARNING)
    assert annotation(problem, "content/") == "::warning file=content/answers/a/b.yaml,line=1::50%25 of%0Ait"


# --- the translation lock ---


def test_a_twin_left_behind_is_told_until_accepted(folder: Path) -> None:
    def stale() -> list[str]:
        return [line for line in warnings(folder) if "bring" in line]

    assert inspect(folder, TODAY).unaccepted > 0
    translations.accept(folder, read(folder)[0])
    assert (stale(), inspect(folder, TODAY).unaccepted) == ([], 0)
    title = read(folder)[0].content.answers["hotline/who_runs"].title
    edit(folder, WHO, title["fr"], "Un titre nouveau")
    told = "title changed in Français and not in English: bring English up to date"
    assert f"{WHO}:3: {told}, then run `vigie check --accept`" in stale()
    edit(folder, WHO, title["en"], "A new title")
    edit(folder, WHO, title["es"], "Un título nuevo")
    assert (stale(), inspect(folder, TODAY).unaccepted) == ([], 1)
    translations.accept(folder, read(folder)[0])
    assert (stale(), inspect(folder, TODAY).unaccepted) == ([], 0)
    (folder / translations.FILE).write_bytes(b"\xff\x00nonsense\n: =\nx: y\n")
    assert stale() == []


# --- routing ---


def test_a_difference_names_what_was_gained_lost_and_moved(
    folder: Path, conversation_of: Callable[[Path], tuple[Conversation, Recogniser]]
) -> None:
    questions = [
        routing.Question("how many calls", "en", ("hotline/calls_received",)),
        routing.Question("who keeps the telephone staffed", "en", ("hotline/who_runs",)),
    ]
    old = conversation_of(folder)[0]
    before = routing.routes(old, questions)
    for intent in ("hotline/who_runs",):
        edit(
            folder,
            f"intents/{intent}.yaml",
            "en:\n",
            "en:\n  - who keeps the telephone staffed\n  - how many calls by whom\n",
        )
    edit(folder, CALLS, "11,000", "11,000")
    new = conversation_of(folder)[0]
    difference = routing.compare(
        before, routing.routes(new, questions), routing.edited(old.content, new.content)
    )
    assert [(c.kind, c.question.text) for c in difference.changes if c.kind == "gained"] == [
        ("gained", "who keeps the telephone staffed")
    ]
    assert difference.summary().startswith("Routing of 2 known questions: 1 gained, 0 lost")


def test_what_is_said_after_an_answer_is_asked_after_it(
    folder: Path, conversation_of: Callable[[Path], tuple[Conversation, Recogniser]]
) -> None:
    question = routing.Question("the cash was whose", "en", ("airport_campaign/funding",), CALLS_READ)
    before = routing.routes(conversation_of(folder)[0], [question])
    said = f"after:\n  {CALLS_READ}:\n    en: [whose cash was it, the cash was from whom]\n"
    path = folder / "intents/airport_campaign/funding.yaml"
    path.write_text(path.read_text("utf-8") + said, "utf-8")
    assert str(question) == f"the cash was whose [after {CALLS_READ}]"
    assert routing.Question("whose cash was it", "en", question.wanted, CALLS_READ) in routing.examples(
        load(folder)
    )
    learnt = conversation_of(folder)[0]
    difference = routing.compare(before, routing.routes(learnt, [question]))
    assert [change.kind for change in difference.changes] == ["gained"]
    alone = routing.route(learnt, replace(question, after=""))
    assert alone.confidence < routing.route(learnt, question).confidence


def test_a_route_is_right_when_the_question_gets_what_it_should() -> None:
    answerable = routing.Question("a", "en", ("x/y",))
    unanswerable = routing.Question("b", "en")
    given = routing.Route(Outcome.ANSWER, ("x/y", "x/z"), 0.9)
    offered = routing.Route(Outcome.CLARIFY, ("x/y",), 0.3)
    assert [r.right(answerable) for r in (given, offered)] == [True, False]
    assert [r.right(unanswerable) for r in (given, offered)] == [False, True]


def test_edited_answers_are_named_with_their_languages(folder: Path) -> None:
    old = load(folder)
    title = old.answers["hotline/who_runs"].title
    edit(folder, WHO, title["fr"], "Autre")
    new = load(folder)
    assert routing.edited(old, new) == ["hotline/who_runs (fr)"]


def test_utterances_are_read_with_what_they_want(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": "a", "locale": "fr", "intent": "x/y", "also": ["x/z"]},
        {"text": "b", "locale": "en", "intents": ["x/y", "x/z"]},
        {"text": "c", "locale": "en"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")
    assert [(q.text, q.wanted) for q in routing.utterances(tmp_path)] == [
        ("a", ("x/y", "x/z")),
        ("b", ("x/y", "x/z")),
        ("c", ()),
    ]


def test_a_sample_of_examples_is_always_the_same(folder: Path) -> None:
    content = load(folder)
    assert routing.examples(content, 3) == routing.examples(content, 3)
    assert len(routing.examples(content, 3)) == 3
    assert len(routing.examples(content)) == sum(len(i.examples) for i in content.intents.values())


def test_why_names_the_words_that_counted_and_what_to_do(
    folder: Path, conversation_of: Callable[[Path], tuple[Conversation, Recogniser]]
) -> None:
    conversation, recogniser = conversation_of(folder)
    why = explain(conversation, recogniser, "how many calls please", Session(), "en")
    assert why.reading.parts[0].candidates[0].intent == "hotline/calls_received"
    assert why.reasons
    weights = dict(why.reasons.words)
    assert weights.keys() == {"how", "many", "calls", "please"}
    assert max(weights, key=weights.__getitem__) in ("calls", "many")
    assert why.advice
    nothing = explain(conversation, recogniser, "xyzzy", Session(), "en")
    assert nothing.advice


def test_suggestions_are_wordings_of_the_neighbours(
    folder: Path, conversation_of: Callable[[Path], tuple[Conversation, Recogniser]]
) -> None:
    conversation, recogniser = conversation_of(folder)
    found = suggestions(conversation.content, recogniser, "hotline/calls_received", 5)
    own = {example.text for example in conversation.content.intents["hotline/calls_received"].examples}
    assert not own & {each.text for each in found}
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)


# --- history ---


def test_the_content_of_a_commit_is_taken_from_git(folder: Path, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(folder.parent), *arguments]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 fixed arguments

    with pytest.raises(history.HistoryError, match="no content at HEAD"):
        history.checkout(folder, "HEAD", tmp_path / "old")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    edit(folder, CALLS, "title:", "titel:")
    history.checkout(folder, "HEAD", tmp_path / "old")
    assert load(tmp_path / "old").answers.keys() == load(ROOT).answers.keys()
    for revision in ("no-such", "--output=/tmp/x", "HEAD~1"):
        with pytest.raises(history.HistoryError, match="name a commit"):
            history.checkout(folder, revision, tmp_path / "other")


# --- schemas and scaffolds ---


def test_schemas_take_every_file_and_refuse_what_the_check_refuses() -> None:
    content = load(ROOT)
    made = schemas.schemas(content)
    for schema in made.values():
        jsonschema.Draft7Validator.check_schema(schema)
    for path in (ROOT / "answers").glob("[!c]*/[!_]*.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), made["answer"])
    for path in (ROOT / "intents").glob("*/*.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), made["intent"])
    for name in ("contacts", "sources", "languages", "phrases"):
        jsonschema.validate(yaml.safe_load((ROOT / f"answers/{name}.yaml").read_text("utf-8")), made[name])
    for path in (ROOT / "answers").glob("*/_theme.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), made["theme"])
    good: dict[str, Any] = {"title": {"fr": "a", "en": "b"}, "text": {"fr": "a", "en": "b"}}
    for wrong in (
        good | {"titel": {}},
        good | {"see_also": ["no/such"]},
        good | {"title": {"fr": "a"}},
        good | {"text": {"fr": "a", "en": "b", "xx": "c"}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, made["answer"])


def test_the_schemas_are_tied_to_the_files_and_keep_other_settings(tmp_path: Path) -> None:
    settings = tmp_path / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"editor.fontSize": 20}', "utf-8")
    written = schemas.write(load(ROOT), tmp_path)
    assert all((tmp_path / file).is_file() for file in written)
    kept = json.loads(settings.read_text("utf-8"))
    assert kept["editor.fontSize"] == 20
    for schema, files in kept["yaml.schemas"].items():
        assert (tmp_path / schema).is_file()
        assert any(list(ROOT.glob(file)) for file in files if not file.startswith("!")), files


def test_the_settings_in_the_checkout_name_schemas_that_are_there() -> None:
    kept = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    assert all((ROOT / schema).is_file() for schema in kept["yaml.schemas"])


def test_a_new_question_is_two_files_that_pass(folder: Path) -> None:
    made = scaffold.files(
        scaffold.Draft(
            "news/latest",
            {"fr": "Quoi de neuf : tout", "en": "What: is new"},
            {"fr": "Rien.\n\n- Pas cette année", "en": "Nothing.\n\n- Not this year"},
            {"fr": ["quoi de neuf ?", "- les nouvelles: oui"], "en": ["no", "what is new"]},
            contacts=["hotline"],
            theme={"fr": "Nouvelles, et autres", "en": "News"},
            order=90,
        )
    )
    assert sorted(made) == [
        "answers/news/_theme.yaml",
        "answers/news/latest.yaml",
        "intents/news/latest.yaml",
    ]
    for file, text in made.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, "utf-8")
    content = load(folder)
    assert [e.text for e in content.intents["news/latest"].examples][1:3] == ["- les nouvelles: oui", "no"]
    assert content.answers["news/latest"].title["en"] == "What: is new"
    assert content.themes["news"].title["fr"] == "Nouvelles, et autres"


def test_pages_that_are_gone_are_found() -> None:
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer  # noqa: PLC0415 this test alone serves pages
    from threading import Thread  # noqa: PLC0415 likewise

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response({"/gone": 410, "/lost": 404, "/busy": 503}.get(self.path, 200))
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the library's name
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{site.server_port}"
        found = pages.missing([f"{root}/{name}" for name in ("here", "gone", "lost", "busy")])
        site.shutdown()
    assert found == {f"{root}/gone": "is gone (410)", f"{root}/lost": "is gone (404)"}
