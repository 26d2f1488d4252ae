"""recount: the dates that move when the calendar changes

Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "recount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("to_move", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=False),
        sa.Column("begun_by_name", sa.String(length=120), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("agreed_by_name", sa.String(length=120), nullable=False),
        sa.Column("agreed_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recount")),
    )
    op.create_index(op.f("ix_recount_state"), "recount", ["state"])
    op.create_table(
        "new_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recount_id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("old_due_at", INSTANT, nullable=False),
        sa.Column("new_due_at", INSTANT, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_new_date_case_id_case")),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_new_date_deadline_id_deadline")),
        sa.ForeignKeyConstraint(["recount_id"], ["recount.id"], name=op.f("fk_new_date_recount_id_recount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_new_date")),
        sa.UniqueConstraint("recount_id", "deadline_id", name=op.f("uq_new_date_recount_id_deadline_id")),
    )
    op.create_index(op.f("ix_new_date_case_id"), "new_date", ["case_id"])
    op.create_index(op.f("ix_new_date_deadline_id"), "new_date", ["deadline_id"])
    op.create_index(op.f("ix_new_date_recount_id_moved_at_id"), "new_date", ["recount_id", "moved_at", "id"])


def downgrade() -> None:
    op.drop_table("new_date")
    op.drop_table("recount")
