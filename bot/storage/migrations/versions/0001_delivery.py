"""The queue of updates, what is kept of a chat, and the processes that serve."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False, comment="Telegram's update_id"),
        sa.Column("chat", sa.BigInteger, comment="whose it is, until it is handled"),
        sa.Column("owner", sa.BigInteger, comment="the process that handles it"),
        sa.Column(
            "handed",
            sa.Boolean,
            nullable=False,
            server_default=sa.false(),
            comment="the owner has not seen it yet",
        ),
        sa.Column("payload", sa.LargeBinary, comment="the update, sealed; nothing once it is handled"),
        sa.Column("sent", sa.String, comment="the replies that were already sent, JSON"),
        sa.Column("done", sa.Float, comment="when it was handled, seconds since 1970"),
    )
    waiting = sa.text("payload IS NOT NULL")
    op.create_index("updates_waiting", "updates", ["chat"], sqlite_where=waiting, postgresql_where=waiting)
    handed = sa.text("handed")
    op.create_index("updates_handed", "updates", ["owner"], sqlite_where=handed, postgresql_where=handed)
    op.create_index("updates_done", "updates", ["done"])
    op.create_table(
        "chats",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("locale", sa.String(2), comment="the language of the last exchange"),
        sa.Column("fixed", sa.Boolean, nullable=False, comment="whether the person chose it"),
        sa.Column("recent", sa.LargeBinary, comment="topics and message ids of the last 48 hours, sealed"),
        sa.Column("seen", sa.Float, nullable=False, comment="the last exchange, seconds since 1970"),
    )
    op.create_index("ix_chats_seen", "chats", ["seen"])
    op.create_table(
        "processes",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seen", sa.Float, nullable=False, comment="its last sign of life, seconds since 1970"),
    )


def downgrade() -> None:
    """Take the tables back to the version before."""
    for table in ("processes", "chats", "updates"):
        op.drop_table(table)
