"""Which cases came from the old ledger, under which number, and since when their clocks run."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Word
from engine.text import Text


class Origin(StrEnum):
    """How the ledger names such a case."""

    CARRIED_OVER = "CARRIED_OVER"
    LATE_ENTRY = "LATE_ENTRY"

    @property
    def label(self) -> Text:
        carried = Text("上年结转", "Carried over from an earlier year")
        return carried if self is Origin.CARRIED_OVER else Text("补录", "Entered late")


class TakenOver(Base):
    """A case of the old ledger. `old_no` is what a second import knows it by; `note` as written in the sheet."""

    __tablename__ = "taken_over"
    __table_args__ = (UniqueConstraint("cppcc_id", "old_no"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    old_no: Mapped[str] = mapped_column(String(40))
    origin: Mapped[Origin] = mapped_column(Word(Origin))
    live_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    taken_at: Mapped[datetime] = mapped_column(Instant)
