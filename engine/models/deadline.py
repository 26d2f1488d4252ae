from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Word


class DeadlineState(StrEnum):
    RUNNING = "RUNNING"
    SUSPENDED = "SUSPENDED"  # its clock stands still; `left` working days remain when it goes on
    MET = "MET"
    FIRED = "FIRED"  # its drawn timer has gone off
    VOID = "VOID"


def _board(name: str, *keys: str) -> Index:
    """For lists of what is owed, the most late first; rows that nobody waits for from outside are not in it."""
    is_owed = text("owed_by IS NOT NULL")
    rest = ("state", "due_at", "warn_at", "id")
    return Index(name, *keys, *rest, sqlite_where=is_owed, postgresql_where=is_owed)


class Deadline(Base):
    """The truth about one date. `timer` names the waiting timer that it fires, if it is drawn.

    The due day is `span` units of `unit` after `counts_from` (before it where negative), so that it can be
    counted again when the calendar changes; a DATE was given as such, by `basis`. `owed_by`, `owed_to`, `kept_by`: see
    `process.Owed`.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id"),
        Index(None, "instance_id", "state"),
        Index("ix_deadline_sweep", "fires", "state", "due_at"),
        _board("ix_deadline_owed_to", "owed_to"),
        _board("ix_deadline_owed_by", "owed_by"),
        _board("ix_deadline_kept_by", "kept_by", "owed_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    subject_kind: Mapped[str] = mapped_column(String(32))  # task, item, track, case, obligation
    subject_id: Mapped[int]
    rule: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(16))  # INSTRUCTION, PRINTED, PLAN, RULE, ACTIVITY, DECISION
    started_on: Mapped[date]
    counts_from: Mapped[date]  # the start, or the day on which it went on after a pause
    unit: Mapped[str] = mapped_column(String(16))  # WORKDAY, CALENDAR_DAY, MONTH, DATE
    span: Mapped[int] = mapped_column(default=0)
    warn_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    is_provisional: Mapped[bool]
    fires: Mapped[bool] = mapped_column(default=False)
    timer: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[DeadlineState] = mapped_column(Word(DeadlineState))
    suspended_on: Mapped[date | None]
    left: Mapped[int | None]  # working days that remained when it was suspended; negative where overdue
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    owed_by: Mapped[str | None] = mapped_column(String(32))
    owed_to: Mapped[str | None] = mapped_column(String(32))
    kept_by: Mapped[str | None] = mapped_column(String(32))


class ChangeKind(StrEnum):
    EXTENDED = "EXTENDED"
    SUSPENDED = "SUSPENDED"
    RESUMED = "RESUMED"
    RECOUNTED = "RECOUNTED"  # the calendar or a rule has changed
    REBASED = "REBASED"  # another basis rules now: an accepted plan, an instruction, a letter's date


class DeadlineChange(Base):
    """What has happened to a date: never rewritten. `act_id` is the instance in which it was decided."""

    __tablename__ = "deadline_change"
    __table_args__ = (Index(None, "deadline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    kind: Mapped[ChangeKind] = mapped_column(Word(ChangeKind))
    at: Mapped[datetime] = mapped_column(Instant)
    old_due_at: Mapped[datetime] = mapped_column(Instant)
    new_due_at: Mapped[datetime] = mapped_column(Instant)  # of a suspension: the same
    old_basis: Mapped[str] = mapped_column(String(16))
    new_basis: Mapped[str] = mapped_column(String(16))
    left: Mapped[int | None]  # working days that remained at a suspension, or with which it went on
    from_on: Mapped[date | None]  # first day of a suspension, or the day from which it went on
    by_person_id: Mapped[int]
    by_words: Mapped[str] = mapped_column(String(160), default="")  # post and name
    reason: Mapped[str] = mapped_column(Text, default="")
    act_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
