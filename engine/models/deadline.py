from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Word


class DeadlineState(StrEnum):
    RUNNING = "RUNNING"
    MET = "MET"
    FIRED = "FIRED"  # its drawn timer has gone off
    VOID = "VOID"


class Deadline(Base):
    """The truth about one date. `timer` names the waiting timer that it fires, if it is drawn."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id"),
        Index(None, "instance_id", "state"),
        Index("ix_deadline_sweep", "fires", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    subject_kind: Mapped[str] = mapped_column(String(32))  # task, item, track, case, obligation
    subject_id: Mapped[int]
    rule: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(16))  # INSTRUCTION, PRINTED, PLAN, RULE
    started_on: Mapped[date]
    warn_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    is_provisional: Mapped[bool]
    fires: Mapped[bool] = mapped_column(default=False)
    timer: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[DeadlineState] = mapped_column(Word(DeadlineState))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
