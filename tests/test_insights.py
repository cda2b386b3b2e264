"""What is learnt of people's questions: the truth in numbers, and nothing of anybody."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, select

from bot.content.model import Content
from bot.conversation import Conversation
from bot.insights import gaps as gap_log
from bot.insights.figures import Count, Gap, figures
from bot.insights.gaps import GapLog, shown
from bot.insights.questions import Questions
from bot.insights.report import Report, examples, report
from bot.insights.scrub import Scrubber
from bot.insights.tally import Tally, event_of
from bot.message import Effect, Message, Outcome, Session
from bot.storage.counts import CountsTable, Event
from bot.storage.database import Database
from bot.storage.errors import AwayError
from bot.storage.gaps import KEPT, GapsTable
from tests.browser import browsing, needs_browser, requests, violations

TODAY = date(2026, 11, 21)
SECRET = "a-secret-of-the-tests"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database with its tables."""
    made = Database(f"sqlite:///{tmp_path}/vigie.sqlite3")
    made.migrate()
    return made


@pytest.fixture(scope="module")
def scrubber(content: Content) -> Scrubber:
    """What takes people out of questions."""
    return Scrubber(content)


# --- scrubbing ---


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("Combien de victimes à Puerto Maldonado en 2023 ?", "combien de victimes à Madre de Dios en … ?"),
        ("my name is Rosa Quispe, how many calls?", "my name is …, how many calls?"),
        ("how many cases were there at Jr. Ucayali 345", "how many cases were there at …. Ucayali …"),
        ("quel est le numéro ? rosa@gmail.com", "quel est le numéro ? …"),
        ("how many calls, see https://x.pe/a?b=1", "how many calls, see …"),
        ("how many calls t.me/someone @someone", "how many calls …"),
        (
            "combien d'appels la ligne a reçus au +51 987 654 321 ?",
            "combien d'appels la ligne a reçus au … ?",
        ),
        ("who is the boss of JUAN MAMANI", "who is the boss of …"),
        ("WHO RUNS THE HOTLINE", "who runs the hotline"),
        ("combien de victimes à Wanchaq", "combien de victimes à …"),
        ("how many calls 😀\u200b", "how many calls"),
    ],
)
def test_what_could_lead_to_a_person_is_taken_out(scrubber: Scrubber, asked: str, kept: str) -> None:
    assert scrubber.scrub(asked) == kept


@pytest.mark.parametrize("asked", ["Rosa Quispe Mamani", "987654321", "", "?", "hola " * 100, "x" * 150])
def test_what_says_too_little_or_too_much_is_not_kept(scrubber: Scrubber, asked: str) -> None:
    assert scrubber.scrub(asked) is None


NAMES = (
    "maria jose juan rosa carmen luis carlos pedro jorge marie jean pierre sophie julien nicolas "
    "paul john james patricia jennifer linda william richard joseph thomas sarah karen nancy lucia "
    "sofia valentina camila diego mateo quispe flores sanchez rodriguez garcia huaman mamani vargas "
    "torres ramos diaz castillo chavez rojas bernard dubois smith jones brown lopez perez gonzales "
    "casapia calderon santos silva davalos guadalupe wanchaq comas ate villa miraflores barranco "
)


@pytest.mark.parametrize("name", NAMES.split())
def test_names_do_not_pass_in_small_letters_either(scrubber: Scrubber, name: str) -> None:
    kept = scrubber.scrub(f"what is the number of {name} for the hotline") or ""
    assert name not in kept.lower().split()


# --- the gap log ---


@pytest.fixture(scope="module")
def short(content: Content) -> Content:
    """The content with a quarter of its examples, quick to learn from."""
    fewer = {i: replace(intent, examples=intent.examples[::4]) for i, intent in content.intents.items()}
    return replace(content, intents=fewer)


def ask(log: GapLog, chats: range | list[int], *wordings: str, locale: str = "en", day: date = TODAY) -> None:
    """Each of some people asks, in one wording after the other."""
    for number, chat in enumerate(chats):
        log.add(chat, wordings[number % len(wordings)], locale, "figures/regions", day)


SAME = (
    "how many victims in 2023 in Puno",
    "number of victims in puno in 2023",
    "how many victims puno 2024?",
)


def test_a_question_is_shown_when_five_people_asked_it(database: Database, short: Content) -> None:
    table = GapsTable(database)
    log = GapLog(table, short, SECRET)
    ask(log, range(1, 5), *SAME)
    assert shown(table) == [], "four people"
    ask(log, [5], *SAME)
    (gap,) = shown(table)
    assert (gap.times, gap.locale, gap.nearest) == (5, "en", "figures/regions")
    assert gap.wordings[0] == "how many victims in … in Puno"
    assert not any("2023" in wording for wording in gap.wordings)


def test_one_person_who_insists_is_one_person(database: Database, short: Content) -> None:
    table = GapsTable(database)
    log = GapLog(table, short, SECRET)
    ask(log, [7] * 20, *SAME)
    ask(GapLog(table, short, SECRET), [7] * 20, *SAME)  # after a restart
    assert shown(table) == []


