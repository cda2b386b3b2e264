"""The conversation that goes on while its content is edited.

A valid edit is taken within seconds; the messages before it and after it are all answered. An invalid one is
not: the last good content goes on serving, and those who look after the service are told why.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch

from bot import preparation
from bot.content.model import Content
from bot.content.problem import ContentError, Problem, Severity
from bot.conversation import Conversation
from bot.matching.knowledge import give_back
from bot.matching.recogniser import Recogniser
from bot.message import Choice, Message, Session, Turn

log = logging.getLogger(__name__)

Listener = Callable[[Sequence[Problem]], None]
_YOUNG = (20_000, 20, 20)  # objects after which garbage is looked for, and how often further: few make cycles
_LEFT = 2.0  # seconds after which what is still being learnt at the end is left to itself

Converse = Callable[[Content, Recogniser], Conversation]


class Live:
    """Speaks like a :class:`~bot.conversation.Conversation`, always with the last good content.

    What is asked of it is asked of one conversation, which is swapped as a whole: no turn ever sees half of
    an edit.
    """

    def __init__(
        self,
        folder: Path,
        cache: Path | None = None,
        converse: Converse = Conversation,
        *,
        lean: bool = False,
        examples: bool = True,
    ) -> None:
        """Read the folder for the first time.

        Args:
            folder: holds ``intents/`` and ``answers/``.
            cache: where what is learnt is kept.
            converse: makes the conversation over each content; one that knows more about the service than the
                content does (what it keeps) comes in here.
            lean: whether little memory is taken, rather than much remembered so that an edit is read quickly:
                another process then reads what is not known in the cache.
            examples: whether the content has to hold its examples: a lean one leaves them where they are kept
                if nobody learns from them here, explains an answer or shows them.

        Raises:
            ContentError: the content has errors, and there is no good one before it.
        """
        self.folder = folder
        """Where the content stands on disk."""
        self._cache, self._converse, self._lean, self._examples = cache, converse, lean, examples
        if lean:
            gc.disable()  # until it is read, what is made stays: nothing of it is garbage
        try:
            self._serving = self._make()
        finally:
            gc.enable()
        self._settle()
        self._listeners: list[Listener] = []
        self.problems: tuple[Problem, ...] = ()
        """Why the content on disk is not served; empty while it is."""

    @property
    def content(self) -> Content:
        """The content that is served now."""
        return self._serving[0].content

    @property
    def conversation(self) -> Conversation:
        """The conversation that answers now."""
        return self._serving[0]

    @property
    def recogniser(self) -> Recogniser:
        """What that conversation understands messages with."""
        return self._serving[1]

    def respond(self, message: Message, session: Session) -> Turn:
        """The turn that a message leads to."""
        return self.conversation.respond(message, session)

    def say(self, key: str, locale: str | None, **values: str) -> str:
        """A phrase of the bot's own."""
        return self.conversation.say(key, locale, **values)

    def search(self, query: str, locale: str | None, limit: int = 5) -> tuple[Choice, ...]:
        """Answers to share in another chat."""
        return self.conversation.search(query, locale, limit)

    def listen(self, listener: Listener) -> None:
        """Have a function called after each edit, with what keeps it from being served: nothing if it is."""
        self._listeners.append(listener)

    def refresh(self) -> bool:
        """Take the content as it stands on disk; False where it has errors and the last good one stays."""
        try:
            serving = self._make()
        except ContentError as error:
            self.problems = tuple(p for p in error.problems if p.severity is Severity.ERROR)
            log.warning(
                "the content on disk is not served: %d errors, first %s", len(self.problems), self.problems[0]
            )
        except OSError as error:  # a file that vanishes while it is read: its own change comes next
            log.warning("the content could not be read: %s", type(error).__name__)
            return False
        else:
            fingerprint = serving[0].content.fingerprint
            if fingerprint == self.content.fingerprint and not self.problems:
                return True
            self._serving, self.problems = serving, ()
            del serving
            self._settle()
            log.info("new content is served: %s", fingerprint)
        for listener in self._listeners:
            listener(self.problems)
        return not self.problems

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take every edit, for as long as the context lasts."""
        stop = Event()
        thread = Thread(target=self._watch, args=(stop,), name="content", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(_LEFT)

    def _watch(self, stop: Event) -> None:
        folders = [self.folder / "intents", self.folder / "answers"]
        for _ in watch(*folders, stop_event=stop, rust_timeout=1000, debounce=400, step=100):
            try:
                self.refresh()
            except Exception as error:  # noqa: BLE001 the watch must outlive whatever one edit does
                log.error("the content could not be taken: %s", type(error).__name__)  # noqa: TRY400 no traceback

    def _make(self) -> tuple[Conversation, Recogniser]:
        content, recogniser = (self._lean and self._prepared()) or self._read()
        return self._converse(content, recogniser), recogniser

    def _prepared(self) -> tuple[Content, Recogniser] | None:
        """The content as another process read and learnt it; None where that cannot be."""
        if self._cache is None:
            return None
        known = preparation.ready(self.folder, self._cache, examples=self._examples)
        if known:
            return known
        log.info("the content is new: it is read and learnt from")
        preparation.prepare_apart(self.folder, self._cache)
        return preparation.ready(self.folder, self._cache, examples=self._examples)

    def _read(self) -> tuple[Content, Recogniser]:
        """The content with its examples, read in this process, and what is learnt from it."""
        # 20 MB that a lean process takes only where no other can work for it
        from bot.content.loader import forget  # noqa: PLC0415
        from bot.required import load  # noqa: PLC0415

        try:
            content = load(self.folder)
        finally:
            if self._lean:
                forget()
        if self._cache and not self._lean and not Recogniser.known(content, self._cache):
            preparation.prepare_apart(self.folder, self._cache)
        return content, Recogniser.load(content, self._cache)

    def _settle(self) -> None:
        """Give memory that is free back to the system; what stays is no more looked through for garbage."""
        if self._lean:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            gc.set_threshold(*_YOUNG)
            give_back()
