"""A small Bot API server on loopback. It refuses what Telegram refuses, and keeps what it was asked.

The bot under test talks to it over real HTTP. The other half is the people's side: write, press, edit.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from types import TracebackType
from typing import Any, ClassVar, Self

from aiohttp import web

TOKEN = "123456789:AAtest-token_for-loopback-0123456789"
USERNAME = "vigie_test_bot"
ME = 123456789
PATIENCE = 60  # seconds, for a bot that never calls to fail its test instead of holding it up

Json = dict[str, Any]

_JSON_FIELDS = {
    "allowed_updates",
    "commands",
    "link_preview_options",
    "message_ids",
    "reply_markup",
    "reply_parameters",
    "results",
    "scope",
}
_MARKUP = re.compile(
    r"<(?P<close>/?)(?P<tag>b|i|u|s|a|code|pre|tg-spoiler)(?P<attributes>(?: [a-z]+=\"[^\"<>]*\")*)>"
    r"|(?P<reference>&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)"
    r"|(?P<text>[^<>&]+)"
)


_WRITTEN = {"text", "caption", "query", "first_name", "title", "phone_number"}
"""Where in an update the words of people are, and what they go by."""


class RefusedError(Exception):
    """The server does not do what it was asked."""

    def __init__(self, description: str, code: int = 400, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot, and how it was refused, if it was."""

    method: str
    params: Json
    refused: str = ""
    planned: bool = False
    """Whether a test wanted the refusal."""


@dataclass(slots=True)
class Fault:
    """A refusal that a test wants."""

    method: str
    error: RefusedError
    times: int


@dataclass(slots=True)
class Wreck:
    """A request that a test wants to go wrong on its way."""

    method: str
    kind: str
    """500, html, malformed or reset."""
    times: int
    done: bool
    """Whether what was asked for is carried out all the same."""


