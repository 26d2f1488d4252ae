"""no reading mark: which revision somebody has seen is said by what he signed

Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_reading_mark_document_id_person_id"), table_name="reading_mark")
    op.drop_table("reading_mark")


def downgrade() -> None:
    op.create_table(
        "reading_mark",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_reading_mark_document_id_document")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["document_revision.id"], name=op.f("fk_reading_mark_revision_id_document_revision")
        ),
        sa.PrimaryKeyConstraint("person_id", "revision_id", name=op.f("pk_reading_mark")),
    )
    op.create_index(
        op.f("ix_reading_mark_document_id_person_id"), "reading_mark", ["document_id", "person_id"], unique=False
    )
    op.execute(
        "INSERT INTO reading_mark (person_id, revision_id, document_id, read_at)"
        " SELECT work_item.acted_by, endorsement.revision_id, endorsement.document_id, MIN(work_item.acted_at)"
        " FROM endorsement JOIN work_item ON work_item.id = endorsement.work_item_id"
        " WHERE work_item.acted_by IS NOT NULL AND work_item.acted_at IS NOT NULL"
        " GROUP BY work_item.acted_by, endorsement.revision_id, endorsement.document_id"
    )
