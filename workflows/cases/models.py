"""What a supervision case and a consultation topic share: number, title, stage, links, search."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Word


class CaseKind(StrEnum):
    SUPERVISION = "SUPERVISION"
    CONSULTATION = "CONSULTATION"


class Stage(StrEnum):
    PREPARATION = "PREPARATION"
    DISPATCH_RESPONSE = "DISPATCH_RESPONSE"
    FIELD_SUPERVISION = "FIELD_SUPERVISION"
    SYMPOSIUM = "SYMPOSIUM"
    SUMMARY_FEEDBACK = "SUMMARY_FEEDBACK"


class CaseState(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    REJECTED = "REJECTED"
    MERGED = "MERGED"
    CONVERTED = "CONVERTED"
    ACCEPTED = "ACCEPTED"
    INITIATED = "INITIATED"
    PLANNING = "PLANNING"
    IN_SUPERVISION = "IN_SUPERVISION"
    DRAFTING_LETTER = "DRAFTING_LETTER"
    IN_APPROVAL = "IN_APPROVAL"
    ISSUED = "ISSUED"
    IN_RECTIFICATION = "IN_RECTIFICATION"
    SUMMARISING = "SUMMARISING"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
    LOOKING_BACK = "LOOKING_BACK"
    REOPENED = "REOPENED"
    SUSPENDED = "SUSPENDED"
    TRACKED_ONLY = "TRACKED_ONLY"
    SOURCE_WITHDRAWN = "SOURCE_WITHDRAWN"
    WITHDRAWN = "WITHDRAWN"
    ARCHIVED = "ARCHIVED"


class Priority(StrEnum):
    NORMAL = "NORMAL"
    KEY = "KEY"
    URGENT = "URGENT"


class Confidentiality(StrEnum):
    INTERNAL = "INTERNAL"
    PUBLIC = "PUBLIC"


class Case(Base):
    """One case of either kind, from the lead on. `clocks_on`: the day whose deadline rules it keeps."""

    __tablename__ = "case"
    __table_args__ = (
        Index(None, "cppcc_id", "state"),
        Index(None, "committee_id", "state"),
        Index(None, "created_by"),
        Index(None, "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CaseKind] = mapped_column(Word(CaseKind))
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    case_no: Mapped[str | None] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    location: Mapped[str] = mapped_column(String(200), default="")
    geo: Mapped[str | None] = mapped_column(String(60))
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.PREPARATION)
    state: Mapped[CaseState] = mapped_column(Word(CaseState), default=CaseState.DRAFT)
    priority: Mapped[Priority] = mapped_column(Word(Priority), default=Priority.NORMAL)
    confidentiality: Mapped[Confidentiality] = mapped_column(Word(Confidentiality), default=Confidentiality.INTERNAL)
    category: Mapped[str | None] = mapped_column(String(32))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committee.id"))
    is_common_problem: Mapped[bool | None]
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    is_undercover: Mapped[bool] = mapped_column(default=False)  # plan and activity hidden from units until it ends
    has_follow_up: Mapped[bool] = mapped_column(default=False)  # closed while a track is still FOLLOWING_UP
    is_suspended: Mapped[bool] = mapped_column(default=False)  # all its clocks stand still, whatever its state
    clocks_on: Mapped[date]
    instance_id: Mapped[int | None]  # no foreign key: the instance names its case, and comes after it
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    relapse_of_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    created_by: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_on: Mapped[date | None]
    archived_on: Mapped[date | None]


class LinkKind(StrEnum):
    RELATED = "RELATED"
    MERGED = "MERGED"
    ATTACHED = "ATTACHED"
    RELAPSE = "RELAPSE"
    SPLIT = "SPLIT"
    CONVERTED = "CONVERTED"


class CaseLink(Base):
    """A tie between two cases, and why it was made."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "other_id", "kind"), Index(None, "other_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[LinkKind] = mapped_column(Word(LinkKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class NumberSeries(Base):
    """The next number of a series and year; its row is locked while one is given, so numbers are unique."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    next_no: Mapped[int] = mapped_column(default=1)


class SearchGram(Base):
    """Pairs of characters of what a case may be found by: the only index that finds 电梯 on every store."""

    __tablename__ = "search_gram"
    __table_args__ = (Index(None, "gram", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    gram: Mapped[str] = mapped_column(String(4))
