"""What was done to urge a unit beyond reminders and calls: one row per level taken, never rewritten but for its end."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText, Word
from engine.text import Text


class Level(StrEnum):
    """L2, L3 and L4 of decisions D18, in their order."""

    LETTER = "LETTER"
    TALK = "TALK"
    INSPECTION = "INSPECTION"

    @property
    def label(self) -> Text:
        return LABELS[self]

    @property
    def process(self) -> str:
        """The process by which it is taken."""
        return PROCESS_KEYS[self]


PROCESS_KEYS = {
    Level.LETTER: "urging_letter_act",
    Level.TALK: "unit_talk_act",
    Level.INSPECTION: "inspection_request_act",
}
LABELS = {
    Level.LETTER: Text("催办函", "Urging letter"),
    Level.TALK: Text("约请沟通", "Meeting with the unit"),
    Level.INSPECTION: Text("提请督查", "Request for inspection"),
}


class Escalation(Base):
    """`happened_on`: sent, held, or decided not to. `note`: why it was not sent, or the points of a talk; `agreed`:
    [{text, due or None}], promises and no due dates; `result`: of an inspection, once it is known."""

    __tablename__ = "escalation"
    __table_args__ = (Index(None, "track_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    level: Mapped[Level] = mapped_column(Word(Level))
    is_dropped: Mapped[bool] = mapped_column(default=False)
    happened_on: Mapped[date]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    note: Mapped[str] = mapped_column(LongText, default="")
    agreed: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, default=list)
    result: Mapped[str] = mapped_column(LongText, default="")
    result_on: Mapped[date | None]
    by_person_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Instant)
