"""The rows of a supervision case from the lead to the last activity: sources, units, topic, plan, team, activities."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, Instant, JsonText, Word


class SourceResult(StrEnum):
    """What came of a lead, as its source is told."""

    REJECTED = "REJECTED"
    TRANSFERRED = "TRANSFERRED"
    CONVERTED = "CONVERTED"
    MERGED = "MERGED"
    ATTACHED = "ATTACHED"
    CLOSED = "CLOSED"


class Source(Base):
    """Who or what brought a problem up; a case may have several. Whose reply is due: `result` without `replied_on`.

    `withdrawn_on`: the source has withdrawn (X11) and gets no reply.
    """

    __tablename__ = "source"
    __table_args__ = (Index(None, "case_id"), Index(None, "episode_no"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(16))
    registered_by: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Instant)
    noticed_on: Mapped[date]
    programme_title: Mapped[str] = mapped_column(String(60), default="")
    episode_no: Mapped[str] = mapped_column(String(20), default="")
    broadcast_on: Mapped[date | None]
    broadcast_url: Mapped[str] = mapped_column(String(300), default="")
    video_id: Mapped[int | None]
    evidence_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)
    programme_handling: Mapped[str] = mapped_column(Text, default="")
    withdrawn_on: Mapped[date | None]
    result: Mapped[SourceResult | None] = mapped_column(Word(SourceResult))
    channel: Mapped[str | None] = mapped_column(String(16))
    reply_text: Mapped[str] = mapped_column(Text, default="")
    replied_on: Mapped[date | None]
    replied_by: Mapped[int | None]
    reply_file_id: Mapped[int | None]


class Complainant(Base):
    """The person behind a source, apart from all else so that he can be erased; the fact that he was stays."""

    __tablename__ = "complainant"

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(20))
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class Assignment(Base):
    """A committee that a lead was given to, and that it came back from."""

    __tablename__ = "assignment"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    assigned_by: Mapped[int]
    assigned_at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(String(300), default="")
    is_final: Mapped[bool] = mapped_column(default=False)  # named by the secretary-general
    handed_back_at: Mapped[datetime | None] = mapped_column(Instant)
    hand_back_reason: Mapped[str] = mapped_column(String(300), default="")


class ResponsibleUnit(Base):
    """A unit that is answerable for the problem, as far as the case knows; a removed one keeps its row."""

    __tablename__ = "responsible_unit"
    __table_args__ = (Index(None, "case_id"), Index(None, "unit_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    track_role: Mapped[str] = mapped_column(String(16))  # SOLE, LEAD, ASSIST, SEPARATE
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[int]
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_reason: Mapped[str] = mapped_column(String(300), default="")


class SimilarDecision(Base):
    """What was decided about one earlier case that the finder showed."""

    __tablename__ = "similar_decision"
    __table_args__ = (UniqueConstraint("case_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    decision: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[datetime] = mapped_column(Instant)


class Weighing(Base):
    """What was decided about a lead: each time it was weighed is a row. `target_id`: the case or unit it went to."""

    __tablename__ = "weighing"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committee.id"))
    decision: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(String(24), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    target_id: Mapped[int | None]
    decided_by: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(Instant)


class PlanItem(Base):
    """A row of the yearly supervision plan, which an initiation names."""

    __tablename__ = "plan_item"
    __table_args__ = (UniqueConstraint("cppcc_id", "year", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    year: Mapped[int]
    no: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committee.id"))


class InitiationSheet(Base):
    """The initiation of a case as last submitted; `approved_on` once its route is through."""

    __tablename__ = "initiation_sheet"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    topic_title: Mapped[str] = mapped_column(String(60))
    topic_source: Mapped[str] = mapped_column(String(20))
    plan_item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"))
    unplanned_reason: Mapped[str] = mapped_column(String(300), default="")
    basis: Mapped[str] = mapped_column(Text)
    period_start: Mapped[date]
    period_end: Mapped[date]
    is_late: Mapped[bool] = mapped_column(default=False)  # 补录: the period had begun before it was submitted
    lead_leader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    monthly_slot: Mapped[str | None] = mapped_column(String(7))
    approved_on: Mapped[date | None]


class Plan(Base):
    """The facts of a plan that later steps need; its text is the document.

    `member_ids`: whom to invite, in this order: the first `member_count` at once, the others step in.
    """

    __tablename__ = "plan"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    team_leader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    member_count: Mapped[int]
    member_criteria: Mapped[str] = mapped_column(String(300))
    member_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)
    invited_department_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)
    first_on: Mapped[date]  # the first day of its schedule
    is_undercover: Mapped[bool] = mapped_column(default=False)
    media_participation: Mapped[bool] = mapped_column(default=False)
    is_approved: Mapped[bool] = mapped_column(default=False)


class TeamState(StrEnum):
    INVITED = "INVITED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    NO_RESPONSE = "NO_RESPONSE"
    LEFT = "LEFT"


class TeamMember(Base):
    """A person of the team of a case, from the invitation on. `round`: which invitation brought him."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("case_id", "person_id"), Index(None, "person_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_leader: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TeamState] = mapped_column(Word(TeamState), default=TeamState.INVITED)
    round: Mapped[int] = mapped_column(default=1)
    invited_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    decline_reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")


class ActivityState(StrEnum):
    PLANNED = "PLANNED"
    HELD = "HELD"
    POSTPONED = "POSTPONED"
    CANCELLED = "CANCELLED"


class Activity(Base):
    """One activity of a case. Figures count those HELD, by `held_on`; who was there stands only with those."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "case_id"), Index(None, "state", "held_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    type: Mapped[str] = mapped_column(String(24))
    state: Mapped[ActivityState] = mapped_column(Word(ActivityState))
    planned_on: Mapped[date | None]
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    held_on: Mapped[date | None]
    is_special_supervision: Mapped[bool]
    places: Mapped[list[str]] = mapped_column(JsonText, default=list)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    headcount_only: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[str] = mapped_column(Text, default="")
    photo_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Instant)

    attendees: Mapped[list["Attendee"]] = relationship(
        cascade="all, delete-orphan", order_by="Attendee.id", lazy="selectin"
    )
    findings: Mapped[list["Finding"]] = relationship(
        cascade="all, delete-orphan", order_by="Finding.no", lazy="selectin"
    )
    commitments: Mapped[list["Commitment"]] = relationship(
        cascade="all, delete-orphan", order_by="Commitment.id", lazy="selectin"
    )


class Attendee(Base):
    __tablename__ = "attendee"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"), Index(None, "case_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(16))
    is_present: Mapped[bool]


class Finding(Base):
    """What an activity found; a letter's problems rest on these. `severity` is 1 (light) to 3."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "activity_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    no: Mapped[int]
    description: Mapped[str] = mapped_column(Text)
    severity: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    checklist_ref: Mapped[int | None]
    evidence_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)
    is_fixed_on_site: Mapped[bool] = mapped_column(default=False)


class Commitment(Base):
    """What a unit promised on site."""

    __tablename__ = "commitment"
    __table_args__ = (Index(None, "activity_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]


class FactResult(StrEnum):
    AGREED = "AGREED"
    OBJECTED = "OBJECTED"


class FactCheck(Base):
    """The facts as one responsible unit saw them before the letter (at the symposium or while it was drafted)."""

    __tablename__ = "fact_check"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    checked_on: Mapped[date]
    person: Mapped[str] = mapped_column(String(40))
    result: Mapped[FactResult] = mapped_column(Word(FactResult))
    objection: Mapped[str] = mapped_column(Text, default="")
    changed: Mapped[str] = mapped_column(Text, default="")
