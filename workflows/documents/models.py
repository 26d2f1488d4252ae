"""A document and its revisions, its files and its number, and what a signed letter asks for."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, cast, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from engine.db import Base, Instant, JsonText, Word
from workflows.cases.models import Case
from workflows.settings.models import Direction, IssuerKind, PaperFormat


class DocumentKind(StrEnum):
    INITIATION = "INITIATION"
    PLAN = "PLAN"
    TOPIC_PLAN = "TOPIC_PLAN"
    LETTER = "LETTER"
    REPORT = "REPORT"  # the upward 报告 that encloses a letter
    NO_LETTER = "NO_LETTER"
    CLOSING_REPORT = "CLOSING_REPORT"
    WITHDRAWAL = "WITHDRAWAL"
    EXTENSION = "EXTENSION"
    SUSPENSION = "SUSPENSION"
    MINUTES = "MINUTES"
    URGING_LETTER = "URGING_LETTER"
    ESCALATION_LETTER = "ESCALATION_LETTER"
    CORRECTION = "CORRECTION"
    SUPPLEMENT = "SUPPLEMENT"  # 补送函: to a unit that came in after the letter
    BULLETIN = "BULLETIN"
    NOTICE = "NOTICE"
    HANDOVER_SLIP = "HANDOVER_SLIP"


class DocumentStatus(StrEnum):
    DRAFT = "DRAFT"
    IN_APPROVAL = "IN_APPROVAL"
    APPROVED = "APPROVED"  # through a route without sign-off: a plan, a closing report
    SIGNED = "SIGNED"
    NUMBERED = "NUMBERED"
    SEALED = "SEALED"
    ISSUED = "ISSUED"
    VOID = "VOID"
    RECALLED = "RECALLED"


class DocumentRevision(Base):
    """One state of a document's text: the structured form as JSON and the text that is compared."""

    __tablename__ = "document_revision"
    __table_args__ = (UniqueConstraint("document_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    no: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    hash: Mapped[str] = mapped_column(String(64))


def _authors_of(document_id: Any) -> Any:
    """Who wrote each revision, as "7,7,12"."""
    author = func.aggregate_strings(cast(DocumentRevision.author_id, String), ",")
    return select(author).where(DocumentRevision.document_id == document_id).scalar_subquery()


class Document(Base):
    """A document of a case. `route_id`: the chain it was first submitted to, kept over returns.

    `unit_ids`: the responsible units concerned, for recusal; `facts`: what conditions of a route may read.
    Of route BOTH the report and the letter are two rows, `linked_to_id` on the report;
    so has a 补送函 that of the letter it goes with.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index(None, "case_id", "kind"),
        Index(None, "linked_to_id"),
        Index(None, "doc_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    title: Mapped[str] = mapped_column(String(160))
    status: Mapped[DocumentStatus] = mapped_column(Word(DocumentStatus), default=DocumentStatus.DRAFT)
    created_by: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    issuer: Mapped[IssuerKind | None] = mapped_column(Word(IssuerKind))
    direction: Mapped[Direction | None] = mapped_column(Word(Direction))
    paper: Mapped[PaperFormat | None] = mapped_column(Word(PaperFormat))
    route: Mapped[str | None] = mapped_column(String(32))
    route_id: Mapped[int | None] = mapped_column(ForeignKey("route.id"))
    unit_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    signatory_id: Mapped[int | None]
    signatory_name: Mapped[str | None] = mapped_column(String(120))
    signatory_post: Mapped[str | None] = mapped_column(String(120))
    signed_on: Mapped[date | None]
    frozen_revision_id: Mapped[int | None]  # no foreign key: revisions name their document
    frozen_hash: Mapped[str | None] = mapped_column(String(64))
    doc_no: Mapped[str | None] = mapped_column(String(60))
    issued_on: Mapped[date | None]  # 成文日期
    copies: Mapped[int | None]
    sealed_scan_id: Mapped[int | None]  # attachment
    linked_to_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    case: Mapped[Case] = relationship(lazy="raise_on_sql", viewonly=True)
    author_ids: Mapped[str | None] = column_property(_authors_of(id), deferred=True)  # see `drafts.authors`


class FileKind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPG = "jpg"
    PNG = "png"
    MP4 = "mp4"
    OFD = "ofd"
    ZIP = "zip"  # made here alone: an archive's package; nobody uploads one


class Visibility(StrEnum):
    OFFICE = "OFFICE"  # the CPPCC's office and committees
    TEAM = "TEAM"  # also the team of the case
    UNITS = "UNITS"  # also the responsible units of the case
    PUBLIC = "PUBLIC"


class Attachment(Base):
    """A file under the name of its content. `case_id` is empty until the form that carries it is submitted."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "sha256"), Index(None, "case_id"), Index(None, "uploaded_by"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))  # as it was called where it came from
    kind: Mapped[FileKind] = mapped_column(Word(FileKind))
    size: Mapped[int]
    is_image: Mapped[bool] = mapped_column(default=False)
    has_place: Mapped[bool] = mapped_column(default=False)  # its EXIF tells where it was taken
    uploaded_by: Mapped[int]
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    unit_id: Mapped[int | None]  # of a unit's own file: it and the office see it
    visibility: Mapped[Visibility] = mapped_column(Word(Visibility), default=Visibility.OFFICE)


class NumberState(StrEnum):
    RESERVED = "RESERVED"
    USED = "USED"
    VOID = "VOID"


class NumberRegister(Base):
    """The register of one 机关代字 and year. Its row is locked while a number is taken.

    Last year's register stays open until the clerk closes it.
    """

    __tablename__ = "number_register"

    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    next_seq: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[int | None]


class DocumentNumber(Base):
    """One 发文字号. A void one stays on the list with its reason and is not given again."""

    __tablename__ = "document_number"
    __table_args__ = (UniqueConstraint("cppcc_id", "prefix", "year", "seq"), Index(None, "document_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    prefix: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    seq: Mapped[int]
    state: Mapped[NumberState] = mapped_column(Word(NumberState))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    by_person_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)

    @property
    def text(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.seq}号"


class SealUse(Base):
    """One line of the seal log."""

    __tablename__ = "seal_use"
    __table_args__ = (Index(None, "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    seal: Mapped[str] = mapped_column(String(120))
    by_person_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    count: Mapped[int]


class RecommendationKind(StrEnum):
    IMMEDIATE = "IMMEDIATE"
    NEAR_TERM = "NEAR_TERM"
    LONG_TERM = "LONG_TERM"


class RecommendationItem(Base):
    """One numbered recommendation of a signed letter; each pair with a unit becomes an obligation."""

    __tablename__ = "recommendation_item"
    __table_args__ = (UniqueConstraint("document_id", "no"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    no: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    unit_ids: Mapped[list[int]] = mapped_column(JsonText)
    kind: Mapped[RecommendationKind] = mapped_column(Word(RecommendationKind))
    due: Mapped[date | None]  # as printed in the letter; none of a LONG_TERM one
    expected_result: Mapped[str] = mapped_column(String(300), default="")
