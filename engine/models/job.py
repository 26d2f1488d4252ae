from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText, Word


class JobState(StrEnum):
    TODO = "TODO"
    LEASED = "LEASED"
    DONE = "DONE"
    FAILED = "FAILED"  # attempts exhausted: an incident stands for it
    CANCELLED = "CANCELLED"


class Job(Base):
    """Work to do after the commit that caused it. `fence` grows with each lease: an old worker is refused."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_at"), Index(None, "instance_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    service: Mapped[str | None] = mapped_column(String(64))  # key of the waiting service task, if drawn
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    state: Mapped[JobState] = mapped_column(Word(JobState))
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(Instant)  # while leased: when the lease ends
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(Text)


class Incident(Base):
    """Why something cannot go on by itself; a person retries, skips with a reason, or cancels."""

    __tablename__ = "incident"
    __table_args__ = (Index(None, "resolved_at"), Index(None, "instance_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_item.id"))
    code: Mapped[str] = mapped_column(String(64))
    message: Mapped[list[str]] = mapped_column(JsonText)  # [zh, en]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by: Mapped[int | None]
    resolution: Mapped[str | None] = mapped_column(Text)
