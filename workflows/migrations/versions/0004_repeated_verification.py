"""A verification that counts no more, because an inspector was tied to the unit.

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("verification") as table:
        table.add_column(sa.Column("void_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("verification") as table:
        table.alter_column("void_reason", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("verification") as table:
        table.drop_column("void_reason")
