"""The console: the conversation at a keyboard or from a pipe, one line a message."""

from collections.abc import Callable, Iterable

from bot.channels.plain import plain
from bot.conversation import Conversation
from bot.live import Live
from bot.message import Button, Message, Session, Turn


def chat(
    conversation: Conversation | Live,
    lines: Iterable[str],
    write: Callable[[str], None],
    locale: str | None = None,
) -> None:
    """Answer line after line until there are none left.

    A number presses the button shown with that number.

    Args:
        conversation: who answers.
        lines: what the person types, one message a line; empty lines are passed over.
        write: shows a piece of text to the person, without a line end of its own.
        locale: the language of the person's system, as two letters.
    """
    session = Session()
    buttons: list[Button] = []
    for line in lines:
        text = line.strip()
        if not text:
            continue
        message = _message(text, buttons, locale)
        turn = conversation.respond(message, session)
        session = turn.session
        buttons = [b for reply in turn.replies for row in reply.buttons for b in row if b.action]
        write(show(turn, buttons) + "\n\n")


def show(turn: Turn, buttons: Iterable[Button] = ()) -> str:
    """A turn as text: the replies, then the buttons with their numbers."""
    texts = [plain(reply.text) for reply in turn.replies]
    cards = [f"{reply.card.name}: {reply.card.number}" for reply in turn.replies if reply.card]
    pressable = "\n".join(f"  [{number}] {button.label}" for number, button in enumerate(buttons, 1))
    return "\n\n".join(filter(None, [*texts, *cards, pressable]))


def _message(text: str, buttons: list[Button], locale: str | None) -> Message:
    if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= len(buttons):  # noqa: PLR2004 three digits suffice
        return Message(action=buttons[int(text) - 1].action, locale=locale)
    return Message(text, locale=locale)
