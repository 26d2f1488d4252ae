"""The approval chains of reference §3.4 as data, and how the one in force is found and read."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.expressions import compile_expression
from engine.text import Text
from workflows.settings.in_force import in_force
from workflows.settings.models import ItemKind, Route, RouteItem

FACTS: Mapping[str, object] = {
    "is_key": False,
    "is_sensitive": False,
    "is_unplanned": False,
    "unit_count": 1,
    "has_team_leader_review": False,
    "has_countersign": False,
    "needs_chair_meeting": False,
    "is_face_to_face": False,
    "is_important": False,
}
"""What a condition may read, with the values that hold where a document does not say."""

NEEDS_CHAIR = "is_key or is_sensitive or is_unplanned or unit_count > 3"


class Seat(NamedTuple):
    """One item of a default route, after the one before or `beside` it."""

    role: str
    scope: str
    kind: ItemKind = ItemKind.REVIEW
    condition: str = ""
    deadline: str = ""  # the route's own where empty
    beside: bool = False
    may_refuse: bool = False


class Chain(NamedTuple):
    name: str
    label: Text
    deadline: str
    seats: tuple[Seat, ...]


DIRECTOR = Seat("committee_director", "committee")
SECRETARY_GENERAL = Seat("secretary_general", "office")
VICE_CHAIR = Seat("vice_chair", "committee")
CHAIRPERSON = Seat("chairperson", "city")
SIGN_OFF = ItemKind.SIGN_OFF

LETTER = (
    Seat("team_leader", "team", condition="has_team_leader_review"),
    DIRECTOR,
    Seat("countersign_director", "route", ItemKind.COUNTERSIGN, "has_countersign", "countersign", beside=True),
    Seat("office_editor", "office", ItemKind.OFFICE_EDIT, deadline="office_edit"),
    SECRETARY_GENERAL,
    VICE_CHAIR,
    Seat("office_clerk", "office", ItemKind.CHAIR_MEETING, "needs_chair_meeting", "approval_step"),
    Seat("signatory", "route", SIGN_OFF),
)

CHAINS = (
    Chain(
        "INITIATION",
        Text("立项审批", "Initiation"),
        "initiation_step",
        (
            SECRETARY_GENERAL,
            VICE_CHAIR._replace(may_refuse=True),
            CHAIRPERSON._replace(condition=NEEDS_CHAIR, may_refuse=True),
        ),
    ),
    Chain("PLAN", Text("监督方案审批", "Plan of a supervision"), "plan_step", (DIRECTOR, VICE_CHAIR)),
    Chain(
        "TOPIC_PLAN",
        Text("协商方案审批", "Plan of a consultation"),
        "plan_step",
        (DIRECTOR, VICE_CHAIR, CHAIRPERSON._replace(condition="is_face_to_face")),
    ),
    Chain("LETTER", Text("建议书审批签发", "Letter"), "letter_review_step", LETTER),
    Chain(
        "MINUTES",
        Text("协商纪要审批签发", "Consultation minutes"),
        "minutes_step",
        (DIRECTOR, SECRETARY_GENERAL, VICE_CHAIR, CHAIRPERSON._replace(kind=SIGN_OFF)),
    ),
    Chain(
        "CASE_CLOSE",
        Text("结案审批", "Closing report"),
        "close_step",
        (DIRECTOR, SECRETARY_GENERAL, VICE_CHAIR),
    ),
    Chain(
        "EXTENSION_FIRST",
        Text("延期审批（首次）", "First extension"),
        "extension_decision",
        (DIRECTOR._replace(may_refuse=True),),
    ),
    Chain(
        "EXTENSION_SECOND",
        Text("延期审批（再次）", "Second extension"),
        "extension_decision",
        (DIRECTOR._replace(may_refuse=True), VICE_CHAIR._replace(may_refuse=True)),
    ),
    Chain(
        "EXTENSION_PRINTED",
        Text("延期审批（信函所载期限）", "Extension of a printed date"),
        "extension_decision",
        (DIRECTOR._replace(may_refuse=True), Seat("letter_signatory", "route", may_refuse=True)),
    ),
    Chain(
        "NO_LETTER",
        Text("不发建议书审批", "Closing without a letter"),
        "approval_step",
        (DIRECTOR._replace(may_refuse=True), VICE_CHAIR._replace(may_refuse=True)),
    ),
    Chain(
        "SUSPENSION",
        Text("挂起审批", "Suspension"),
        "approval_step",
        (VICE_CHAIR._replace(may_refuse=True),),
    ),
    Chain(
        "WITHDRAWAL",
        Text("撤回审批", "Withdrawal"),
        "withdrawal_step",
        (DIRECTOR, VICE_CHAIR, CHAIRPERSON._replace(may_refuse=True)),
    ),
    Chain(
        "ESCALATION_LETTER",
        Text("提请督查函审批签发", "Request for inspection"),
        "approval_step",
        (
            DIRECTOR,
            SECRETARY_GENERAL,
            VICE_CHAIR,
            CHAIRPERSON._replace(kind=SIGN_OFF, may_refuse=True),
        ),
    ),
    Chain(
        "BULLETIN",
        Text("信息专报审批签发", "Bulletin"),
        "opinion_issue",
        (
            Seat("research_director", "office"),
            SECRETARY_GENERAL._replace(kind=SIGN_OFF, condition="not is_important"),
            SECRETARY_GENERAL._replace(condition="is_important", beside=True),
            Seat("vice_chair", "city", SIGN_OFF, "is_important"),
        ),
    ),
)


def route(session: Session, name: str, on: date) -> Route:
    """The route of a name on the day of submission. Raises `NotFound` where none is in force."""
    return in_force(session.scalars(select(Route).where(Route.name == name)).all(), name, on)


def items_of(found: Route, facts: Mapping[str, object]) -> list[RouteItem]:
    """The items whose condition holds, in order; `facts` not given have the values of `FACTS`."""
    known = {**FACTS, **facts}
    return [
        item for item in found.items if not item.condition or compile_expression(item.condition).evaluate(known) is True
    ]


def build(chain: Chain, since: date) -> Route:
    """The rows of a default chain."""
    made = Route(name=chain.name, words=list(chain.label), valid_from=since)
    position = 0
    for seat in chain.seats:
        position += 0 if seat.beside else 1
        made.items.append(
            RouteItem(
                position=position,
                kind=seat.kind,
                role=seat.role,
                scope=seat.scope,
                condition=seat.condition,
                deadline=seat.deadline or chain.deadline,
                may_refuse=seat.may_refuse,
                has_veto=seat.kind is not ItemKind.COUNTERSIGN,
            )
        )
    return made
