"""Administrators are told when an edit of the content is refused, and when it is mended."""

import asyncio
from pathlib import Path

from bot.live import Live
from tests.botapi import BotApi
from tests.phone import running
from tests.small import small_content

WHO = "answers/hotline/who_runs.yaml"


async def test_administrators_hear_of_a_refused_edit_and_of_its_mending(tmp_path: Path) -> None:
    live = Live(small_content(tmp_path, examples=2))
    path = tmp_path / WHO
    text = path.read_text("utf-8")
    async with BotApi() as api:
        admin = 60_001
        api.chats.setdefault(admin, {})
        async with running(api, live, admins=frozenset({admin})) as service:  # type: ignore[arg-type]  # Live speaks like a Conversation
            path.write_text(text.replace("title:", "titel:", 1), "utf-8")
            assert not await asyncio.to_thread(live.refresh)
            await api.called("sendMessage")
            written = [message["text"] for message in api.chats[admin].values()]
            assert len(written) == 1
            assert "is not served" in written[0]
            assert WHO in written[0]
            assert await service.phone().write("le numéro pour appeler ?"), "people are served as before"

            sent = len(api.of("sendMessage"))
            path.write_text(text, "utf-8")
            assert await asyncio.to_thread(live.refresh)
            await api.called("sendMessage", sent + 1)
            assert "mended" in [message["text"] for message in api.chats[admin].values()][1]