def test_other_questions_and_languages_are_other_groups(database: Database, short: Content) -> None:
    table = GapsTable(database)
    log = GapLog(table, short, SECRET)
    ask(log, range(1, 4), "how many victims in 2023 in Puno")
    ask(log, range(4, 7), "who is the director of the IOM")
    ask(log, range(7, 10), "combien de victimes à Puno en 2023", locale="fr")
    assert shown(table) == []


def test_no_mark_of_anybody_is_left_when_a_group_is_shown(database: Database, short: Content) -> None:
    log = GapLog(GapsTable(database), short, SECRET)
    ask(log, range(1, 4), *SAME)
    assert len(rows(database)["gap_people"]) == 3
    ask(log, range(1, 9), *SAME)
    assert rows(database)["gap_people"] == []


def test_a_persons_marks_in_two_groups_do_not_match(database: Database, short: Content) -> None:
    log = GapLog(GapsTable(database), short, SECRET)
    for chat in range(1, 4):
        ask(log, [chat], "how many victims in 2023 in Puno")
        ask(log, [chat], "who is the director of the IOM")
    first, second = ({r["mark"] for r in rows(database)["gap_people"] if r["gap"] == gap} for gap in (1, 2))
    assert len(first) == len(second) == 3
    assert not first & second
    assert all(0 <= mark < 1 << 16 for mark in first | second)


def test_old_questions_go(database: Database, short: Content) -> None:
    table = GapsTable(database)
    log = GapLog(table, short, SECRET)
    ask(log, range(1, 7), *SAME)
    ask(log, [8], "who is the director of the IOM", day=TODAY + timedelta(days=KEPT + 1))
    assert shown(table) == []
    assert [row["wording"] for row in rows(database)["gap_wordings"]] == ["who is the director of the iom"]


# --- conversations ---


async def test_the_database_after_a_thousand_conversations(
    database: Database, conversation: Conversation, content: Content
) -> None:
    """It holds the counts of the truth, groups that five people asked for, and nothing else of anybody."""
    chance = random.Random(18)  # noqa: S311 - no secret
    table, gaps_table = CountsTable(database), GapsTable(database)
    tally, questions = Tally(table), Questions(GapLog(gaps_table, content, SECRET))
    truth: Counter[tuple[str, str, str, str]] = Counter()
    secrets: set[str] = set()
    for number in range(1000):
        chat = 900_000_000 + number
        name = f"Zoraida{number}"
        message = chance.choice(
            [
                Message("who runs the hotline?"),
                Message("combien d'appels la ligne a reçus ?"),
                Message(f"my boss {name} took my passport, I am in Jr. Ucayali {number}"),
                Message(f"what did {name} eat for breakfast on {number}"),
                Message("/start airport_lima", locale="fr"),
                Message(action="good:hotline/who_runs", locale="en"),
                Message(action="bad:hotline/who_runs", locale="fr"),
                Message("/topics"),
                Message(unsupported="photo"),
            ]
        )
        turn = conversation.respond(message, Session())
        event = event_of(turn, datetime.now(UTC).date())
        if event:
            tally.add(event)
        questions.note(chat, message, turn)
        secrets |= {name.lower(), str(chat)}
        judged = {Effect.HELPFUL: "helpful", Effect.UNHELPFUL: "unhelpful"}
        outcome = next((judged[effect] for effect in turn.effects if effect in judged), str(turn.outcome))
        if turn.outcome is not Outcome.ANSWER or turn.intent:
            campaign = "airport_lima" if message.text.startswith("/start") else ""
            truth[outcome, turn.intent or "", turn.locale, campaign] += 1
    tally.close()
    await questions.close()
    today = datetime.now(UTC).date()
    counted = table.read(today, today)
    assert {event[1:]: times for event, times in counted.items()} == truth
    everything = repr(rows(database)).lower()
    assert [secret for secret in secrets if secret in everything] == []
    assert "passport" not in everything, "an urgent message is never kept"
    assert set(rows(database)["counts"][0]) == {"day", "outcome", "intent", "locale", "campaign", "times"}
    for gap in shown(gaps_table):
        assert gap.times >= gap_log.ENOUGH
    found = report(table, gaps_table, content, "en", today, today).figures
    assert found.outcomes == ordered(truth, lambda key: key[0] if key[0] in set(Outcome) else "")
    assert sum(found.helpful.values()) == sum(n for key, n in truth.items() if key[0] == "helpful")
    assert found.campaigns == {"airport_lima": sum(n for key, n in truth.items() if key[3])}


def test_what_is_counted_while_the_database_is_away_is_written_later(tmp_path: Path) -> None:
    path = tmp_path / "away" / "vigie.sqlite3"
    away = Database(f"sqlite:///{path}")
    table = CountsTable(away)
    path.parent.rename(tmp_path / "elsewhere")
    tally = Tally(table)
    event = Event(TODAY, "answer", "hotline/who_runs", "fr", "")
    tally.add(event)
    with pytest.raises(AwayError):
        table.add({event: 1})
    (tmp_path / "elsewhere").rename(path.parent)
    away.migrate()
    tally.add(event)
    tally.close()
    assert table.read(TODAY, TODAY) == {event: 2}


