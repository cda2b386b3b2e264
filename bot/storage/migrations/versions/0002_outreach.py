"""Subscribers, broadcasts, counts by day, and questions without an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "subscribers",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "address",
            sa.LargeBinary,
            nullable=False,
            comment="the chat's id, sealed: messages are sent to it",
        ),
        sa.Column("locale", sa.String(2), nullable=False),
    )
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("texts", sa.String, nullable=False, comment="the text in each language, JSON"),
        sa.Column("state", sa.String(9), nullable=False, comment="draft, sending, paused, cancelled or done"),
        sa.Column("made", sa.Float, nullable=False, comment="seconds since 1970"),
        sa.Column(
            "total",
            sa.Integer,
            nullable=False,
            server_default="0",
            comment="recipients when it was confirmed",
        ),
        sa.Column("sent", sa.Integer, nullable=False, server_default="0"),
        sa.Column(
            "gone",
            sa.Integer,
            nullable=False,
            server_default="0",
            comment="blocked the bot, and unsubscribed",
        ),
        sa.Column(
            "failed", sa.Integer, nullable=False, server_default="0", comment="given up after many tries"
        ),
        sa.Column("owner", sa.BigInteger, comment="the process that sends it"),
        sa.Column("until", sa.Float, comment="when another process may take it over, seconds since 1970"),
    )
    op.create_table(
        "deliveries",
        sa.Column("broadcast", sa.Integer, primary_key=True),
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("address", sa.LargeBinary, nullable=False, comment="the chat's id, sealed"),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("due", sa.Float, nullable=False, comment="not before, seconds since 1970"),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("deliveries_due", "deliveries", ["broadcast", "due"])
    op.create_table(
        "counts",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("outcome", sa.String(9), primary_key=True),
        sa.Column("intent", sa.String(56), primary_key=True),
        sa.Column("locale", sa.String(2), primary_key=True),
        sa.Column("campaign", sa.String(56), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("nearest", sa.String(56), nullable=False, comment="the intent that comes nearest"),
        sa.Column("day", sa.Date, nullable=False, comment="when it was asked last"),
        sa.Column(
            "shown", sa.Boolean, nullable=False, server_default=sa.false(), comment="enough people asked it"
        ),
    )
    op.create_table(
        "gap_wordings",
        sa.Column("gap", sa.Integer, primary_key=True),
        sa.Column("wording", sa.String(200), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_table(
        "gap_people",
        sa.Column("gap", sa.Integer, primary_key=True),
        sa.Column("mark", sa.Integer, primary_key=True, autoincrement=False),
    )


def downgrade() -> None:
    """Take the tables back to the version before."""
    for table in (
        "gap_people",
        "gap_wordings",
        "gaps",
        "counts",
        "deliveries",
        "broadcasts",
        "subscribers",
    ):
        op.drop_table(table)
