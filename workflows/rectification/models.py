"""A unit's track of a case and the obligations that it carries: one per recommendation and unit."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, Instant, JsonText, Word
from workflows.rectification.states import (
    Adoption,
    Basis,
    ObligationState,
    ResultClass,
    TrackMode,
    TrackRole,
    TrackState,
)


class DeliveryMode(StrEnum):
    ELECTRONIC = "ELECTRONIC"
    PAPER = "PAPER"
    BOTH = "BOTH"


class PaperHow(StrEnum):
    EXCHANGE = "EXCHANGE"
    COURIER = "COURIER"
    MEETING = "MEETING"
    POST = "POST"


class Track(Base):
    """`state` and `result_class` follow from the obligations (`tracks.refresh`), save for what ended the
    track as a whole: `ended_as` is REASSIGNED, WITHDRAWN, UNRESOLVED or OPINION_GIVEN."""

    __tablename__ = "track"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "unit_id", "state"),
        Index(None, "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    addressed_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # of the letter, where it was another
    track_role: Mapped[TrackRole] = mapped_column(Word(TrackRole))
    track_mode: Mapped[TrackMode] = mapped_column(Word(TrackMode), default=TrackMode.OWN)
    state: Mapped[TrackState] = mapped_column(Word(TrackState), default=TrackState.PENDING_SIGN)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    document_id: Mapped[int | None]  # the letter; None until a supplementary letter is made
    delivery_mode: Mapped[DeliveryMode] = mapped_column(Word(DeliveryMode))
    paper_how: Mapped[PaperHow | None] = mapped_column(Word(PaperHow))
    liaison_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    receiver: Mapped[str] = mapped_column(String(60), default="")
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    receipt_id: Mapped[int | None]  # attachment: the signed receipt
    delivered_on: Mapped[date]
    sign_from: Mapped[date]  # the clock of signing: the delivery, or the day on which an objection was turned down
    opened_at: Mapped[datetime] = mapped_column(Instant)
    signed_on: Mapped[date | None]  # signed, or receipt confirmed by telephone: the clocks start here
    signed_how: Mapped[str] = mapped_column(String(16), default="")  # SIGNED, CALL, DEEMED
    handler_office: Mapped[str] = mapped_column(String(60), default="")
    handler_name: Mapped[str] = mapped_column(String(40), default="")
    handler_phone: Mapped[str] = mapped_column(String(20), default="")
    is_objecting: Mapped[bool] = mapped_column(default=False)
    objection_rounds: Mapped[int] = mapped_column(default=0)
    objection_reason: Mapped[str] = mapped_column(Text, default="")
    objection_answer: Mapped[str] = mapped_column(Text, default="")
    suggested_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    plan_returns: Mapped[int] = mapped_column(default=0)
    leader_in_charge: Mapped[str] = mapped_column(String(40), default="")
    survey_round: Mapped[int] = mapped_column(default=1)
    dissatisfied_count: Mapped[int] = mapped_column(default=0)
    grade: Mapped[str | None] = mapped_column(String(24))
    grade_basis: Mapped[str] = mapped_column(Text, default="")  # reason, where no quorum voted
    proposes_meeting: Mapped[bool] = mapped_column(default=False)  # an item failed as often as `re_rectify_max`
    refers_inspection: Mapped[bool] = mapped_column(default=False)
    extension_count: Mapped[int] = mapped_column(default=0)
    result_class: Mapped[ResultClass | None] = mapped_column(Word(ResultClass))
    class_reason: Mapped[str] = mapped_column(Text, default="")
    closing_text: Mapped[str] = mapped_column(Text, default="")
    first_followed_on: Mapped[date | None]  # the first closing as B: month 12 counts from here
    next_check_on: Mapped[date | None]
    failed_checks: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]
    is_suspended: Mapped[bool] = mapped_column(default=False)
    ended_as: Mapped[TrackState | None] = mapped_column(Word(TrackState))
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))

    obligations: Mapped[list["Obligation"]] = relationship(
        back_populates="track", order_by="Obligation.rec_no, Obligation.id", lazy="selectin"
    )


class Obligation(Base):
    """One recommendation that one unit answers. `rec_no` is its number in the letter."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("track_id", "recommendation_item_id"),
        Index(None, "case_id"),
        Index(None, "unit_id", "state"),
        Index(None, "recommendation_item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    recommendation_item_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    rec_no: Mapped[int]
    state: Mapped[ObligationState] = mapped_column(Word(ObligationState), default=ObligationState.ASKED)
    is_paused: Mapped[bool] = mapped_column(default=False)
    is_disputed: Mapped[bool] = mapped_column(default=False)
    is_immediate: Mapped[bool] = mapped_column(default=False)
    adoption_status: Mapped[Adoption | None] = mapped_column(Word(Adoption))
    adoption_reason: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    planned_on: Mapped[date | None]
    plan_accepted_on: Mapped[date | None]
    return_comment: Mapped[str] = mapped_column(Text, default="")  # of the plan, or what X7 asks
    instruction_due: Mapped[date | None]
    printed_due: Mapped[date | None]
    promised_due: Mapped[date | None]  # the current promise; earlier ones in `promised_date`
    granted_due: Mapped[date | None]  # another day than the rule gives: extended, or left after a suspension
    due_on: Mapped[date | None]
    warn_at: Mapped[datetime | None] = mapped_column(Instant)  # with `due_on`, as the row of its date says
    date_basis: Mapped[Basis] = mapped_column(Word(Basis), default=Basis.RULE)
    reported_class: Mapped[ResultClass | None] = mapped_column(Word(ResultClass))
    reported_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[date | None]
    issued_docs: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    verified_on: Mapped[date | None]
    failed_count: Mapped[int] = mapped_column(default=0)
    reopened_on: Mapped[date | None]
    result_class: Mapped[ResultClass | None] = mapped_column(Word(ResultClass))
    closing_text: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]

    track: Mapped[Track] = relationship(back_populates="obligations")


