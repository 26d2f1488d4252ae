"""Records of the acts beside a case: withdrawal, reopening, chair meeting, a source that withdraws, exposures."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText, Word


class CaseWithdrawal(Base):
    """X3. `withdrawn_at` is None until the chairperson has agreed."""

    __tablename__ = "case_withdrawal"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    reason: Mapped[str] = mapped_column(Text)
    notice_text: Mapped[str] = mapped_column(Text)
    notice_units: Mapped[list[int]] = mapped_column(JsonText)
    document_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class Merger(Base):
    """X6: a case that waits in another, and in which state it stood before."""

    __tablename__ = "merger"
    __table_args__ = (Index(None, "case_id"), Index(None, "main_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    main_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    state_before: Mapped[str] = mapped_column(String(32))
    merged_at: Mapped[datetime] = mapped_column(Instant)
    split_at: Mapped[datetime | None] = mapped_column(Instant)


class Reopening(Base):
    """X8: a new track of the same case, or a new case linked by `relapse_of`; `NONE` is a decision too.

    Every reopening proposes a meeting with the unit (level 3).
    """

    __tablename__ = "reopening"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(16))  # NEW_TRACK, NEW_CASE, NONE
    relapse_of_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    paper: Mapped[str | None] = mapped_column(String(16))
    unit_ids: Mapped[list[int]] = mapped_column(JsonText)
    recommendation_ids: Mapped[list[int]] = mapped_column(JsonText)
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(Instant)
    new_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))


class ChairMeetingRecord(Base):
    """X9. `documents` are ids of document revisions that the meeting considered."""

    __tablename__ = "chair_meeting"
    __table_args__ = (UniqueConstraint("cppcc_id", "meeting_no", "case_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    meeting_no: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date]
    chair_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    attendees: Mapped[list[int]] = mapped_column(JsonText)
    documents: Mapped[list[int]] = mapped_column(JsonText)
    decision: Mapped[str] = mapped_column(String(32))  # AGREED, AGREED_WITH_CHANGES, DEFERRED, NOT_AGREED
    changes: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str] = mapped_column(Text)
    minutes_file_id: Mapped[int | None]

    @property
    def agrees(self) -> bool:
        return self.decision in ("AGREED", "AGREED_WITH_CHANGES")


class SourceWithdrawalRecord(Base):
    """X11: public problems that go on and private claims that end are counted apart, by `kind`."""

    __tablename__ = "source_withdrawal"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    source_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))  # PUBLIC_PROBLEM, PRIVATE_CLAIM
    withdrawn_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Exposure(Base):
    """X17: the same place was broadcast again; the case counts its exposures, no date moves."""

    __tablename__ = "exposure"
    __table_args__ = (UniqueConstraint("case_id", "lead_case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    lead_case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    rec_nos: Mapped[list[int]] = mapped_column(JsonText)
    decision: Mapped[str] = mapped_column(String(16))  # ATTACH, RELAPSE
    note: Mapped[str | None] = mapped_column(Text)
    attached_at: Mapped[datetime] = mapped_column(Instant)


class SuspensionScope(StrEnum):
    CASE = "CASE"
    TRACK = "TRACK"
    ITEM = "ITEM"


class Suspension(Base):
    """X2: the clocks of a case, a track or some items stand still from `suspended_on` to `resumed_on`; both are None
    until it is approved and until it is over. It goes on by itself on `expected_resume`."""

    __tablename__ = "suspension"
    __table_args__ = (Index(None, "case_id"), Index(None, "track_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    scope: Mapped[SuspensionScope] = mapped_column(Word(SuspensionScope))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))
    rec_nos: Mapped[list[int]] = mapped_column(JsonText)
    reason_kind: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text)
    expected_resume: Mapped[date]
    suspended_on: Mapped[date | None]
    resumed_on: Mapped[date | None]
    resume_reason: Mapped[str] = mapped_column(Text, default="")
