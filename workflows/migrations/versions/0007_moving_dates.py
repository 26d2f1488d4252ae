"""Dates that move: what a deadline is counted from, what has happened to it, extensions and suspensions

Revises: 0006
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CITY = ZoneInfo("Asia/Shanghai")
DATED = ("task", "work_item")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add("deadline", ("counts_from", sa.Date()), ("unit", sa.String(16)), ("suspended_on", sa.Date()))
    _add("deadline", ("left", sa.Integer()))
    with op.batch_alter_table("deadline") as table:
        table.add_column(sa.Column("span", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE deadline SET counts_from = started_on, unit = 'DATE'")
    _count_running()
    with op.batch_alter_table("deadline") as table:
        table.alter_column("counts_from", existing_type=sa.Date(), nullable=False)
        table.alter_column("unit", existing_type=sa.String(16), nullable=False)
        table.alter_column("span", server_default=None)
    for name in DATED:
        _add(name, ("warn_at", INSTANT))
        _add_flag(name, "is_suspended")
    _add_flag("case", "is_suspended")
    _add("obligation", ("granted_due", sa.Date()), ("warn_at", INSTANT))
    _warn()
    _make_tables()


def downgrade() -> None:
    op.drop_table("suspension")
    op.drop_table("extension")
    op.drop_table("deadline_change")
    op.execute("UPDATE deadline SET state = 'RUNNING' WHERE state = 'SUSPENDED'")
    _drop("obligation", "granted_due", "warn_at")
    _drop("case", "is_suspended")
    for name in DATED:
        _drop(name, "warn_at", "is_suspended")
    _drop("deadline", "counts_from", "unit", "span", "suspended_on", "left")


def _add(name: str, *columns: tuple[str, sa.types.TypeEngine[Any]]) -> None:
    with op.batch_alter_table(name) as table:
        for column, kind in columns:
            table.add_column(sa.Column(column, kind, nullable=True))


def _add_flag(name: str, column: str) -> None:
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table(name) as table:
        table.alter_column(column, server_default=None)


def _drop(name: str, *columns: str) -> None:
    with op.batch_alter_table(name) as table:
        for column in columns:
            table.drop_column(column)


def _count_running() -> None:
    """What runs by a rule of working days or months is counted from its start again when the calendar changes.

    Dates of documents stay dates; so does what has no rule of today.
    """
    store = op.get_bind()
    rules = {row.key: row for row in store.execute(_RULES)}
    days = {row.day: row.kind for row in store.execute(_CALENDAR)}
    running = store.execute(_RUNNING).all()
    for row in running:
        rule = rules.get(row.rule)
        if rule is None:
            continue
        unit = rule.unit
        if unit == "WORKDAY":
            span = _worked(days, row.started_on, row.due_at)
        elif unit == "MONTH":
            span = rule.length
        else:
            continue
        store.execute(
            sa.text("UPDATE deadline SET unit = :unit, span = :span WHERE id = :id"),
            {"unit": unit, "span": span, "id": row.id},
        )


_CALENDAR = sa.select(sa.column("day", sa.Date()), sa.column("kind", sa.String())).select_from(sa.table("calendar_day"))
_RULES = sa.text("SELECT key, unit, count AS length FROM deadline_rule ORDER BY valid_from")
_RUNNING = (
    sa.select(
        sa.column("id", sa.Integer()),
        sa.column("rule", sa.String()),
        sa.column("started_on", sa.Date()),
        sa.column("due_at", INSTANT),
    )
    .select_from(sa.table("deadline"))
    .where(sa.column("state") == "RUNNING", sa.column("basis") == "RULE")
)


def _worked(days: dict[date, str], start: date, due_at: datetime) -> int:
    """Working days after `start` up to the due day; negative where it lies before."""
    instant = due_at if due_at.tzinfo else due_at.replace(tzinfo=ZoneInfo("UTC"))
    end = instant.astimezone(CITY).date()
    first, last, sign = (start, end, 1) if end >= start else (end, start, -1)
    found, day = 0, first
    while day < last:
        day += timedelta(days=1)
        kind = days.get(day)
        found += (day.weekday() < 5) if kind is None else kind == "WORKDAY"
    return sign * found


def _warn() -> None:
    """Tasks and open items show when their light turns, as the row of their date says."""
    op.execute(
        "UPDATE task SET warn_at = (SELECT min(d.warn_at) FROM deadline d WHERE d.subject_kind = 'task'"
        " AND d.subject_id = task.id AND d.state = 'RUNNING') WHERE state = 'READY'"
    )
    op.execute(
        "UPDATE work_item SET warn_at = coalesce((SELECT min(d.warn_at) FROM deadline d WHERE d.subject_kind = 'item'"
        " AND d.subject_id = work_item.id AND d.state = 'RUNNING'),"
        " (SELECT t.warn_at FROM task t WHERE t.id = work_item.task_id)) WHERE state = 'OPEN'"
    )

    op.execute(
        "UPDATE obligation SET warn_at = (SELECT min(d.warn_at) FROM deadline d WHERE d.subject_kind = 'obligation'"
        " AND d.subject_id = obligation.id AND d.state = 'RUNNING')"
    )


def _make_tables() -> None:
    op.create_table(
        "deadline_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("old_due_at", INSTANT, nullable=False),
        sa.Column("new_due_at", INSTANT, nullable=False),
        sa.Column("old_basis", sa.String(length=16), nullable=False),
        sa.Column("new_basis", sa.String(length=16), nullable=False),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("by_words", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["instance.id"], name=op.f("fk_deadline_change_act_id_instance")),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_deadline_change_deadline_id_deadline")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_change")),
    )
    op.create_index(op.f("ix_deadline_change_deadline_id"), "deadline_change", ["deadline_id"])
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("rec_nos", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("old_due", sa.Date(), nullable=False),
        sa.Column("new_due", sa.Date(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("granted_due", sa.Date(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        *_of_act("extension", "track"),
    )
    op.create_index(op.f("ix_extension_case_id"), "extension", ["case_id"])
    op.create_index(op.f("ix_extension_track_id_state"), "extension", ["track_id", "state"])
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("rec_nos", sa.Text(), nullable=False),
        sa.Column("reason_kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expected_resume", sa.Date(), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("resume_reason", sa.Text(), nullable=False),
        *_of_act("suspension", "track"),
    )
    op.create_index(op.f("ix_suspension_case_id"), "suspension", ["case_id"])
    op.create_index(op.f("ix_suspension_track_id"), "suspension", ["track_id"])


def _of_act(name: str, *more: str) -> list[sa.schema.Constraint]:
    keys = [
        sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{name}_{other}_id_{other}"))
        for other in ("case", "instance", "document", *more)
    ]
    return [*keys, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))]
