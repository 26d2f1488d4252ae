"""delegations know the absence that was entered with them

Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = "fk_delegation_absence_id_absence"
KNOWN = """
UPDATE delegation SET absence_id = (
  SELECT min(absence.id) FROM absence JOIN post ON post.person_id = absence.person_id
  WHERE post.id = delegation.post_id AND absence.removed_at IS NULL
    AND absence.valid_from = delegation.valid_from AND absence.valid_until = delegation.valid_until
) WHERE revoked_at IS NULL
"""
"""Of those that run: the same person's, of the same days."""


def upgrade() -> None:
    with op.batch_alter_table("delegation") as table:
        table.add_column(sa.Column("absence_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(KEY), "absence", ["absence_id"], ["id"])
    op.execute(KNOWN)


def downgrade() -> None:
    with op.batch_alter_table("delegation") as table:
        table.drop_constraint(op.f(KEY), type_="foreignkey")
        table.drop_column("absence_id")
