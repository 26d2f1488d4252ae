"""Incoming documents: registered once, answering any number of tracks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, Instant, JsonText


class IncomingDocument(Base):
    """C1. `received_on` decides whether what it answers came late."""

    __tablename__ = "incoming_document"
    __table_args__ = (Index(None, "sender_id", "received_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    doc_no: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(80))
    received_on: Mapped[date]
    received_via: Mapped[str] = mapped_column(String(16))
    scan_id: Mapped[int]
    registered_by: Mapped[int]
    registered_at: Mapped[datetime] = mapped_column(Instant)

    answers: Mapped[list["IncomingAnswer"]] = relationship(
        back_populates="document", order_by="IncomingAnswer.id", lazy="selectin"
    )


class IncomingAnswer(Base):
    """One track's step that a document answers. `work_item_id` is set once it has been entered."""

    __tablename__ = "incoming_answer"
    __table_args__ = (Index(None, "document_id"), Index(None, "track_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("incoming_document.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    element: Mapped[str] = mapped_column(String(64))
    rec_nos: Mapped[list[int]] = mapped_column(JsonText)
    work_item_id: Mapped[int | None]

    document: Mapped[IncomingDocument] = relationship(back_populates="answers")
