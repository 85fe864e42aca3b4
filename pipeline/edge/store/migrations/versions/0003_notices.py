"""Notices about feeds: in the table of what is told, and what was told of which feed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "alerts", sa.Column("kind", sa.String(length=16), nullable=False, server_default="incident")
    )
    op.create_table(
        "standings",
        sa.Column("feed_id", sa.String(length=64), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name="pk_standings"),
    )
