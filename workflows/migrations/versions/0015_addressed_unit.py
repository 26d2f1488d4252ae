"""addressed unit: to whom the letter of a track was, where a reorganisation has given it to another unit

Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NAME = "fk_track_addressed_unit_id_unit"


def upgrade() -> None:
    with op.batch_alter_table("track") as table:
        table.add_column(sa.Column("addressed_unit_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(NAME), "unit", ["addressed_unit_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("track") as table:
        table.drop_constraint(op.f(NAME), type_="foreignkey")
        table.drop_column("addressed_unit_id")
