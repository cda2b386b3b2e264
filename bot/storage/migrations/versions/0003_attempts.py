"""How often the process that handled an update died."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.add_column(
        "updates",
        sa.Column(
            "attempts",
            sa.Integer,
            nullable=False,
            server_default="0",
            comment="how often a process died with it, or with it alone",
        ),
    )


def downgrade() -> None:
    """Take the tables back to the version before."""
    op.drop_column("updates", "attempts")