def test_a_menu_is_not_counted(conversation: Conversation) -> None:
    assert event_of(conversation.respond(Message("/topics"), Session()), TODAY) is None


def test_counts_of_many_processes_add_up(database: Database) -> None:
    event = Event(TODAY, "answer", "hotline/who_runs", "fr", "")
    for _ in range(3):
        CountsTable(database).add({event: 2})
    assert CountsTable(database).read(TODAY, TODAY) == {event: 6}


# --- the report ---


@pytest.fixture(scope="module")
def made(content: Content) -> Report:
    """A report of a month."""
    counts = [
        Count(TODAY - timedelta(days=day), outcome, intent, locale, campaign, times)
        for day in range(30)
        for outcome, intent, locale, campaign, times in (
            ("answer", "hotline/who_runs", "fr", "", 3 + day % 4),
            ("answer", "safety/job_offer", "en", "airport_lima", 2),
            ("urgent", "safety/in_danger", "es", "", day % 2),
            ("fallback", "", "en", "", 1),
            ("helpful", "hotline/who_runs", "fr", "", 1),
            ("unhelpful", "safety/job_offer", "en", "", day % 2),
        )
        if times
    ]
    gap = Gap("en", ("who is the director of the iom", "that's <b>who</b>", "director of …"), 6, "about/iom")
    return Report(figures(counts, TODAY - timedelta(days=29), TODAY, [gap]), content, "en")


def test_the_figures_add_up(made: Report) -> None:
    found = made.figures
    assert len(found.days) == 30
    assert found.turns == sum(sum(amounts.values()) for amounts in found.days.values())
    assert found.outcomes["fallback"] == 30
    assert found.intents["safety/job_offer"] == found.campaigns["airport_lima"] == 60
    assert dict(made.summary)["Found helpful"] == "67%"


def test_days_outside_the_period_do_not_count() -> None:
    counts = [Count(TODAY - timedelta(days=day), "answer", "a/b", "fr", "", 1) for day in range(10)]
    assert figures(counts, TODAY - timedelta(days=2), TODAY).turns == 3


def test_the_page_is_whole_in_itself_and_escapes_what_people_wrote(made: Report) -> None:
    page = made.html()
    assert page.count("<svg") == 6
    assert "&lt;b&gt;who&lt;/b&gt;" in page
    assert not [tag for tag in ("<script", "<img", "<link", "src=", "@import", "url(") if tag in page]


def test_a_gap_comes_with_examples_to_paste(made: Report) -> None:
    assert (
        examples(made.figures.gaps[0])
        == "en:\n  - 'who is the director of the iom'\n  - 'that''s <b>who</b>'"
    )


def test_a_gap_of_which_nothing_whole_is_left_has_nothing_to_paste(content: Content) -> None:
    gap = Gap("fr", ("combien de victimes à …",), 5, "figures/regions")
    page = Report(figures([], TODAY, TODAY, [gap]), content, "fr").html()
    assert "combien de victimes à …" in page
    assert "<pre" not in page


@pytest.mark.parametrize(("locale", "written"), [("fr", "12\u00a0345"), ("en", "12,345")])
def test_numbers_are_written_as_the_language_does(content: Content, locale: str, written: str) -> None:
    counts = [Count(TODAY, "answer", "hotline/who_runs", locale, "", 12_345)]
    page = Report(figures(counts, TODAY, TODAY), content, locale).html()
    assert page.count(written) >= 4, "in the summary, a chart, and the tables"
    assert "12345" not in page


def test_the_picture(made: Report) -> None:
    assert made.png().startswith(b"\x89PNG")


def test_nothing_counted_is_said_so(content: Content) -> None:
    empty = Report(figures([], TODAY, TODAY), content, "fr")
    assert "Rien n’a été compté" in empty.html()
    assert empty.png().startswith(b"\x89PNG")


@needs_browser
@pytest.mark.parametrize("width", [320, 1280])
def test_in_a_browser(made: Report, tmp_path: Path, width: int) -> None:
    path = tmp_path / "report.html"
    path.write_text(made.html(), "utf-8")
    with browsing(width, 900) as window:
        window.get(path.as_uri())
        window.execute_script("document.querySelectorAll('details').forEach((each) => each.open = true)")
        assert violations(window) == []
        assert window.execute_script("return document.documentElement.scrollWidth") <= width
        assert requests(window) == []
        assert [entry for entry in window.get_log("browser") if entry["level"] == "SEVERE"] == []


def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Everything that stands in the database, by table."""
    engine = create_engine(database.engine.url)
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]  # noqa: SLF001 - public by its documentation
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return dict(sorted(found.items()))


def ordered(truth: Counter[tuple[str, str, str, str]], key: Any) -> dict[str, int]:
    """Totals by a key; what has none is left out."""
    totals: Counter[str] = Counter()
    for each, times in truth.items():
        if key(each):
            totals[key(each)] += times
    return dict(totals)
