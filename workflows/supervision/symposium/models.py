"""What the symposium, the waived letter, the instruction and the dispatch leave behind."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText


class SymposiumRecord(Base):
    """P1.6, held or skipped. Lists of texts stand as they were entered; `units_present`: [{unit, speaker, title}]."""

    __tablename__ = "symposium_record"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    status: Mapped[str] = mapped_column(String(16))  # HELD, SKIPPED
    skip_reason: Mapped[str] = mapped_column(String(300), default="")
    held_on: Mapped[date | None]
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    units_present: Mapped[list[dict[str, object]]] = mapped_column(JsonText, default=list)
    absence_reason: Mapped[str] = mapped_column(String(200), default="")
    unit_responses: Mapped[list[dict[str, object]]] = mapped_column(JsonText, default=list)
    root_causes: Mapped[list[str]] = mapped_column(JsonText, default=list)
    consensus: Mapped[list[str]] = mapped_column(JsonText, default=list)
    disagreements: Mapped[list[str]] = mapped_column(JsonText, default=list)
    fact_check_waived: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class LetterWaived(Base):
    """P1.6.1: closing without a letter; it holds once its document is APPROVED."""

    __tablename__ = "letter_waived"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(Text)
    record: Mapped[str] = mapped_column(Text)
    lookback_kept: Mapped[bool]


class Submission(Base):
    """P1.10.1: a document was handed in at the Party committee."""

    __tablename__ = "submission"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    report_to_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    submitted_on: Mapped[date]
    mode: Mapped[str] = mapped_column(String(16))
    receipt_id: Mapped[int | None]


class LeaderInstruction(Base):
    """A leader's instruction (批示) on a letter. Its date has the basis INSTRUCTION and comes first."""

    __tablename__ = "leader_instruction"
    __table_args__ = (Index(None, "case_id"), Index(None, "instructed_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    leader: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(16))
    instructed_on: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))  # READ_ONLY, STUDY, HANDLE, REPORT_BACK
    unit_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)
    due_on: Mapped[date | None]
    scan_id: Mapped[int | None]
    registered_at: Mapped[datetime] = mapped_column(Instant)


class InstructionWait(Base):
    """P1.10.3: what was decided when no instruction handed the letter out; `wait_until` of KEEP_WAITING."""

    __tablename__ = "instruction_wait"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    decision: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text)
    wait_until: Mapped[date | None]
    decided_at: Mapped[datetime] = mapped_column(Instant)


class Dispatch(Base):
    """P1.10: how a letter went out to the units."""

    __tablename__ = "dispatch"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    delivery_route: Mapped[str] = mapped_column(String(16))
    dispatch_mode: Mapped[str] = mapped_column(String(16))
    via_inspection_office: Mapped[bool]
    handover_meeting_on: Mapped[date | None]
    instruction_id: Mapped[int | None] = mapped_column(ForeignKey("leader_instruction.id"))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    slip_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class DispatchTarget(Base):
    """One unit of a dispatch; `track_id` once its track is open."""

    __tablename__ = "dispatch_target"
    __table_args__ = (Index(None, "dispatch_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatch.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    track_role: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    track_mode: Mapped[str] = mapped_column(String(16))
    liaison_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paper_how: Mapped[str | None] = mapped_column(String(16))
    receiver: Mapped[str] = mapped_column(String(40), default="")
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    receipt_id: Mapped[int | None]
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))