@dataclass(slots=True)
class BotApi:
    """The server: chats, what was called, what is still to be fetched."""

    everything_private: ClassVar[set[str]] = set()
    """What people wrote to any of the servers, and their numbers."""
    inline_mode: bool = True
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    chats: dict[int, dict[int, Json]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    presses: set[str] = field(default_factory=set)
    """The queries that presses of buttons made."""
    inline: dict[str, Json | None] = field(default_factory=dict)
    """The answer to each inline query."""
    faults: list[Fault] = field(default_factory=list)
    slow: float = 0
    """Seconds that each call takes."""
    conflicts: str = ""
    """Why the next request for updates is refused."""
    wrecks: list[Wreck] = field(default_factory=list)
    webhook: Json = field(default_factory=dict)
    tolerated: list[str] = field(default_factory=list)
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    """Chats for which nothing is done until the event is set."""
    _private: set[str] = field(default_factory=set)
    _queue: deque[Json] = field(default_factory=deque)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _ids: Iterator[int] = field(default_factory=lambda: count(1000))
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        BotApi.everything_private.update(self.private)
        if self._runner:
            await self._runner.cleanup()

    # --- the people's side ---

    async def push(self, **update: Any) -> None:
        """Let the bot fetch an update."""
        self._private.update(_theirs(update))
        async with self._changed:
            self._queue.append({"update_id": next(self._ids), **update})
            self._changed.notify_all()

    async def fetched(self) -> None:
        """Wait until the bot has taken everything that was pushed."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: not self._queue)

    async def called(self, method: str, times: int = 1) -> list[Call]:
        """Wait until the bot has called a method often enough."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.of(method)) >= times)
        return self.of(method)

    def store(self, chat: int, message: Json) -> Json:
        """Put a message into a chat; it gets the next number."""
        self._private.update(_theirs(message))
        message = {"message_id": next(self._ids), "date": 1_700_000_000, **message}
        self.chats.setdefault(chat, {})[message["message_id"]] = message
        return message

    def fail(self, method: str, description: str, code: int = 400, times: int = 1, **parameters: Any) -> None:
        """Refuse the next calls of a method."""
        self.faults.append(Fault(method, RefusedError(description, code, parameters or None), times))

    def wreck(self, method: str, kind: str, times: int = 1, *, done: bool = False) -> None:
        """Let the next calls of a method go wrong on their way."""
        self.wrecks.append(Wreck(method, kind, times, done))

    def tolerate(self, description: str) -> None:
        """Expect a refusal of the server's own."""
        self.tolerated.append(description)

    # --- what a test asks ---

    def of(self, *methods: str) -> list[Call]:
        """The calls of some methods, in order."""
        return [call for call in self.calls if call.method in methods]

    @property
    def refusals(self) -> list[Call]:
        """The calls that Telegram would have refused, and that no test wanted to be."""
        return [call for call in self.calls if call.refused and not call.planned]

    @property
    def private(self) -> set[str]:
        """What must stand in no log: all that people wrote, and their numbers."""
        return self._private | {str(number) for number in self.chats}

    # --- HTTP ---

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _response(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        params = await _parameters(request)
        if method == "getUpdates" and self.conflicts:
            body = {"ok": False, "error_code": 409, "description": f"Conflict: {self.conflicts}"}
            self.conflicts = ""
            return _response(409, body)
        if method == "getUpdates":
            return _response(200, {"ok": True, "result": await self._updates(params)})
        await asyncio.sleep(self.slow)
        chat = str(params.get("chat_id", "")).lstrip("-")
        if chat.isdecimal() and (held := self.held.get(int(params["chat_id"]))):
            await held.wait()
        if wrecked := await self._wrecked(request, method, done=False):
            return wrecked
        fault = next((f for f in self.faults if f.method == method and f.times > 0), None)
        try:
            if fault:
                fault.times -= 1
                raise fault.error
            result = self._do(method, params)
        except RefusedError as error:
            planned = fault is not None or any(text in error.description for text in self.tolerated)
            await self._record(Call(method, params, error.description, planned))
            body = {"ok": False, "error_code": error.code, "description": error.description}
            if error.parameters:
                body["parameters"] = error.parameters
            return _response(error.code, body)
        await self._record(Call(method, params))
        return await self._wrecked(request, method) or _response(200, {"ok": True, "result": result})

    async def _wrecked(
        self, request: web.Request, method: str, *, done: bool = True
    ) -> web.StreamResponse | None:
        """What a test wants to happen to a request instead of an answer."""
        wreck = next((w for w in self.wrecks if w.method == method and w.times > 0 and w.done == done), None)
        if wreck is None:
            return None
        wreck.times -= 1
        if wreck.kind == "reset" and request.transport:
            request.transport.abort()
        if wreck.kind == "html":
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        return web.Response(status=500 if wreck.kind == "500" else 200, text='{"ok": tr')

    async def _record(self, call: Call) -> None:
        async with self._changed:
            self.calls.append(call)
            self._changed.notify_all()

    async def _updates(self, params: Json) -> list[Json]:
        """Long polling: answers at once when there is something, and forgets what was acknowledged."""
        offset = int(params.get("offset", 0))
        async with self._changed:
            while self._queue and self._queue[0]["update_id"] < offset:
                self._queue.popleft()
            self._changed.notify_all()
            try:
                async with asyncio.timeout(int(params.get("timeout", 0))):
                    await self._changed.wait_for(lambda: self._queue)
            except TimeoutError:
                return []
            return list(self._queue)

    def _do(self, method: str, params: Json) -> Any:
        """Carry out a call."""
        methods: Mapping[str, Callable[[Json], Any]] = {
            "getMe": self._get_me,
            "deleteWebhook": lambda _: self._hooked({}),
            "setWebhook": self._hooked,
            "getWebhookInfo": lambda _: {
                "url": self.webhook.get("url", ""),
                "has_custom_certificate": False,
                "pending_update_count": len(self._queue),
            },
            "sendMessage": self._send_message,
            "sendContact": self._send_contact,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_message_text,
            "deleteMessages": self._delete_messages,
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_inline_query,
            "setMyCommands": self._set_my_commands,
            "setMyDescription": lambda p: _set_text(p, "description", 512),
            "setMyShortDescription": lambda p: _set_text(p, "short_description", 120),
        }
        if method not in methods:
            raise RefusedError("Not Found", 404)
        return methods[method](params)

    # --- methods ---

    def _hooked(self, params: Json) -> bool:
        self.webhook = dict(params)
        return True

    def _set_my_commands(self, params: Json) -> bool:
        if params.get("scope", {}).get("type") == "chat" and params["scope"]["chat_id"] not in self.chats:
            raise RefusedError("Bad Request: chat not found")
        return _menu(params)

    def _get_me(self, _: Json) -> Json:
        return {
            "id": ME,
            "is_bot": True,
            "first_name": "Vigie",
            "username": USERNAME,
            "supports_inline_queries": self.inline_mode,
        }

    def _send_message(self, params: Json) -> Json:
        message = self._outgoing(params)
        message["text"] = shown_text(params["text"], params.get("parse_mode"))
        message["html"] = params["text"]
        return self._sent(params, message)

    def _send_contact(self, params: Json) -> Json:
        if not re.fullmatch(r"\+?[\d ()-]{3,32}", params["phone_number"]) or not params["first_name"].strip():
            raise RefusedError("Bad Request: phone number or first name is invalid")
        message = self._outgoing(params)
        message["contact"] = {"phone_number": params["phone_number"], "first_name": params["first_name"]}
        return self._sent(params, message)

    def _send_photo(self, params: Json) -> Json:
        if not params.get("photo"):
            raise RefusedError("Bad Request: there is no photo in the request")
        message = self._outgoing(params)
        message["caption"] = shown_text(params["caption"], params.get("parse_mode"))
        message["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
        return self._sent(params, message)

    def _edit_message_text(self, params: Json) -> Json:
        chat = self._chat(params)
        message = chat.get(int(params["message_id"]))
        if message is None:
            raise RefusedError("Bad Request: message to edit not found")
        if message["from"]["id"] != ME or "text" not in message:
            raise RefusedError("Bad Request: message can't be edited")
        text = shown_text(params["text"], params.get("parse_mode"))
        markup = self._keyboard(params)
        if text == message["text"] and markup == message.get("reply_markup"):
            raise RefusedError(
                "Bad Request: message is not modified: specified new message content is the same"
            )
        message.pop("reply_markup", None)
        message |= {"text": text, "html": params["text"], "edits": message.get("edits", 0) + 1}
        message |= {"reply_markup": markup} if markup else {}
        return message

    def _delete_messages(self, params: Json) -> bool:
        chat = self._chat(params)
        if not 1 <= len(params["message_ids"]) <= 100:
            raise RefusedError("Bad Request: there are too many message identifiers, or none")
        for message in params["message_ids"]:
            chat.pop(message, None)
        return True

    def _answer_callback_query(self, params: Json) -> bool:
        if params.get("callback_query_id") not in self.presses:
            raise RefusedError(
                "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        return True

    def _answer_inline_query(self, params: Json) -> bool:
        query, results = params.get("inline_query_id"), params["results"]
        if query not in self.inline:
            raise RefusedError(
                "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        if len(results) > 50 or len({result["id"] for result in results}) < len(results):
            raise RefusedError("Bad Request: RESULT_ID_DUPLICATE or RESULTS_TOO_MUCH")
        for result in results:
            if not 1 <= len(result["id"].encode()) <= 64 or not result["title"].strip():
                raise RefusedError("Bad Request: RESULT_ID_INVALID or RESULT_TITLE_EMPTY")
            content = result["input_message_content"]
            content["shown"] = shown_text(content["message_text"], content.get("parse_mode"))
        self.inline[query] = params
        return True

    # --- parts of methods ---

    def _chat(self, params: Json) -> dict[int, Json]:
        if not re.fullmatch(r"-?\d{1,19}", str(params.get("chat_id", ""))):
            raise RefusedError("Bad Request: chat not found")
        chat = int(params["chat_id"])
        if chat in self.blocked:
            raise RefusedError("Forbidden: bot was blocked by the user", 403)
        if chat not in self.chats:
            raise RefusedError("Bad Request: chat not found")
        return self.chats[chat]

    def _outgoing(self, params: Json) -> Json:
        chat = self._chat(params)
        quote = params.get("reply_parameters")
        if quote and quote["message_id"] not in chat and not quote.get("allow_sending_without_reply"):
            raise RefusedError("Bad Request: message to be replied not found")
        markup = self._keyboard(params)
        return {"reply_markup": markup} if markup else {}

    def _sent(self, params: Json, message: Json) -> Json:
        chat = int(params["chat_id"])
        who = {"id": ME, "is_bot": True, "first_name": "Vigie", "username": USERNAME}
        where = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
        return self.store(chat, {"from": who, "chat": where, **message})

    def _keyboard(self, params: Json) -> Json | None:
        """The inline keyboard of a message, held against Telegram's rules."""
        markup: Json | None = params.get("reply_markup")
        if markup is None:
            return None
        buttons = [button for row in markup["inline_keyboard"] for button in row]
        if not buttons or len(buttons) > 100 or not all(markup["inline_keyboard"]):
            raise RefusedError("Bad Request: reply markup is empty, too long or has an empty row")
        for button in buttons:
            _check_button(button, inline_mode=self.inline_mode)
        return markup


def _theirs(value: object) -> Iterator[str]:
    """What is the people's own in an update: their words and numbers, not what the bot wrote."""
    if isinstance(value, list):
        for each in value:
            yield from _theirs(each)
    if not isinstance(value, dict) or value.get("id") == ME or value.get("from", {}).get("id") == ME:
        return
    for key, inner in value.items():
        if key in _WRITTEN and isinstance(inner, str):
            yield inner
        elif key in ("from", "chat"):
            yield str(inner["id"])
        yield from _theirs(inner)


def shown_text(text: str, parse_mode: str | None) -> str:
    """The text that a message shows, without its markup: what Telegram counts and compares."""
    plain = _without_markup(text) if parse_mode == "HTML" else text
    if not plain.strip():
        raise RefusedError("Bad Request: message text is empty")
    if len(plain.encode("utf-16-le")) // 2 > 4096:
        raise RefusedError("Bad Request: message is too long")
    return plain.strip()


def _without_markup(text: str) -> str:
    """Parse Telegram's HTML: known tags, properly nested, and nothing that should have been escaped."""
    parts: list[str] = []
    opened: list[str] = []
    place = 0
    while place < len(text):
        found = _MARKUP.match(text, place)
        if not found:
            raise RefusedError(f"Bad Request: can't parse entities at {place}")
        place = found.end()
        tag = found["tag"]
        if tag and found["close"]:
            if not opened or opened.pop() != tag:
                raise RefusedError(f"Bad Request: can't parse entities: unexpected end tag at {place}")
        elif tag:
            if (tag == "a") != found["attributes"].startswith(' href="'):
                raise RefusedError(
                    "Bad Request: can't parse entities: a link has an address, and nothing else"
                )
            opened.append(tag)
        else:
            parts.append(unescape(found["reference"] or "") or found["text"])
    if opened:
        raise RefusedError(f"Bad Request: can't parse entities: no end tag for {opened[-1]}")
    return "".join(parts)


def _check_button(button: Json, *, inline_mode: bool) -> None:
    """One button of an inline keyboard: a label, and exactly one thing that it does."""
    actions = button.keys() - {"text"}
    if not button["text"].strip() or len(actions) != 1:
        raise RefusedError("Bad Request: a button has a label and one action")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise RefusedError("Bad Request: BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"https?://[^\s/]+\.", button["url"]):
        raise RefusedError("Bad Request: BUTTON_URL_INVALID")
    if "switch_inline_query" in button and not (inline_mode and len(button["switch_inline_query"]) <= 256):
        raise RefusedError("Bad Request: BUTTON_TYPE_INVALID")


def _menu(params: Json) -> bool:
    for command in params["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise RefusedError("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise RefusedError("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return 1 <= len(params["commands"]) <= 100


def _set_text(params: Json, name: str, limit: int) -> bool:
    if len(params[name]) > limit:
        raise RefusedError(f"Bad Request: {name} is too long")
    return True


async def _parameters(request: web.Request) -> Json:
    """The parameters of a call: JSON, or a form where it brings a file."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return {key: _value(key, str(value)) for key, value in (await request.post()).items()}


def _value(key: str, value: str) -> Any:
    return json.loads(value) if key in _JSON_FIELDS else value


def _response(status: int, body: Json) -> web.Response:
    return web.json_response(body, status=status)
