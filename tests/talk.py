"""Talking to a conversation, for tests."""

from bot.conversation import Conversation
from bot.message import Message, Session, Turn

FR = Session(locale="fr")
EN = Session(locale="en")


def say(conversation: Conversation, text: str, session: Session | None = None, **hints: str) -> Turn:
    """What a message leads to; the session is a new one, unless one is given."""
    return conversation.respond(Message(text, **hints), session or Session())


def text(turn: Turn) -> str:
    """All that the person reads."""
    return "\n".join(reply.text for reply in turn.replies)


def actions(turn: Turn) -> list[str]:
    """What the buttons do, in their order."""
    return [b.action for reply in turn.replies for row in reply.buttons for b in row if b.action]
