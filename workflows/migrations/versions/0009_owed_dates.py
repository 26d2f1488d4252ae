"""owed dates: a deadline says who owes it, to whom, and who keeps the case

Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEYS = ("owed_by", "owed_to", "kept_by")
INDEXES = {
    "ix_deadline_owed_to": ["owed_to"],
    "ix_deadline_owed_by": ["owed_by"],
    "ix_deadline_kept_by": ["kept_by", "owed_to"],
}
OWED = sa.text("owed_by IS NOT NULL")
STEPS = "'unit_sign', 'unit_plan', 'plan_resubmit', 'assist_opinion'"


def upgrade() -> None:
    with op.batch_alter_table("deadline") as table:
        for key in KEYS:
            table.add_column(sa.Column(key, sa.String(length=32), nullable=True))
    _say_whose()
    for name, columns in INDEXES.items():
        columns = [*columns, "state", "due_at", "warn_at", "id"]
        op.create_index(name, "deadline", columns, sqlite_where=OWED, postgresql_where=OWED)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "deadline")
    with op.batch_alter_table("deadline") as table:
        for key in KEYS:
            table.drop_column(key)


def _say_whose() -> None:
    """Dates on the tracks of units: of recommendations and the unit's own steps the unit's; by internal rules ours."""
    track = (
        'SELECT {value} FROM instance i JOIN track t ON t.id = i.subject_id JOIN "case" c ON c.id = t.case_id'
        " WHERE i.id = deadline.instance_id AND i.subject_kind = 'track'"
    )
    unit, body = "'unit:' || t.unit_id", "'cppcc:' || c.cppcc_id"
    desk = "CASE WHEN c.committee_id IS NULL THEN NULL ELSE 'committee:' || c.committee_id END"
    theirs = f"NOT fires AND (subject_kind = 'obligation' OR rule IN ({STEPS}))"
    ours = (
        "NOT fires AND owed_by IS NULL AND subject_kind IN ('task', 'item')"
        " AND rule IN (SELECT key FROM deadline_rule WHERE is_internal)"
    )
    for where, by, to in ((theirs, unit, body), (ours, body, "NULL")):
        op.execute(
            f"UPDATE deadline SET owed_by = ({track.format(value=by)}), owed_to = ({track.format(value=to)}),"
            f" kept_by = ({track.format(value=desk)}) WHERE {where}"
        )
