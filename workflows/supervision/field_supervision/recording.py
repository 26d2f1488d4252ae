"""An activity as planned, held, postponed or cancelled: what is asked of it, and the rows that it becomes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.process import Step, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.documents import storage
from workflows.documents.models import Attachment, Visibility
from workflows.people.models import Person
from workflows.people.rights import recusals
from workflows.supervision.dispatch_response import team
from workflows.supervision.models import Activity, ActivityState, Attendee, Commitment, Finding, TeamState
from workflows.supervision.preparation import units

COMING = (ActivityState.PLANNED, ActivityState.POSTPONED)
USUAL_SEVERITY = 2
MEMBERS = ("MEMBER", "LEADER", "EXPERT", "CITIZEN_REP")

NOBODY_PRESENT = Text("至少一人到场。", "At least one person must have been present.")
TWICE = Text("第{n}行与前面重复。", "Row {n} repeats one above.")
NOT_AFTER = Text("承诺时限须晚于活动日期。", "The promise must be due after the activity.")
NOT_AN_IMAGE = Text("照片须为jpg或png。", "Photos must be jpg or png.")
NONE_HELD = Text(
    "还没有举行过活动，不能结束；请选择还有后续活动。", "No activity was held yet; say that there is more to come."
)
STILL_COMING = Text("还有计划中的活动，请选择还有后续活动。", "An activity is still to come; say that there is more.")
TIED = Text("{why}（第{n}行）", "{why} (row {n})")
PAST = Text("计划日期早于今天。", "The planned day has passed already.")

Errors = dict[str, list[Text]]


def faults(session: Session, case_id: int, data: Values) -> Errors:
    """Errors by field."""
    errors = _ending(session, case_id, data)
    if data["status"] == ActivityState.HELD:
        errors |= _attendance(session, case_id, data) | _findings(data) | _photos(session, data)
        errors |= {
            f"commitments.{number}.due": [NOT_AFTER]
            for number, row in enumerate(data.get("commitments") or ())
            if row["due"] <= data["held_on"]
        }
    return errors


def _ending(session: Session, case_id: int, data: Values) -> Errors:
    """The stage ends with an activity held, and none still to come."""
    if data["has_more"]:
        return {}
    if data["status"] in COMING:
        return {"has_more": [STILL_COMING]}
    if data["status"] != ActivityState.HELD and not held(session, case_id):
        return {"has_more": [NONE_HELD]}
    return {}


def _attendance(session: Session, case_id: int, data: Values) -> Errors:
    """Somebody was there, nobody twice; a member tied to a responsible unit does not supervise it."""
    rows = data["attendees"]
    if not any(row["present"] for row in rows):
        return {"attendees": [NOBODY_PRESENT]}
    people = [row["person"] for row in rows]
    tied = recusals(session, people, units.ids(session, case_id), case_id)
    wrong = [TWICE.format(n=n) for n, person in enumerate(people, start=1) if person in people[: n - 1]]
    wrong += [
        TIED.format(why=tied[row["person"]], n=n)
        for n, row in enumerate(rows, start=1)
        if row["attendance_role"] in MEMBERS and row["person"] in tied
    ]
    return {"attendees": wrong} if wrong else {}


def _findings(data: Values) -> Errors:
    numbers = [row["no"] for row in data["findings"]]
    wrong = [TWICE.format(n=n) for n, number in enumerate(numbers, start=1) if number in numbers[: n - 1]]
    return {"findings": wrong} if wrong else {}


def _photos(session: Session, data: Values) -> Errors:
    found = [session.get(Attachment, photo) for photo in data.get("photos") or ()]
    return {"photos": [NOT_AN_IMAGE]} if any(photo is not None and not photo.is_image for photo in found) else {}


def advice(session: Session, case_id: int, data: Values) -> list[Text]:
    """Warnings."""
    planned: date | None = data.get("planned_on")
    return [PAST] if planned is not None and planned < clock.today() else []


def record(step: Step, data: Values) -> str:
    """Write the activity; the outcome: PLANNED, RECORDED (more to come) or FINISHED."""
    session, case_id = step.session, step.subject_id
    row = _row_for(session, case_id, data["activity_type"])
    row.type, row.state = data["activity_type"], ActivityState(data["status"])
    row.planned_on = data.get("planned_on") or row.planned_on
    row.state_reason = data.get("status_reason") or ""
    row.is_special_supervision = data["is_special_supervision"]
    row.places = [place["text"] for place in data["places"]]
    row.recorded_by, row.recorded_at = step.actor.person_id, clock.now()
    if row.state is ActivityState.HELD:
        _hold(session, row, data)
        files = [*(data.get("photos") or ()), *(f for found in data["findings"] for f in found.get("evidence") or ())]
        storage.bind(session, files, case_id, step.actor.person_id, Visibility.TEAM)
    session.add(row)
    session.flush()
    return _follow(session, case_id, data)


def _row_for(session: Session, case_id: int, kind: str) -> Activity:
    """The activity that was planned so before; else a new one."""
    coming = [row for row in of_case(session, case_id) if row.state in COMING]
    return next((row for row in coming if row.type == kind), None) or Activity(case_id=case_id)


def _hold(session: Session, row: Activity, data: Values) -> None:
    """The facts of an activity held: who was there, what was found and promised."""
    case_id = row.case_id
    row.held_on, row.leader_id = data["held_on"], data.get("leader")
    row.headcount_only = data.get("headcount_only") or 0
    row.minutes, row.photo_ids = data["minutes"], list(data.get("photos") or ())
    row.attendees = [
        Attendee(case_id=case_id, person_id=one["person"], role=one["attendance_role"], is_present=one["present"])
        for one in data["attendees"]
    ]
    row.findings = [
        Finding(
            case_id=case_id,
            no=one["no"],
            description=one["description"],
            severity=one.get("severity") or USUAL_SEVERITY,
            unit_id=one.get("unit"),
            checklist_ref=one.get("checklist_ref"),
            evidence_ids=list(one.get("evidence") or ()),
            is_fixed_on_site=bool(one.get("fixed_on_site")),
        )
        for one in data["findings"]
    ]
    row.commitments = [
        Commitment(case_id=case_id, unit_id=one["unit"], text=one["text"], due_on=one["due"])
        for one in data.get("commitments") or ()
    ]


def _follow(session: Session, case_id: int, data: Values) -> str:
    """The case is under supervision from the first activity held; what was secret is not, once all have ended."""
    case = session.get_one(Case, case_id)
    if data["status"] == ActivityState.HELD:
        case.state = CaseState.IN_SUPERVISION
    if data["status"] in COMING:
        return "PLANNED"
    if data["has_more"]:
        return "RECORDED"
    case.is_undercover = False
    return "FINISHED"


def of_case(session: Session, case_id: int) -> list[Activity]:
    """Every activity of a case, in the order in which they were entered."""
    return list(session.scalars(select(Activity).where(Activity.case_id == case_id).order_by(Activity.id)))


def held(session: Session, case_id: int) -> Sequence[Activity]:
    """Those that took place: the only ones that figures count."""
    return [row for row in of_case(session, case_id) if row.state is ActivityState.HELD]


def begin_with(session: Session, case_id: int) -> dict[str, Any]:
    """The next activity as planned, with the team; whether it took place and who came is for the officer to say."""
    present = [
        {"person": row.person_id, "attendance_role": "MEMBER"}
        for row in team.of_case(session, case_id)
        if row.state is TeamState.ACCEPTED and session.get_one(Person, row.person_id).is_member
    ]
    coming = next((row for row in of_case(session, case_id) if row.state in COMING), None)
    if coming is None:
        return {"is_special_supervision": True, "attendees": present}
    return {
        "activity_type": coming.type,
        "planned_on": coming.planned_on,
        "is_special_supervision": coming.is_special_supervision,
        "places": [{"text": place} for place in coming.places],
        "attendees": present,
    }
