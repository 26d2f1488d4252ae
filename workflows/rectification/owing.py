"""Whose date it is on a unit's track: the unit's, or the CPPCC's own."""

from sqlalchemy.orm import Session

from engine.process import Owed
from workflows.cases.models import Case
from workflows.people.roles import ScopeKind
from workflows.rectification.models import Track
from workflows.settings import in_force

STEPS = frozenset({"unit_sign", "unit_plan", "plan_resubmit", "assist_opinion", "takeover_confirm"})
"""Steps that are due by themselves. To report is due with the recommendations, each of which has a date of its own."""


def by_unit(session: Session, track: Track) -> Owed:
    """What the unit owes to the CPPCC, for the committee that keeps the case."""
    case = session.get_one(Case, track.case_id)
    return Owed(f"{ScopeKind.UNIT}:{track.unit_id}", _body(case), _desk(case))


def of_step(session: Session, track: Track, rule: str) -> Owed | None:
    """Of a step under a rule: the unit's, or by an internal rule the CPPCC's. None: members' or others'."""
    if rule in STEPS:
        return by_unit(session, track)
    case = session.get_one(Case, track.case_id)
    is_ours = in_force.rule(session, rule, case.clocks_on).is_internal
    return Owed(_body(case), None, _desk(case)) if is_ours else None


def _body(case: Case) -> str:
    return f"{ScopeKind.CPPCC}:{case.cppcc_id}"


def _desk(case: Case) -> str | None:
    return f"{ScopeKind.COMMITTEE}:{case.committee_id}" if case.committee_id is not None else None
