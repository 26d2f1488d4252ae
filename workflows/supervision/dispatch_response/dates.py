"""Dates that a supervision case itself brings: notice and record hang on the day of the activity, not on the task's."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Instance
from engine.process import Due
from workflows.cases.models import Case, Priority
from workflows.settings import deadlines, in_force
from workflows.supervision.models import Activity, ActivityState, Plan

COMING = (ActivityState.PLANNED, ActivityState.POSTPONED)
RULES = ("activity_notice", "activity_minutes")


def due(session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
    """None where the rule, or the case, has no such day: then the rule counts from the start of the task."""
    day = activity_day(session, instance.matter_id) if rule in RULES else None
    if day is None:
        return None
    case = session.get_one(Case, instance.matter_id)
    setting = in_force.rule(session, rule, case.clocks_on)
    span = deadlines.length(setting, case.priority is Priority.URGENT)
    return deadlines.counted(session, clock.day_of(started), day, setting.unit, span, "ACTIVITY", case.clocks_on)


def activity_day(session: Session, case_id: int) -> date | None:
    """The day of the next activity: as planned, else the first of the plan's schedule if none was held yet."""
    coming = select(Activity.planned_on).where(Activity.case_id == case_id, Activity.state.in_(COMING))
    found = session.scalars(coming.order_by(Activity.planned_on).limit(1)).first()
    if found is not None:
        return found
    held = select(Activity.id).where(Activity.case_id == case_id, Activity.state == ActivityState.HELD).limit(1)
    plan = session.get(Plan, case_id)
    return plan.first_on if plan is not None and session.scalars(held).first() is None else None
