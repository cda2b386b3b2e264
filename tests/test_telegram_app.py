"""How the service starts, presents itself and stops."""

import asyncio
import os
import signal
import threading

import pytest

from bot.channels.errors import ChannelError
from bot.channels.telegram import serve
from bot.channels.telegram.app import Options
from bot.channels.telegram.app import Service as Channel
from bot.channels.telegram.profile import commands
from bot.content.model import Content
from bot.conversation import Conversation
from tests.botapi import TOKEN, BotApi
from tests.phone import Service, running

NOBODY = "http://127.0.0.1:9"


async def test_the_menu_and_the_descriptions_are_set_for_everyone_and_for_each_language(
    telegram: Service, content: Content, conversation: Conversation
) -> None:
    await telegram.api.called("setMyShortDescription", 3)
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        languages = [call.params.get("language_code") for call in telegram.api.of(method)]
        assert languages == [None, "fr", "en"]
    for locale, call in zip(("en", "fr", "en"), telegram.api.of("setMyCommands"), strict=True):
        menu = {entry["command"]: entry["description"] for entry in call.params["commands"]}
        assert tuple(menu) == commands(content)
        assert menu["hotline"] == conversation.say("command.hotline", locale)
    for locale, call in zip(("en", "fr", "en"), telegram.api.of("setMyDescription"), strict=True):
        assert call.params["description"] == conversation.say("profile.description", locale)
        assert "1818" in call.params["description"]


async def test_a_refused_menu_keeps_nobody_from_an_answer(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api:
        api.fail("setMyShortDescription", "Too Many Requests: retry after 9000", 429, retry_after=9000)
        async with running(api, conversation) as service:
            assert len(await service.phone("fr").write("/topics")) == 1
    assert "menu and descriptions were not set (RetryAfter" in caplog.text


@pytest.mark.parametrize("token", ["", "token", "123456789", f" {TOKEN}", f"{TOKEN}\n", "123:é"])
def test_what_is_no_token_is_told_before_anything_is_asked(conversation: Conversation, token: str) -> None:
    with pytest.raises(ChannelError, match=r"does not look like a token.*@BotFather"):
        serve(conversation, Options(token, NOBODY))


async def test_a_token_that_telegram_refuses_is_told_with_the_remedy(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "987654321:AAwrong-token"
    async with BotApi() as api:
        with pytest.raises(ChannelError, match=r"does not accept TELEGRAM_BOT_TOKEN.*@BotFather") as error:
            await Channel(conversation, Options(wrong, api.url)).run(asyncio.Event())
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    assert "\n" not in str(error.value)
    assert wrong not in str(error.value) + caplog.text


async def test_a_service_without_telegram_waits_for_it(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    stop = asyncio.Event()
    served = asyncio.create_task(Channel(conversation, Options(TOKEN, NOBODY)).run(stop))
    while "the Bot API cannot be reached, trying again" not in caplog.text:  # noqa: ASYNC110 a log has no event
        await asyncio.sleep(0)
    assert not served.done()
    stop.set()
    await served


async def test_the_address_may_end_with_a_slash(conversation: Conversation) -> None:
    async with BotApi() as api:
        address = api.url
        api.url += "/"
        async with running(api, conversation) as service:
            assert len(await service.phone("fr").write("/topics")) == 1
        assert api.url != address


async def test_what_was_fetched_is_answered_before_the_end(conversation: Conversation) -> None:
    async with BotApi() as api:
        async with running(api, conversation) as service:
            phones = [service.phone("fr") for _ in range(20)]
            for phone in phones:
                message = api.store(phone.chat, {**phone.sender, "text": "/topics"})
                await api.push(message=message)
            await api.fetched()
        assert [len(phone.shown) for phone in phones] == [1] * 20


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service(conversation: Conversation, number: signal.Signals) -> None:
    """The server runs beside, in a thread: signals go to the main one."""
    addresses: list[str] = []
    ready, served = threading.Event(), threading.Event()

    async def listen() -> None:
        async with BotApi() as api:
            addresses.append(api.url)
            ready.set()
            await api.called("setMyShortDescription", 3)
            os.kill(os.getpid(), number)
            await asyncio.to_thread(served.wait)

    beside = threading.Thread(target=lambda: asyncio.run(listen()))
    beside.start()
    ready.wait()
    serve(conversation, Options(TOKEN, addresses[0]))
    served.set()
    beside.join()


async def test_two_processes_with_one_token_are_told(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api, running(api, conversation) as service:
        api.conflicts = "terminated by other getUpdates request"
        await service.phone("fr").write("/topics")
        assert "another process fetches this bot's messages" in caplog.text


async def test_a_webhook_that_stands_in_the_way_is_removed(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api:
        api.webhook = {"url": "https://example.org"}
        api.conflicts = "can't use getUpdates method while webhook is active"
        async with running(api, conversation) as service:
            assert len(await service.phone("fr").write("/topics")) == 1
        assert api.webhook == {}
    assert "a webhook was set, and is removed" in caplog.text
