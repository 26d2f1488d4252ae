from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant


class Reading(Base):
    """Something circulated to a person to read (待阅); nothing waits for it."""

    __tablename__ = "reading"
    __table_args__ = (Index(None, "person_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    person_id: Mapped[int]
    sent_by: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="")
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Urge(Base):
    """One reminder of an open item: by whom, when, how. It closes when the item is done."""

    __tablename__ = "urge"
    __table_args__ = (Index(None, "work_item_id"), Index(None, "instance_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    urged_by: Mapped[int]
    urged_at: Mapped[datetime] = mapped_column(Instant)
    via: Mapped[str] = mapped_column(String(16))  # NOTICE, PHONE, VISIT
    note: Mapped[str] = mapped_column(Text, default="")
