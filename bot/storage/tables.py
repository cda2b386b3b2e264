"""The tables. A change here needs a migration beside it (docs/operating.md, Upgrade).

A table that keeps something about a chat has a column ``chat`` with the chat's name (:meth:`Seal.name
<bot.storage.seal.Seal.name>`): /forget empties every such table.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    false,
)

REVISION = "0003"
"""The last migration: what a database with these tables says of itself."""

metadata = MetaData()

updates = Table(
    "updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="Telegram's update_id"),
    Column("chat", BigInteger, comment="whose it is, until it is handled"),
    Column("owner", BigInteger, comment="the process that handles it"),
    Column(
        "handed", Boolean, nullable=False, server_default=false(), comment="the owner has not seen it yet"
    ),
    Column("payload", LargeBinary, comment="the update, sealed; nothing once it is handled"),
    Column("sent", String, comment="the replies that were already sent, JSON"),
    Column(
        "attempts",
        Integer,
        nullable=False,
        server_default="0",
        comment="how often a process died with it, or with it alone",
    ),
    Column("done", Float, comment="when it was handled, seconds since 1970"),
)
"""Every update that came in within 48 hours: with its content until it is answered, after that its number."""

waiting = updates.c.payload.is_not(None)
"""Whether an update is still to be handled."""

Index("updates_waiting", updates.c.chat, sqlite_where=waiting, postgresql_where=waiting)
Index("updates_handed", updates.c.owner, sqlite_where=updates.c.handed, postgresql_where=updates.c.handed)
Index("updates_done", updates.c.done)

chats = Table(
    "chats",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("locale", String(2), comment="the language of the last exchange"),
    Column("fixed", Boolean, nullable=False, comment="whether the person chose it"),
    Column("recent", LargeBinary, comment="topics and message ids of the last 48 hours, sealed"),
    Column("seen", Float, nullable=False, index=True, comment="the last exchange, seconds since 1970"),
)
"""What is kept of a chat. Nothing of it was written by the person."""

processes = Table(
    "processes",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen", Float, nullable=False, comment="its last sign of life, seconds since 1970"),
)
"""The processes that serve now. What one leaves undone when it dies is taken over by another."""

# --- outreach ---

subscribers = Table(
    "subscribers",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("address", LargeBinary, nullable=False, comment="the chat's id, sealed: messages are sent to it"),
    Column("locale", String(2), nullable=False),
)
"""Who asked for news, and in which language."""

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("texts", String, nullable=False, comment="the text in each language, JSON"),
    Column("state", String(9), nullable=False, comment="draft, sending, paused, cancelled or done"),
    Column("made", Float, nullable=False, comment="seconds since 1970"),
    Column("total", Integer, nullable=False, server_default="0", comment="recipients when it was confirmed"),
    Column("sent", Integer, nullable=False, server_default="0"),
    Column("gone", Integer, nullable=False, server_default="0", comment="blocked the bot, and unsubscribed"),
    Column("failed", Integer, nullable=False, server_default="0", comment="given up after many tries"),
    Column("owner", BigInteger, comment="the process that sends it"),
    Column("until", Float, comment="when another process may take it over, seconds since 1970"),
)
"""Messages to all subscribers."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("broadcast", Integer, primary_key=True),
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("address", LargeBinary, nullable=False, comment="the chat's id, sealed"),
    Column("locale", String(2), nullable=False),
    Column("due", Float, nullable=False, comment="not before, seconds since 1970"),
    Column("tries", Integer, nullable=False, server_default="0"),
)
"""Whom a broadcast has not reached yet. A row goes when its message is sent."""

Index("deliveries_due", deliveries.c.broadcast, deliveries.c.due)

# --- insights: nothing here belongs to a person ---

counts = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("outcome", String(9), primary_key=True),
    Column("intent", String(56), primary_key=True),
    Column("locale", String(2), primary_key=True),
    Column("campaign", String(56), primary_key=True),
    Column("times", Integer, nullable=False),
)
"""How often something happened on a day."""

gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("locale", String(2), nullable=False),
    Column("nearest", String(56), nullable=False, comment="the intent that comes nearest"),
    Column("day", Date, nullable=False, comment="when it was asked last"),
    Column("shown", Boolean, nullable=False, server_default=false(), comment="enough people asked it"),
)
"""Groups of questions, near-same and scrubbed, that no answer fits."""

gap_wordings = Table(
    "gap_wordings",
    metadata,
    Column("gap", Integer, primary_key=True),
    Column("wording", String(200), primary_key=True),
    Column("times", Integer, nullable=False),
)
"""How the questions of a group were put, scrubbed."""

gap_people = Table(
    "gap_people",
    metadata,
    Column("gap", Integer, primary_key=True),
    Column("mark", Integer, primary_key=True, autoincrement=False),
)
"""How many people asked: a mark of 16 bits for each, made anew for each group, until the group is shown."""
