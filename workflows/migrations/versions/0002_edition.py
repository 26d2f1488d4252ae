"""edition: the stamp of what the settings, the calendar and the units hold

Revises: 0001
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    edition = op.create_table(
        "edition",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_edition")),
    )
    op.bulk_insert(edition, [{"name": "store", "stamp": secrets.token_hex(8)}])


def downgrade() -> None:
    op.drop_table("edition")
