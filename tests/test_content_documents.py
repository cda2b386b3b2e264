"""What answers state is held against the documents that they cite."""

import shutil
from pathlib import Path

import pytest

from bot.content.documents import Verdict, audit
from bot.content.problem import Severity

DATA = Path(__file__).parent / "data"
DOCUMENTS = DATA / "documents"
CALLS = "answers/hotline/calls.yaml"
WHO = "answers/hotline/who_runs.yaml"
HELLO = "answers/smalltalk/hello.yaml"
CONTACTS = "answers/contacts.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small valid content folder of its own."""
    return Path(shutil.copytree(DATA / "content", tmp_path / "content"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the first such stretch of a file."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_everything_is_found(folder: Path) -> None:
    findings, problems = audit(folder, DOCUMENTS)
    assert problems == []
    assert {finding.verdict for finding in findings} == {Verdict.FOUND}
    assert {(finding.kind, finding.claim) for finding in findings if finding.file == CALLS} == {
        ("figure", "11\u00a0000"),
        ("figure", "11,000"),
        ("date", "mars 2006"),
        ("date", "March 2006"),
        ("figure", "2008"),
        ("figure", "96"),
        ("figure", "80\u00a0%"),
        ("figure", "80%"),
        ("figure", "six"),
        ("figure", "6"),
        ("name", "Port Authority"),
    }
    assert {finding.kind for finding in findings if finding.file == CONTACTS} == {"name", "number", "e-mail"}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (CALLS, "11,000", "12,000", f"{CALLS}:11: the figure `12,000` stands in none of"),
        (CALLS, "96 cases", "97 cases", f"{CALLS}:13: the figure `97` stands in none of"),
        (CALLS, "80%", "80", f"{CALLS}:14: the figure `80` stands in none of"),
        (CALLS, "March 2006", "July 2006", f"{CALLS}:11: the date `July 2006` stands in none of"),
        (CALLS, "March 2006", "3 March 2006", f"{CALLS}:11: the date `3 March 2006` stands in none of"),
        (CALLS, "to 2008", "to 2009", f"{CALLS}:11: the figure `2009` stands in none of"),
        (CALLS, "6 officers", "nine officers", f"{CALLS}:19: the figure `nine` stands in none of"),
        (CALLS, "Port Authority", "Harbour Police", f"{CALLS}:19: the name `Harbour Police` stands in none"),
        (CALLS, "en: Calls received", "en: 500 calls", f"{CALLS}:3: the figure `500` stands in none of"),
    ],
)
def test_what_no_document_states(folder: Path, file: str, old: str, new: str, said: str) -> None:
    edit(folder, file, old, new)
    _, (problem,) = audit(folder, DOCUMENTS)
    assert problem.severity is Severity.ERROR
    assert str(problem).startswith(said)
    assert str(problem).endswith("the documents cited (release): correct it, or cite its page")


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [("126 workers", Verdict.ELSEWHERE), ("20% of them", Verdict.ELSEWHERE), ("300 people", Verdict.NOWHERE)],
)
def test_figure_of_another_document(folder: Path, claim: str, verdict: Verdict) -> None:
    edit(folder, CALLS, "6 officers", f"6 officers, {claim}")
    findings, (problem,) = audit(folder, DOCUMENTS)
    (finding,) = (each for each in findings if each.verdict is not Verdict.FOUND)
    assert finding.verdict is verdict
    assert problem.severity is Severity.ERROR
    if verdict is Verdict.ELSEWHERE:
        assert problem.message == (
            f"the figure `{finding.claim}` is not in the documents cited: it stands in study, "
            "add that to `sources`"
        )


def test_citing_the_other_document_is_enough(folder: Path) -> None:
    edit(folder, CALLS, "6 officers", "6 officers, 126 workers")
    edit(folder, CALLS, "[release]", "[release, study]")
    assert audit(folder, DOCUMENTS)[1] == []


def test_what_may_stand_on_a_cited_page_is_for_information(folder: Path) -> None:
    edit(folder, WHO, "The harbour runs", "Since 1999 the harbour runs")
    _, (problem,) = audit(folder, DOCUMENTS)
    assert problem.severity is Severity.INFO
    assert str(problem) == f"{WHO}:4: the figure `1999` is not in the documents: see the page of page"


def test_records_of_the_sources_and_of_the_contacts_shown_count_too(folder: Path) -> None:
    edit(folder, WHO, "The harbour runs", "Since 2020, 24 hours a day, the harbour runs")
    assert audit(folder, DOCUMENTS)[1] == []
    edit(folder, CALLS, "96 cases", "96 cases, 24 hours")
    assert audit(folder, DOCUMENTS)[1] == []
    edit(folder, CALLS, "contacts: [hotline]\n", "")
    edit(folder, CALLS, "To report: {hotline.number}.", "")
    edit(folder, CALLS, "Pour signaler\u00a0: {hotline.number}.", "")
    assert [problem.line for problem in audit(folder, DOCUMENTS)[1]] == [13]


def test_an_answer_without_sources_is_held_against_all_documents(folder: Path) -> None:
    edit(folder, HELLO, "en: Hello.", "en: Hello, 126 workers and Rosa Quispe.")
    assert audit(folder, DOCUMENTS)[1] == []
    edit(folder, HELLO, "126", "127")
    _, (problem,) = audit(folder, DOCUMENTS)
    message = "the figure `127` stands in none of the documents: correct it, or cite its page"
    assert str(problem) == f"{HELLO}:4: {message}"


def test_names_in_another_language_are_declared(folder: Path) -> None:
    (folder / "answers/names.yaml").unlink()
    _, (problem,) = audit(folder, DOCUMENTS)
    assert "`Port Authority` stands in none" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0123", "0124", "number `+51 1 555 0124`"),
        ("rquispe@", "quispe@", "e-mail `quispe@example.org`"),
        ("en: Rosa Quispe", "en: Rose Quispe", "name `Rose Quispe`"),
    ],
)
def test_press_contacts(folder: Path, old: str, new: str, said: str) -> None:
    edit(folder, CONTACTS, old, new)
    _, (problem,) = audit(folder, DOCUMENTS)
    assert said in problem.message


def test_document_that_is_not_there(folder: Path, tmp_path: Path) -> None:
    findings, problems = audit(folder, tmp_path)
    assert findings == []
    assert [problem.message for problem in problems] == [
        f"`release.txt` of the source `release` is not in {tmp_path}",
        f"`study.txt` of the source `study` is not in {tmp_path}",
    ]
