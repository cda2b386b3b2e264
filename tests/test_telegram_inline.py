import pytest

from bot.channels.telegram.inline import CACHE, LIMIT, offers
from bot.content.model import Content
from bot.conversation import Conversation
from bot.matching.recogniser import Recogniser
from bot.message import Choice
from tests.phone import Service

LANGUAGES = ("fr", "en")
QUERY = {"fr": "quel est le numéro pour signaler ?", "en": "what is the number to report?"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [*QUERY.values(), "sistra", "", "xyzzy <&>", "?" * 256])
async def test_what_is_offered_carries_its_source_and_the_hotline(
    telegram: Service, conversation: Conversation, query: str, language: str
) -> None:
    answer = await telegram.phone(language).search(query)
    found = conversation.search(query, language, LIMIT) or conversation.search("", language, LIMIT)
    assert [(result["id"], result["title"]) for result in answer["results"]] == [
        (choice.intent, choice.title) for choice in found
    ]
    assert 0 < len(answer["results"]) <= LIMIT
    assert int(answer["cache_time"]) == CACHE
    for result in answer["results"]:
        shown = result["input_message_content"]["shown"]
        assert "1818" in shown
        assert "105" in shown
        assert result["input_message_content"]["link_preview_options"] == {"is_disabled": True}
        assert 0 < len(result["description"]) <= 121
        assert "\n" not in result["description"]
        assert "**" not in result["description"]


async def test_the_source_is_named(telegram: Service, content: Content) -> None:
    answer = await telegram.phone("en").search("what is SISTRA?")
    for result in answer["results"]:
        labels = [content.sources[source].label["en"] for source in content.answers[result["id"]].sources]
        assert all(label in result["input_message_content"]["shown"] for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_offers_of_a_query_without_a_language_are_given_to_nobody_else(
    telegram: Service, content: Content, language: str
) -> None:
    answer = await telegram.phone(language).search("")
    assert answer["is_personal"] is True
    first = answer["results"][0]
    assert first["title"] == content.answers[first["id"]].title[language]


def test_offers_that_are_the_same_for_everyone_may_be_kept(conversation: Conversation) -> None:
    everyone = {conversation.search("sistra", locale, LIMIT) for locale in conversation.content.languages}
    assert offers(conversation, "sistra", "fr").personal is (len(everyone) > 1)


class Lost(Conversation):
    """A conversation that finds nothing for any words."""

    def search(self, query: str, locale: str | None, limit: int = 5) -> tuple[Choice, ...]:
        """Only what is offered for no words at all."""
        return () if query else super().search(query, locale, limit)


def test_where_nothing_is_found_what_suits_everyone_is_offered(
    content: Content, recogniser: Recogniser
) -> None:
    lost = Lost(content, recogniser)
    assert lost.search("sistra", "fr") == ()
    offered = [article.id for article in offers(lost, "sistra", "fr").articles]
    assert offered == [choice.intent for choice in lost.search("", "fr", LIMIT)]
    assert offered


async def test_a_query_that_is_too_old_is_let_go(telegram: Service, caplog: pytest.LogCaptureFixture) -> None:
    telegram.api.fail("answerInlineQuery", "Bad Request: query is too old and response timeout expired")
    with pytest.raises(AssertionError, match="not answered"):
        await telegram.phone("fr").search("sistra")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert (await telegram.phone("fr").search("sistra"))["results"]


async def test_another_refusal_is_logged_and_said_to_nobody(
    telegram: Service, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.api.fail("answerInlineQuery", "Bad Request: RESULT_ID_INVALID")
    with pytest.raises(AssertionError, match="not answered"):
        await telegram.phone("fr").search("sistra")
    assert "BadRequest at inline.py" in caplog.text or "BadRequest at handlers.py" in caplog.text
    assert telegram.api.of("sendMessage") == []
