"""What a person should see: the same conversation without a channel, to hold Telegram against."""

from bot.channels.telegram.render import pieces
from bot.conversation import Conversation
from bot.message import Message, Reply, Session, Turn
from tests.botapi import Json, shown_text
from tests.phone import buttons

LANGUAGES = ("fr", "en")
QUESTION = {"fr": "quel est le numéro pour signaler ?", "en": "what is the number to report?"}
OTHER_QUESTION = {"fr": "c'est quoi SISTRA ?", "en": "what is SISTRA?"}
ANSWER = "airport_campaign/sistra"
"""What answers the other question."""
GROUP = -100_500_000
"""The number of a group's chat."""
FILE = {"file_id": "f", "file_unique_id": "u"}
"""What Telegram says of any file."""


class Twin:
    """The same conversation without a channel: what a person should see."""

    def __init__(self, conversation: Conversation, language: str) -> None:
        self.conversation = conversation
        self.language = language
        self.session = Session()

    def respond(self, **message: str) -> Turn:
        """What the conversation says, from one message to the next."""
        turn = self.conversation.respond(Message(locale=self.language, **message), self.session)
        self.session = turn.session
        return turn


def texts(messages: list[Json]) -> list[str]:
    """The texts that messages show."""
    return [message["text"] for message in messages if "text" in message]


def as_shown(turn: Turn) -> list[str]:
    """The texts that a turn makes on Telegram."""
    return [shown_text(piece, "HTML") for reply in turn.replies for piece in pieces(reply.text)]


def labels(messages: list[Json]) -> list[str]:
    """The labels of the buttons under messages."""
    return [button["text"] for message in messages for button in buttons(message)]


def labels_of(replies: tuple[Reply, ...]) -> list[str]:
    """The labels of the buttons that replies have."""
    return [button.label for reply in replies for row in reply.buttons for button in row]
