"""What happens when something arrives from Telegram: read it, ask the conversation, deliver the replies."""

import logging
from dataclasses import replace

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError

from bot.channels.telegram import metrics
from bot.channels.telegram.backstage import Backstage
from bot.channels.telegram.calls import nobody_there
from bot.channels.telegram.flood import Flow
from bot.channels.telegram.inline import CACHE, offers
from bot.channels.telegram.memory import Memory
from bot.channels.telegram.pace import PRIORITY, Priority
from bot.channels.telegram.profile import commands
from bot.channels.telegram.replies import Place, delete, deliver
from bot.channels.telegram.traces import Sent
from bot.channels.telegram.updates import Raw, chat_of, is_private, locale_of, read, thread_of
from bot.conversation import Conversation
from bot.live import Live
from bot.message import Effect, Message, Outcome, Reply, Turn

_AWAITS_REPLY = ("message", "edited_message", "callback_query")  # else nobody sees that it led to nothing
_GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}

log = logging.getLogger(__name__)


class Handlers:
    """One method for each kind of update."""

    def __init__(
        self, conversation: Conversation | Live, memory: Memory, backstage: Backstage | None = None
    ) -> None:
        self._conversation = conversation
        self._backstage = backstage
        self._commands = commands(conversation.content)
        self._memory = memory
        self._sessions = memory.sessions
        self._traces = memory.traces

    async def handle(self, update: Raw, api: Bot) -> None:
        """Do what an update asks for. Whatever is not named here meets silence."""
        kinds = {
            "message": self._message,
            "edited_message": self._edit,
            "callback_query": self._button,
            "inline_query": self._inline,
            "my_chat_member": self._membership,
        }
        for kind, handle in kinds.items():
            if update.get(kind):
                await handle(update[kind], api)
                return

    async def failed(self, update: Raw, api: Bot, error: Exception) -> None:
        """Something failed: tell the person, in their language; the log gets the type and the place."""
        if isinstance(error, TelegramError) and nobody_there(error):
            chat = chat_of(update)
            if chat is not None:
                self._memory.forget(chat)
            return
        log.error("an update was not handled", exc_info=error)
        await self.apologise(update, api, "error")

    async def apologise(self, update: Raw, api: Bot, why: str) -> None:
        """Say why there is no answer, with the numbers for an emergency, where somebody waits for one.

        Args:
            update: what is not answered.
            api: the Bot API.
            why: the phrase that says it.
        """
        awaited = next((update[kind] for kind in _AWAITS_REPLY if update.get(kind)), None)
        chat = chat_of(update)
        if awaited is None or chat is None:
            return
        locale = self._language(chat) or locale_of(awaited.get("from"))
        text = "\n\n".join(self._conversation.say(key, locale) for key in (why, "safety_line"))
        place = Place(chat, thread=thread_of(awaited.get("message") or awaited))
        try:
            await deliver(api, place, [Reply(text)])
        except TelegramError as error:
            if not nobody_there(error):
                log.warning("the person could not be told", exc_info=error)

    async def _message(self, incoming: Raw, api: Bot) -> None:
        """Someone wrote: answer. An album of pictures is answered once."""
        message = read(incoming, api.bot, self._commands)
        if message and not self._another_of_an_album(incoming, message):
            await self._answer(api, incoming, message)

    async def _edit(self, incoming: Raw, api: Bot) -> None:
        """Someone mended what they had written: the answer to it changes in place."""
        message = read(incoming, api.bot, self._commands)
        if message and message.text:
            over = self._traces.answers(incoming["chat"]["id"], incoming["message_id"])
            await self._answer(api, incoming, message, over)

    async def _button(self, query: Raw, api: Bot) -> None:
        """Someone pressed a button: let the app stop waiting, then do what the button says."""
        await _acknowledge(query, api)
        under = query.get("message")
        if not under or not query.get("data"):
            return  # no button of ours: ours stand under messages and carry an action
        chat, pressed = under["chat"]["id"], under["message_id"]
        message = Message(action=query["data"], locale=locale_of(query["from"]))
        turn = self._respond(chat, message)
        await self._note(chat, message, turn)
        accessible = under["date"] != 0  # Bot API, InaccessibleMessage
        editable = accessible and turn.replies and turn.replies[0].replaces
        place = Place(chat, thread=thread_of(under))
        await self._carry_out(api, turn, place, pressed, (Sent(pressed),) if editable else ())

    async def _inline(self, query: Raw, api: Bot) -> None:
        """Someone typed ``@name …`` in any chat: offer answers to share there."""
        found = offers(self._conversation, query["query"], locale_of(query["from"]))
        try:
            await api.answer_inline_query(
                query["id"], found.articles, cache_time=CACHE, is_personal=found.personal
            )
        except NetworkError as error:
            _ignore_late(error)

    async def _membership(self, change: Raw, _: Bot) -> None:
        """The bot was blocked or removed: nothing of that chat is kept. Otherwise silence."""
        if change["new_chat_member"]["status"] in _GONE:
            self._memory.forget(change["chat"]["id"])

    async def _answer(self, api: Bot, incoming: Raw, message: Message, over: tuple[Sent, ...] = ()) -> None:
        """Answer a message, in the place of an earlier answer where there is one."""
        chat, number = incoming["chat"]["id"], incoming["message_id"]
        place = Place(chat, thread=thread_of(incoming), quoted=None if is_private(incoming) else number)
        flow = self._memory.flood.flow(chat, incoming.get("edit_date") or incoming["date"])
        before = self._sessions.get(chat)
        turn = self._respond(chat, message)
        if flow is Flow.TOO_MUCH and turn.outcome is not Outcome.URGENT:
            self._sessions.put(chat, before)
            return
        if flow is Flow.FULL:
            turn = self._with_notice(turn)
        await self._note(chat, message, turn)
        await self._carry_out(api, turn, place, number, over)

    def _respond(self, chat: int, message: Message) -> Turn:
        """Ask the conversation, and keep the session."""
        turn = self._conversation.respond(message, self._sessions.get(chat))
        self._sessions.put(chat, turn.session)
        metrics.turns.labels(turn.outcome).inc()
        if turn.outcome is Outcome.URGENT:
            PRIORITY.set(Priority.URGENT)
        return turn

    async def _note(self, chat: int, message: Message, turn: Turn) -> None:
        """Count a turn, and keep what it asks to be kept beside the session."""
        if self._backstage:
            await self._backstage.note(chat, message, turn)

    def _with_notice(self, turn: Turn) -> Turn:
        """A turn that also says that the messages come too fast."""
        first, *others = turn.replies
        notice = self._conversation.say("flood", turn.locale)
        return replace(turn, replies=(replace(first, text=f"{first.text}\n\n{notice}"), *others))

    async def _carry_out(
        self, api: Bot, turn: Turn, place: Place, source: int, over: tuple[Sent, ...]
    ) -> None:
        """Deliver a turn's replies and do what else it asks for."""
        if Effect.EXIT in turn.effects:
            await self._clear(api, place, source)
            over = ()
        try:
            sent = await deliver(api, place, turn.replies, over=over)
        except ChatMigrated as moved:  # the group became a supergroup, and has another number now
            self._memory.move(place.chat, moved.new_chat_id)
            place = Place(moved.new_chat_id)
            sent = await deliver(api, place, turn.replies)
        if {Effect.EXIT, Effect.FORGET} & set(turn.effects):
            self._memory.forget(place.chat)
        else:
            self._traces.keep(place.chat, source, sent)

    async def _clear(self, api: Bot, place: Place, source: int) -> None:
        """Delete what is remembered of a conversation; in a group, only what the bot itself wrote."""
        theirs, ours = self._traces.known(place.chat)
        private = place.quoted is None
        await delete(api, place.chat, sorted(ours | theirs | {source} if private else ours))

    def _another_of_an_album(self, incoming: Raw, message: Message) -> bool:
        """Whether this is a further picture, without words, of an album that was already answered."""
        album = incoming.get("media_group_id")
        if album is None or self._traces.opens_album(incoming["chat"]["id"], album):
            return False
        return not message.text

    def _language(self, chat: int) -> str | None:
        """The language of the last exchange in a chat, as far as it can be told."""
        try:
            return self._sessions.get(chat).locale
        except Exception:  # noqa: BLE001 - the store may be what failed, and the person is told all the same
            return None


async def _acknowledge(query: Raw, api: Bot) -> None:
    """Let the person's app stop waiting for an answer to a button."""
    try:
        await api.answer_callback_query(query["id"])
    except NetworkError as error:
        _ignore_late(error)


def _ignore_late(error: NetworkError) -> None:
    """Nobody waits any more for an answer that is too old, or that did not get through in time."""
    if isinstance(error, BadRequest) and "query is too old" not in error.message.lower():
        raise error
