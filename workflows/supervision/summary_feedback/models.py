"""What a case leaves behind: its summary, lasting mechanisms, look-backs and the 件 of its archive."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText, Word


class CaseSummary(Base):
    """The summary of a case, one per closing (`round` 2 after a reopening).

    Each list holds the rows of form P1.11; the programme's own satisfaction stands apart from U7.
    """

    __tablename__ = "case_summary"
    __table_args__ = (UniqueConstraint("case_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    round: Mapped[int] = mapped_column(default=1)
    summary: Mapped[str] = mapped_column(Text)
    effects: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    similar_sweep: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    publicity: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    conversions: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    programme_rate: Mapped[str | None] = mapped_column(String(20))
    programme_surveyed_on: Mapped[date | None]
    document_id: Mapped[int | None]
    submitted_at: Mapped[datetime] = mapped_column(Instant)


class CaseMechanism(Base):
    """A rule, platform, standard or mechanism that outlives the case; counted once by name.

    What came of one track is a `rectification.models.Mechanism`."""

    __tablename__ = "case_mechanism"
    __table_args__ = (UniqueConstraint("case_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    issued_by: Mapped[str] = mapped_column(String(60))
    doc_no: Mapped[str | None] = mapped_column(String(40))
    issued_on: Mapped[date | None]
    file_id: Mapped[int]


class LookBackState(StrEnum):
    PLANNED = "PLANNED"
    DONE = "DONE"
    VOID = "VOID"  # the case was reopened before its day


class LookBackVisit(Base):
    """One look-back of a case's list. `rule` is the deadline key of its drawn timer, `due_on` its day."""

    __tablename__ = "look_back"
    __table_args__ = (Index(None, "case_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    rule: Mapped[str] = mapped_column(String(64))
    due_on: Mapped[date]
    state: Mapped[LookBackState] = mapped_column(Word(LookBackState), default=LookBackState.PLANNED)
    checked_on: Mapped[date | None]
    method: Mapped[str | None] = mapped_column(String(32))
    has_relapsed: Mapped[bool | None]
    relapse_units: Mapped[list[int]] = mapped_column(JsonText, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    photos: Mapped[list[int]] = mapped_column(JsonText, default=list)


class ArchiveItem(Base):
    """One 件 of the archive; its number comes in the yearly batch. The case is the link between its 件."""

    __tablename__ = "archive_item"
    __table_args__ = (Index(None, "case_id"), Index(None, "year", "category", "retention"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(16))  # MAIN, SUPPLEMENT, CORRECTION
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    doc_no: Mapped[str | None] = mapped_column(String(40))
    responsible: Mapped[str] = mapped_column(String(60))
    dated_on: Mapped[date]
    pages: Mapped[int]
    retention: Mapped[str] = mapped_column(String(4))
    category: Mapped[str] = mapped_column(String(4))
    caption: Mapped[str | None] = mapped_column(String(200))
    photographer: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(String(60))
    archival_code: Mapped[str | None] = mapped_column(String(60))
    package_id: Mapped[int | None]


class ArchiveSupplement(Base):
    """Material that the archive had found missing and the officer has supplied."""

    __tablename__ = "archive_supplement"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    title: Mapped[str] = mapped_column(String(80))
    file_id: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    supplied_at: Mapped[datetime] = mapped_column(Instant)
