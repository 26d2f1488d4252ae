"""delegations: the list at their end, objections to it, absences, and the limit for objecting

Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
FOR_ANOTHER = sa.text("on_behalf_of IS NOT NULL")
LIMIT = (
    "INSERT INTO threshold (key, value, words, valid_from) SELECT 'delegation_objection', '5',"
    " '[\"委托期满后提出异议的期限（工作日）\",\"To object to what a delegate decided (working days)\"]', '2000-01-01'"
    " WHERE EXISTS (SELECT 1 FROM threshold) AND NOT EXISTS (SELECT 1 FROM threshold WHERE key = 'delegation_objection')"
)


def upgrade() -> None:
    with op.batch_alter_table("delegation") as table:
        table.add_column(sa.Column("made_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("decided", sa.Integer(), nullable=False, server_default="0"))
        for name in ("reported_at", "objections_until", "opened_at"):
            table.add_column(sa.Column(name, INSTANT, nullable=True))
    with op.batch_alter_table("delegation") as table:
        table.alter_column("decided", server_default=None)
    op.create_table(
        "delegate_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_delegate_objection_by_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_delegate_objection_delegation_id_delegation")
        ),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_item.id"], name=op.f("fk_delegate_objection_work_item_id_work_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate_objection")),
        sa.UniqueConstraint(
            "delegation_id", "work_item_id", name=op.f("uq_delegate_objection_delegation_id_work_item_id")
        ),
    )
    op.create_index(op.f("ix_delegate_objection_work_item_id"), "delegate_objection", ["work_item_id"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"])
    op.create_index(
        "ix_journal_entry_on_behalf_of",
        "journal_entry",
        ["on_behalf_of"],
        sqlite_where=FOR_ANOTHER,
        postgresql_where=FOR_ANOTHER,
    )
    op.execute(LIMIT)


def downgrade() -> None:
    op.execute("DELETE FROM threshold WHERE key = 'delegation_objection'")
    op.drop_index("ix_journal_entry_on_behalf_of", "journal_entry")
    op.drop_table("absence")
    op.drop_table("delegate_objection")
    with op.batch_alter_table("delegation") as table:
        for name in ("opened_at", "objections_until", "reported_at", "decided", "made_by"):
            table.drop_column(name)
