"""What the route asks of each item of a chain, which revision was signed, and how a chain was returned."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText, Word
from workflows.settings.models import ItemKind


class ApprovalSeat(Base):
    """One place of the route as it was resolved when its task opened. `signs`: ids of documents that a
    sign-off here signs; two of them where a letter and its report go together."""

    __tablename__ = "approval_seat"
    __table_args__ = (Index(None, "task_id"), Index(None, "document_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(Word(ItemKind))
    groups: Mapped[list[str]] = mapped_column(JsonText)
    deadline: Mapped[str] = mapped_column(String(64))
    may_refuse: Mapped[bool]
    has_veto: Mapped[bool]
    signs: Mapped[list[int]] = mapped_column(JsonText)


class Endorsement(Base):
    """An answered item and the revision that was before its signer. The opinion itself is the item's.

    `signed_with_id`: the same person had just signed that item, which settled this one too.
    """

    __tablename__ = "endorsement"
    __table_args__ = (Index(None, "document_id"),)

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("document_revision.id"))
    signed_with_id: Mapped[int | None] = mapped_column(ForeignKey("work_item.id"))


class Resubmit(StrEnum):
    STEP_BY_STEP = "STEP_BY_STEP"
    DIRECT_BACK = "DIRECT_BACK"


class ApprovalReturn(Base):
    """A return: by which item, to which (`to_item_id` None: to the drafter), and how it comes back.

    Settled once the chain has been made anew from it.
    """

    __tablename__ = "approval_return"
    __table_args__ = (Index(None, "document_id", "settled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    to_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_item.id"))
    mode: Mapped[Resubmit] = mapped_column(Word(Resubmit))
    at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
