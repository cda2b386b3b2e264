"""People with a phone: what they write, press and see, in a chat with the bot under test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.channels.sessions import Sessions
from bot.channels.telegram.app import Options
from bot.channels.telegram.app import Service as Channel
from bot.conversation import Conversation
from tests.botapi import ME, TOKEN, USERNAME, BotApi, Json

_people = count(70_001)
_presses = count(1)


@dataclass(frozen=True, slots=True)
class Service:
    """The bot under test, running against a Bot API server."""

    api: BotApi
    channel: Channel

    async def settle(self) -> None:
        """Wait until everything that was pushed is fetched and handled."""
        await self.api.fetched()
        await self.channel.desk.idle()

    def phone(self, language: str | None = "fr", group: int | None = None) -> "Phone":
        """Somebody new, in a private chat with the bot or in a group."""
        person = next(_people)
        chat = group or person
        self.api.chats.setdefault(chat, {})
        return Phone(self, person, chat, language)


@dataclass(frozen=True, slots=True)
class Phone:
    """One person in one chat. What they do returns what the bot then wrote or changed there."""

    service: Service
    person: int
    chat: int
    language: str | None

    async def write(self, text: str, **fields: Any) -> list[Json]:
        """Write a text."""
        return await self.send(text=text, **fields)

    async def send(self, **fields: Any) -> list[Json]:
        """Send a message of any kind."""
        message = self.service.api.store(self.chat, {**self.sender, **fields})
        return await self._seeing(message=message)

    async def edit(self, message: int, **fields: Any) -> list[Json]:
        """Mend a message sent earlier."""
        stored = self.service.api.chats[self.chat][message]
        stored |= {"edit_date": 1_700_000_100, **fields}
        return await self._seeing(edited_message=stored)

    async def press(self, label: str) -> list[Json]:
        """Press the newest button with a label."""
        for message in reversed(self.shown):
            for button in buttons(message):
                if button["text"] == label:
                    return await self.tap(button["callback_data"], message)
        raise LookupError(f"there is no button {label!r}")

    async def tap(self, data: str, message: Json | None = None, **fields: Any) -> list[Json]:
        """Send the press of a button, stale and forged ones too."""
        query = f"press{next(_presses)}"
        self.service.api.presses.add(query)
        body: Json = {"id": query, "from": self._user, "chat_instance": "1", **fields}
        body |= {"data": data} if data else {}
        body |= {"message": message} if message else {}
        return await self._seeing(callback_query=body)

    async def search(self, query: str) -> Json:
        """Type a query in inline mode, and get the bot's answer to it."""
        number = f"inline{next(_presses)}"
        self.service.api.inline[number] = None
        await self._seeing(inline_query={"id": number, "from": self._user, "query": query, "offset": ""})
        answer = self.service.api.inline[number]
        assert answer is not None, "the inline query was not answered"
        return answer

    @property
    def shown(self) -> list[Json]:
        """The bot's messages in the chat, the oldest first."""
        messages = self.service.api.chats[self.chat].values()
        return [message for message in messages if message["from"]["id"] == ME]

    @property
    def last(self) -> int:
        """The number of the person's last message."""
        messages = self.service.api.chats[self.chat].values()
        return max(int(m["message_id"]) for m in messages if m["from"]["id"] == self.person)

    async def _seeing(self, **update: Any) -> list[Json]:
        before = {message["message_id"]: message.get("edits", 0) for message in self.shown}
        await self.service.api.push(**update)
        await self.service.settle()
        return [m for m in self.shown if before.get(m["message_id"], -1) != m.get("edits", 0)]

    @property
    def _user(self) -> Json:
        user: Json = {"id": self.person, "is_bot": False, "first_name": f"Person {self.person}"}
        return user | ({"language_code": self.language} if self.language else {})

    @property
    def sender(self) -> Json:
        """Who writes, and where: part of each of their messages."""
        kind = "private" if self.chat > 0 else "supergroup"
        where = {"id": self.chat, "type": kind, "title" if self.chat < 0 else "first_name": "Chat"}
        return {"from": self._user, "chat": where}


@asynccontextmanager
async def running(
    api: BotApi, conversation: Conversation, sessions: Sessions | None = None, **how: Any
) -> AsyncIterator[Service]:
    """The bot, started against a Bot API server with further options, and stopped in the end."""
    options = Options(TOKEN, api.url, rate=0, chat_limits=False, **how)
    channel = Channel(conversation, options, sessions=sessions)
    stop = asyncio.Event()
    before = len(api.of("setMyShortDescription"))
    task = asyncio.create_task(channel.run(stop))
    started = asyncio.create_task(api.called("setMyShortDescription", before + 1))
    await asyncio.wait([task, started], return_when=asyncio.FIRST_COMPLETED)
    try:
        if task.done():
            await task  # it could not start: that is what the test must show
        yield Service(api, channel)
    finally:
        started.cancel()
        stop.set()
        await task


def buttons(message: Json) -> list[Json]:
    """The buttons under a message, row by row."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def mention(text: str) -> str:
    """A text that addresses the bot by its name."""
    return f"@{USERNAME} {text}"
