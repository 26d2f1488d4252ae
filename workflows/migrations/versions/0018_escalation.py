"""escalation: letters, talks and requests for inspection against units that are late, and from when they are proposed

Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
MADE = (
    ("urge_letter_after", "10", '["逾期几个工作日建议发催办函","Propose an urging letter after (working days)"]'),
    ("talk_after", "15", '["逾期几个工作日建议约请沟通","Propose a meeting with the unit after (working days)"]'),
    ("inspection_after", "20", '["逾期几个工作日建议提请督查","Propose an inspection after (working days)"]'),
)
ADD = sa.text(
    "INSERT INTO threshold (key, value, words, valid_from) SELECT :key, :value, :words, '2000-01-01'"
    " WHERE EXISTS (SELECT 1 FROM threshold) AND NOT EXISTS (SELECT 1 FROM threshold WHERE key = :key)"
)
REFERS = {"case_id": "case", "track_id": "track", "instance_id": "instance", "document_id": "document"}


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_escalation_{column}_{table}"))
            for column, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    op.create_index(op.f("ix_escalation_track_id"), "escalation", ["track_id"])
    op.create_index(op.f("ix_escalation_case_id"), "escalation", ["case_id"])
    for key, value, words in MADE:
        op.execute(ADD.bindparams(key=key, value=value, words=words))


def downgrade() -> None:
    op.execute("DELETE FROM threshold WHERE key IN ('urge_letter_after', 'talk_after', 'inspection_after')")
    op.drop_table("escalation")
