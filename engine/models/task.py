from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, Instant, JsonText, Word
from engine.models.instance import Instance


class TaskState(StrEnum):
    READY = "READY"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"  # a boundary event or a termination ended it
    TAKEN_BACK = "TAKEN_BACK"  # a return to an earlier task took it back


class ItemState(StrEnum):
    WAITING = "WAITING"  # not its turn yet
    OPEN = "OPEN"
    DONE = "DONE"
    CANCELLED = "CANCELLED"  # decided without it
    NO_RESPONSE = "NO_RESPONSE"  # its time ran out, where the step says so
    TAKEN_BACK = "TAKEN_BACK"


class Act(StrEnum):
    FILL = "FILL"
    APPROVE = "APPROVE"  # the same answer, read-only, confirmed by another person
    ANSWER = "ANSWER"  # an answer of one's own


class Task(Base):
    """A user task of a diagram that became ready. `key` is the interpreter's name for it."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("instance_id", "key"), Index(None, "instance_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    key: Mapped[str] = mapped_column(String(64))
    element: Mapped[str] = mapped_column(String(64))
    state: Mapped[TaskState] = mapped_column(Word(TaskState))
    values: Mapped[dict[str, Any]] = mapped_column(JsonText)  # the routing values on arrival
    answer: Mapped[dict[str, Any] | None] = mapped_column(JsonText)  # what FILL has entered, for APPROVE
    outcome: Mapped[str | None] = mapped_column(String(32))
    warn_at: Mapped[datetime | None] = mapped_column(Instant)  # as its deadline's row says, to read lists by
    due_at: Mapped[datetime | None] = mapped_column(Instant)  # None while its clock stands still
    is_suspended: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    instance: Mapped[Instance] = relationship(lazy="raise_on_sql", viewonly=True)
    items: Mapped[list["WorkItem"]] = relationship(back_populates="task", order_by="WorkItem.position, WorkItem.id")


class WorkItem(Base):
    """What one person, or one of several candidates, has to do on a task.

    Who acted and in which post is kept when it is done; `happened_on` differs from `acted_at` where the
    act was entered for somebody (`entered_by`).
    """

    __tablename__ = "work_item"
    __table_args__ = (
        Index(None, "task_id"),
        Index(None, "acted_by", "acted_at"),
        Index(None, "instance_id", "state"),
        Index("ix_work_item_expiry", "expires", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    position: Mapped[int] = mapped_column(default=0)
    act: Mapped[Act] = mapped_column(Word(Act))
    kind: Mapped[str] = mapped_column(String(32), default="")  # of a route: REVIEW, SIGN_OFF …
    label: Mapped[list[str] | None] = mapped_column(JsonText)  # [zh, en] where it differs from the task's
    state: Mapped[ItemState] = mapped_column(Word(ItemState))
    groups: Mapped[list[str]] = mapped_column(JsonText)  # who may do it
    assignee_id: Mapped[int | None]  # who has claimed it, or the only one who may
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)  # first looked at by one who may do it
    rule: Mapped[str | None] = mapped_column(String(64))  # its own deadline rule, for when its turn comes
    warn_at: Mapped[datetime | None] = mapped_column(Instant)  # as its own deadline's row says, or the task's
    due_at: Mapped[datetime | None] = mapped_column(Instant)  # None while its clock stands still
    is_suspended: Mapped[bool] = mapped_column(default=False)
    expires: Mapped[bool] = mapped_column(default=False)  # closes unanswered when due
    answer: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    decision: Mapped[str | None] = mapped_column(String(32))
    opinion: Mapped[str | None] = mapped_column(Text)
    acted_by: Mapped[int | None]
    acted_name: Mapped[str | None] = mapped_column(String(120))
    post: Mapped[str | None] = mapped_column(String(120))
    post_id: Mapped[int | None]
    on_behalf_of: Mapped[int | None]
    acted_at: Mapped[datetime | None] = mapped_column(Instant)
    happened_on: Mapped[date | None]
    entered_by: Mapped[int | None]
    entry: Mapped[dict[str, Any] | None] = mapped_column(JsonText)  # form C0, where entered for another

    task: Mapped[Task] = relationship(back_populates="items")


class Candidate(Base):
    """The queue: one row per open work item and group, gone when the item is closed."""

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_queue", "group_key", "due_at", "work_item_id"),
        Index(None, "work_item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_key: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(Instant)  # far in the future where nothing is due
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
