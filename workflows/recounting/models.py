"""A recount after a change of the calendar, and each date that it would move."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Word


class RecountState(StrEnum):
    GATHERING = "GATHERING"
    PROPOSED = "PROPOSED"
    APPLYING = "APPLYING"
    DONE = "DONE"
    DROPPED = "DROPPED"  # the calendar changed again, or nothing was to move


class Recount(Base):
    """`first` and `last`: the days that have changed. `reached`: the last row that a batch has dealt with."""

    __tablename__ = "recount"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date]
    last: Mapped[date]
    state: Mapped[RecountState] = mapped_column(Word(RecountState))
    reached: Mapped[int] = mapped_column(default=0)
    looked_at: Mapped[int] = mapped_column(default=0)  # running dates that the days could touch
    to_move: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    begun_by: Mapped[int]
    begun_by_name: Mapped[str] = mapped_column(String(120))
    begun_at: Mapped[datetime] = mapped_column(Instant)
    agreed_by: Mapped[int | None]
    agreed_by_name: Mapped[str] = mapped_column(String(120), default="")
    agreed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class NewDate(Base):
    """One date that is to move; `old_due_at` and `new_due_at` are equal where only its warning does."""

    __tablename__ = "new_date"
    __table_args__ = (
        UniqueConstraint("recount_id", "deadline_id"),
        Index(None, "recount_id", "moved_at", "id"),
        Index(None, "deadline_id"),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recount_id: Mapped[int] = mapped_column(ForeignKey("recount.id"))
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    old_due_at: Mapped[datetime] = mapped_column(Instant)
    new_due_at: Mapped[datetime] = mapped_column(Instant)
    moved_at: Mapped[datetime | None] = mapped_column(Instant)