class PromisedDate(Base):
    """Every date that was promised or set for an obligation, and by what."""

    __tablename__ = "promised_date"
    __table_args__ = (Index(None, "obligation_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    due_on: Mapped[date]
    basis: Mapped[Basis] = mapped_column(Word(Basis))
    reason: Mapped[str] = mapped_column(Text, default="")
    set_by: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(Instant)


class ExtensionState(StrEnum):
    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    LAPSED = "LAPSED"  # what was asked for was done, or ended, before it was decided


class Extension(Base):
    """One request. It stops no clock; `rec_nos` empty: the whole track."""

    __tablename__ = "extension"
    __table_args__ = (Index(None, "track_id", "state"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    rule: Mapped[str] = mapped_column(String(64))
    basis: Mapped[Basis] = mapped_column(Word(Basis))
    rec_nos: Mapped[list[int]] = mapped_column(JsonText)
    reason: Mapped[str] = mapped_column(Text)
    percent: Mapped[int]
    old_due: Mapped[date]
    new_due: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[ExtensionState] = mapped_column(Word(ExtensionState))
    granted_due: Mapped[date | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class Evidence(Base):
    __tablename__ = "evidence"
    __table_args__ = (Index(None, "obligation_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    attachment_id: Mapped[int]
    given_on: Mapped[date]


class Verdict(StrEnum):
    CONFIRMED = "CONFIRMED"
    PARTLY = "PARTLY"
    NOT_CONFIRMED = "NOT_CONFIRMED"


class Verification(Base):
    """One obligation at one re-inspection."""

    __tablename__ = "verification"
    __table_args__ = (Index(None, "obligation_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    note: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(String(24))
    inspected_on: Mapped[date]
    inspector_ids: Mapped[list[int]] = mapped_column(JsonText)
    staff_reason: Mapped[str] = mapped_column(String(200), default="")
    void_reason: Mapped[str] = mapped_column(Text, default="")  # it counts no more, as an inspector was tied


class Ballot(Base):
    """One vote on one round. Reports never say whose it is; the work item is kept so that a vote of somebody
    who turns out to be tied to the unit can be made void."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("work_item_id"), Index(None, "track_id", "round"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    round: Mapped[int]
    work_item_id: Mapped[int]
    attitude: Mapped[str] = mapped_column(String(24))
    result: Mapped[str] = mapped_column(String(24))
    comment: Mapped[str] = mapped_column(Text, default="")
    is_void: Mapped[bool] = mapped_column(default=False)


class Contact(Base):
    """X15: one call or visit about one track; a call about three cases is three rows of one `call_id`."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "track_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    call_id: Mapped[int]  # the work item in which it was recorded
    kind: Mapped[str] = mapped_column(String(8))
    contacted_at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[str] = mapped_column(String(40))
    said: Mapped[str] = mapped_column(Text)
    receipt_on: Mapped[date | None]
    next_on: Mapped[date | None]
    counts_as_urge: Mapped[bool] = mapped_column(default=True)
    by_person_id: Mapped[int]


class Progress(Base):
    """U4: one report on how far the unit has come."""

    __tablename__ = "progress"
    __table_args__ = (Index(None, "track_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    reported_on: Mapped[date]
    percent: Mapped[int]
    setback_reason: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    next_steps: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    photo_ids: Mapped[list[int]] = mapped_column(JsonText, default=list)


class TrackMechanism(Base):
    """A rule, platform, standard or mechanism that came of a unit's track; the case's own stand in its summary."""

    __tablename__ = "track_mechanism"
    __table_args__ = (Index(None, "case_id"), Index(None, "track_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    doc_no: Mapped[str] = mapped_column(String(40), default="")
    issued_on: Mapped[date | None]
    file_id: Mapped[int | None]


class Opinion(Base):
    """U2.1: what an assist unit says to the lead unit; `items`: [{rec_no, opinion}]."""

    __tablename__ = "assist_opinion"
    __table_args__ = (Index(None, "track_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    text: Mapped[str] = mapped_column(Text)
    items: Mapped[list[dict[str, int | str]]] = mapped_column(JsonText)
    file_ids: Mapped[list[int]] = mapped_column(JsonText)
    given_on: Mapped[date]


class UnitTalk(Base):
    """U3.1: the vice-chair's talk with a unit about its plan; `unit_attendees`: [{name, title}]."""

    __tablename__ = "unit_talk"
    __table_args__ = (Index(None, "track_id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(100), default="")
    chair_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_attendees: Mapped[list[dict[str, str]]] = mapped_column(JsonText)
    points: Mapped[list[str]] = mapped_column(JsonText)
    conclusion: Mapped[str] = mapped_column(String(16))
    agreed_plan: Mapped[str] = mapped_column(Text, default="")
