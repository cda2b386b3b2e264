"""What happens when something arrives from Telegram: read it, ask the conversation, deliver the replies."""

import logging
from dataclasses import replace

from telegram import Bot, CallbackQuery, Update
from telegram import Message as Incoming
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError
from telegram.ext import ContextTypes

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
from bot.channels.telegram.updates import locale_of, read
from bot.conversation import Conversation
from bot.live import Live
from bot.message import Effect, Message, Outcome, Reply, Turn

Context = ContextTypes.DEFAULT_TYPE

AWAITS_REPLY = frozenset({"message", "edited_message", "callback_query"})
"""The kinds of updates of which somebody sees that they led to nothing."""

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

    async def message(self, update: Update, context: Context) -> None:
        """Someone wrote: answer. An album of pictures is answered once."""
        incoming = _incoming(update)
        message = read(incoming, context.bot.bot, self._commands)
        if message and not self._another_of_an_album(incoming, message):
            await self._answer(context.bot, incoming, message)

    async def edit(self, update: Update, context: Context) -> None:
        """Someone mended what they had written: the answer to it changes in place."""
        incoming = _incoming(update)
        message = read(incoming, context.bot.bot, self._commands)
        if message and message.text:
            over = self._traces.answers(incoming.chat_id, incoming.message_id)
            await self._answer(context.bot, incoming, message, over)

    async def button(self, update: Update, context: Context) -> None:
        """Someone pressed a button: let the app stop waiting, then do what the button says."""
        query = update.callback_query
        if query is None:
            return
        await _acknowledge(query)
        if query.message is None or not query.data:
            return  # no button of ours: ours stand under messages and carry an action
        chat, pressed = query.message.chat.id, query.message.message_id
        message = Message(action=query.data, locale=locale_of(query.from_user))
        turn = self._respond(chat, message)
        await self._note(chat, message, turn)
        editable = query.message.is_accessible and turn.replies and turn.replies[0].replaces
        place = Place(chat, thread=_thread(query.message))
        await self._carry_out(context.bot, turn, place, pressed, (Sent(pressed),) if editable else ())

    async def inline(self, update: Update, context: Context) -> None:
        """Someone typed ``@name …`` in any chat: offer answers to share there."""
        query = update.inline_query
        if query is None:
            return
        found = offers(self._conversation, query.query, locale_of(query.from_user))
        try:
            await context.bot.answer_inline_query(
                query.id, found.articles, cache_time=CACHE, is_personal=found.personal
            )
        except NetworkError as error:
            _ignore_late(error)

    async def membership(self, update: Update, _: Context) -> None:
        """The bot was blocked or removed: nothing of that chat is kept. Otherwise silence."""
        change = update.my_chat_member
        if change and change.new_chat_member.status in _GONE:
            self._memory.forget(change.chat.id)

    async def error(self, update: object, context: Context) -> None:
        """Something failed: tell the person, in their language; the log gets the type and the place."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if isinstance(context.error, TelegramError) and nobody_there(context.error):
            if chat:
                self._memory.forget(chat.id)
            return
        log.error("an update was not handled", exc_info=context.error)
        if isinstance(update, Update) and chat and any(update[kind] for kind in AWAITS_REPLY):
            place = Place(chat.id, thread=_thread(update.effective_message))
            await self.apologise(context.bot, place, locale_of(update.effective_user), "error")

    async def _answer(
        self, api: Bot, incoming: Incoming, message: Message, over: tuple[Sent, ...] = ()
    ) -> None:
        """Answer a message, in the place of an earlier answer where there is one."""
        chat = incoming.chat_id
        quoted = None if incoming.chat.type == ChatType.PRIVATE else incoming.message_id
        place = Place(chat, thread=_thread(incoming), quoted=quoted)
        flow = self._memory.flood.flow(chat, (incoming.edit_date or incoming.date).timestamp())
        before = self._sessions.get(chat)
        turn = self._respond(chat, message)
        if flow is Flow.TOO_MUCH and turn.outcome is not Outcome.URGENT:
            self._sessions.put(chat, before)
            return
        if flow is Flow.FULL:
            turn = self._with_notice(turn)
        await self._note(chat, message, turn)
        await self._carry_out(api, turn, place, incoming.message_id, over)

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

    def _another_of_an_album(self, incoming: Incoming, message: Message) -> bool:
        """Whether this is a further picture, without words, of an album that was already answered."""
        album = incoming.media_group_id
        if album is None or self._traces.opens_album(incoming.chat_id, album):
            return False
        return not message.text

    def _language(self, chat: int) -> str | None:
        """The language of the last exchange in a chat, as far as it can be told."""
        try:
            return self._sessions.get(chat).locale
        except Exception:  # noqa: BLE001 - the store may be what failed, and the person is told all the same
            return None

    async def apologise(self, api: Bot, place: Place, locale: str | None, why: str) -> None:
        """Say why there is no answer, with the numbers for an emergency.

        Args:
            api: the Bot API.
            place: where.
            locale: the language, if that of the last exchange is not known.
            why: the phrase that says it.
        """
        locale = self._language(place.chat) or locale
        text = "\n\n".join(self._conversation.say(key, locale) for key in (why, "safety_line"))
        try:
            await deliver(api, place, [Reply(text)])
        except TelegramError as error:
            if not nobody_there(error):
                log.warning("the person could not be told", exc_info=error)


async def _acknowledge(query: CallbackQuery) -> None:
    """Let the person's app stop waiting for an answer to a button."""
    try:
        await query.answer()
    except NetworkError as error:
        _ignore_late(error)


def _ignore_late(error: NetworkError) -> None:
    """Nobody waits any more for an answer that is too old, or that did not get through in time."""
    if isinstance(error, BadRequest) and "query is too old" not in error.message.lower():
        raise error


def _incoming(update: Update) -> Incoming:
    """The message of an update that has one."""
    incoming = update.message or update.edited_message
    if incoming is None:
        raise ValueError("an update without a message was taken for a message")
    return incoming


def _thread(message: object) -> int | None:
    """The topic of a forum in which a message stands."""
    if isinstance(message, Incoming) and message.is_topic_message:
        return message.message_thread_id
    return None
