"""For those who run the service, in their own chat: broadcasts and the report. Nobody else gets here."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.news import html
from bot.channels.telegram.render import pieces
from bot.channels.telegram.replies import NO_PREVIEW, keyboard
from bot.channels.telegram.updates import Raw, locale_of
from bot.conversation import Conversation
from bot.insights.report import Report
from bot.live import Live
from bot.message import Button
from bot.outreach.broadcasts import news
from bot.outreach.texts import lacking, texts_of, unknown
from bot.storage.broadcasts import LARGEST, Broadcast, Broadcasts, State
from bot.storage.errors import AwayError
from bot.storage.subscribers import Subscribers

COMMANDS = ("broadcast", "report")
ACTION = "office:"
"""How the actions of the buttons here begin."""

_EVERY = 3.0  # seconds between two looks at how far a broadcast is
_CELLS = 12  # of the progress bar
_DAYS = 30
_WAYS = {
    State.DRAFT: ("send", "cancel"),
    State.SENDING: ("pause", "cancel"),
    State.PAUSED: ("resume", "cancel"),
    State.CANCELLED: (),
    State.DONE: (),
}
"""What can be done with a broadcast in each state."""

MakeReport = Callable[[str, int], Report]
"""Makes the report of the last so many days in a language; it blocks."""


class Office:
    """Serves the chats of the administrators."""

    def __init__(
        self,
        conversation: Conversation | Live,
        table: Broadcasts,
        subscribers: Subscribers,
        report: MakeReport,
    ) -> None:
        self._conversation = conversation
        self._table = table
        self._subscribers = subscribers
        self._report = report
        self._watching: dict[int, asyncio.Task[None]] = {}
        self._says: dict[tuple[int, int], Broadcast] = {}
        """What was shown last, by chat and message."""

    async def message(self, incoming: Raw, api: Bot) -> None:
        """An administrator sent a command."""
        chat, locale = incoming["chat"]["id"], locale_of(incoming.get("from")) or ""
        command, _, rest = incoming["text"].partition("\n")
        name, _, argument = command[1:].partition(" ")
        try:
            if name.partition("@")[0] == "report":
                await self._send_report(api, chat, locale, argument)
            elif argument.strip() or rest.strip():
                await self._draft(api, chat, locale, f"{argument}\n{rest}")
            else:
                await self._explain(api, chat, locale)
        except AwayError:
            await self._say(api, chat, "away", locale)

    async def button(self, query: Raw, api: Bot) -> None:
        """An administrator pressed a button here."""
        with suppress(BadRequest):  # too late to say so
            await api.answer_callback_query(query["id"])
        way, _, number = query["data"].removeprefix(ACTION).partition(":")
        ways = {
            "send": self._table.confirm,
            "pause": self._table.pause,
            "resume": self._table.resume,
            "cancel": self._table.cancel,
        }
        if way not in ways or not number.isdecimal() or int(number) > LARGEST:
            return
        chat, shown = query["message"]["chat"]["id"], query["message"]["message_id"]
        locale = locale_of(query["from"]) or ""
        try:
            await asyncio.to_thread(ways[way], int(number))
            await self._show(api, chat, shown, int(number), locale)
        except AwayError:
            await self._say(api, chat, "away", locale)

    async def close(self) -> None:
        """Watch nothing any more."""
        tasks = list(self._watching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _explain(self, api: Bot, chat: int, locale: str) -> None:
        """How to write to the subscribers, and how far the last broadcast is."""
        await self._say(api, chat, "how", locale, people=await self._people())
        newest = await asyncio.to_thread(self._table.newest)
        if newest:
            sent = await self._send(
                api, chat, self._progress(newest, locale), _keys(newest, self._label(locale))
            )
            self._watch(api, chat, sent, newest, locale)

    async def _draft(self, api: Bot, chat: int, locale: str, written: str) -> None:
        """Note a broadcast, and show what each will read."""
        content = self._conversation.content
        texts = texts_of(written, content)
        missing = lacking(texts, content)
        if missing:
            await self._say(api, chat, "lacks", locale, what=", ".join(missing))
            return
        wrong = unknown(texts, content)
        if wrong:
            await self._say(api, chat, "unknown", locale, what=", ".join(wrong))
            return
        try:
            previews = [html(news(texts, content, each)) for each in texts]
        except ValueError:
            await self._say(api, chat, "too_long", locale)
            return
        id_ = await asyncio.to_thread(self._table.draft, texts)
        for preview in previews:
            await self._send(api, chat, preview)
        made = await asyncio.to_thread(self._table.get, id_)
        if made:
            asked = self._words("preview", locale, people=await self._people())
            await self._send(api, chat, asked, _keys(made, self._label(locale)))

    async def _send_report(self, api: Bot, chat: int, locale: str, days: str) -> None:
        """The report as a picture."""
        length = int(days) if days.strip().isdecimal() and 0 < int(days) <= 365 else _DAYS  # noqa: PLR2004 a year
        made = await asyncio.to_thread(self._report, locale, length)
        picture = await asyncio.to_thread(made.png)
        caption = self._words("report", locale, period=made.period)
        await api.send_photo(chat, picture, caption=caption, parse_mode=ParseMode.HTML, filename="vigie.png")

    async def _show(self, api: Bot, chat: int, shown: int, id_: int, locale: str) -> None:
        """Show how far a broadcast is, in the place of a message, for as long as it is being sent."""
        made = await asyncio.to_thread(self._table.get, id_)
        if made is None or self._says.get((chat, shown)) == made:
            return
        self._says[chat, shown] = made
        with suppress(BadRequest):  # the message is gone
            await api.edit_message_text(
                self._progress(made, locale),
                chat,
                shown,
                parse_mode=ParseMode.HTML,
                reply_markup=_keys(made, self._label(locale)),
            )
        self._watch(api, chat, shown, made, locale)

    def _watch(self, api: Bot, chat: int, shown: int, made: Broadcast, locale: str) -> None:
        """Keep a message up to date while its broadcast is being sent."""
        if made.state is not State.SENDING or made.id in self._watching:
            return
        task = asyncio.create_task(self._follow(api, chat, shown, made.id, locale))
        self._watching[made.id] = task
        task.add_done_callback(lambda _: self._watching.pop(made.id, None))

    async def _follow(self, api: Bot, chat: int, shown: int, id_: int, locale: str) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            with suppress(AwayError, TelegramError):
                await self._show(api, chat, shown, id_, locale)
                made = await asyncio.to_thread(self._table.get, id_)
                if made is None or made.state is not State.SENDING:
                    await self._show(api, chat, shown, id_, locale)
                    self._says.pop((chat, shown), None)
                    return

    async def _people(self) -> str:
        """How many are subscribed, in all and by language: "12 (fr 7, en 5)"."""
        numbers = await asyncio.to_thread(self._subscribers.count)
        parts = ", ".join(f"{locale} {number}" for locale, number in sorted(numbers.items()))
        return f"{sum(numbers.values())} ({parts})" if parts else "0"

    def _progress(self, made: Broadcast, locale: str) -> str:
        through = made.total - made.left
        share = 100 * through // made.total if made.total else 100 * (made.state is State.DONE)
        full = _CELLS * share // 100
        return self._words(
            "progress",
            locale,
            id=str(made.id),
            state=self._conversation.say(f"office.{made.state}", locale),
            bar="▰" * full + "▱" * (_CELLS - full),
            share=str(share),
            sent=str(made.sent),
            total=str(made.total),
            gone=str(made.gone),
            failed=str(made.failed),
            left=str(made.left),
        )

    def _label(self, locale: str) -> Callable[[str], str]:
        return lambda way: self._conversation.say(f"office.button.{way}", locale)

    def _words(self, key: str, locale: str, **values: str) -> str:
        """A phrase as HTML."""
        return pieces(self._conversation.say(f"office.{key}", locale, **values))[0]

    async def _say(self, api: Bot, chat: int, key: str, locale: str, **values: str) -> None:
        await self._send(api, chat, self._words(key, locale, **values))

    async def _send(self, api: Bot, chat: int, text: str, keys: InlineKeyboardMarkup | None = None) -> int:
        sent = await api.send_message(
            chat, text, parse_mode=ParseMode.HTML, reply_markup=keys, link_preview_options=NO_PREVIEW
        )
        return sent.message_id


def _keys(made: Broadcast, label: Callable[[str], str]) -> InlineKeyboardMarkup | None:
    """What can be done with a broadcast now, as buttons."""
    row = tuple(Button(label(way), f"{ACTION}{way}:{made.id}") for way in _WAYS[made.state])
    return keyboard((row,), inline_mode=False)
