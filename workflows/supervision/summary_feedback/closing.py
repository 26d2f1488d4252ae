"""Services of the last stage: counting what is not settled, closing the case, finding the next look-back."""

from typing import Any

from engine import clock, commands
from engine.process import ServiceStep
from workflows.cases.models import Case, CaseState
from workflows.supervision.summary_feedback import look_backs, sources, units
from workflows.supervision.summary_feedback.evidence import missing_evidence
from workflows.supervision.summary_feedback.models import LookBackVisit

MERGED_ENDS = "主案已结案"
RUNNING = frozenset({CaseState.ISSUED, CaseState.REOPENED, CaseState.IN_RECTIFICATION})


def count_units(step: ServiceStep) -> dict[str, Any]:
    """Whether a unit's track is still to be settled; without a letter there is none."""
    case = step.session.get_one(Case, step.instance.matter_id)
    is_open = bool(units.unsettled(step.session, case.id))
    if not is_open:
        case.state = CaseState.SUMMARISING
    elif case.state is not CaseState.REOPENED:
        case.state = CaseState.IN_RECTIFICATION
    return {"units_open": is_open}


def close_case(step: ServiceStep) -> dict[str, Any]:
    """Close, unless a track has come open again since the report was written.

    Every source of the case and of the cases merged into it gets its answer; merged cases end with this one.
    """
    session = step.session
    case = session.get_one(Case, step.instance.matter_id)
    if missing_evidence(session, case.id):
        return {"outcome": "NOT_READY"}
    case.state = CaseState.CLOSED
    case.closed_on = clock.today()
    case.has_follow_up = units.followed_up(session, case.id) > 0
    look_backs.plan(session, case)
    merged = units.merged_into(session, case.id)
    for other in merged:
        other.closed_on = case.closed_on
        if other.instance_id is not None:
            commands.terminate(session, step.host, other.instance_id, MERGED_ENDS, actor=step.actor)
    for one in (case, *merged):
        sources.answer_all(step, one)
    return {"outcome": "CLOSED"}


def next_look_back(step: ServiceStep) -> dict[str, Any]:
    """The deadline key of the next look-back of the list, "" when all are made."""
    case = step.session.get_one(Case, step.instance.matter_id)
    left = look_backs.planned(step.session, case.id)
    case.state = CaseState.LOOKING_BACK if left else CaseState.CLOSED
    return {"look_back": left[0].rule if left else ""}


def propose_reopening(step: ServiceStep) -> dict[str, Any]:
    """A relapse: the director decides beside the case whether to reopen it (X8); the list goes on meanwhile."""
    case_id = step.instance.matter_id
    visit = step.session.query(LookBackVisit).filter_by(case_id=case_id, has_relapsed=True)
    last = visit.order_by(LookBackVisit.checked_on.desc(), LookBackVisit.id.desc()).first()
    values = {"look_back_id": last.id} if last else {}
    commands.start(step.session, step.host, "reopen_act", ("case", case_id), case_id, values, actor=step.actor)
    return {}


def count_follow_ups(step: ServiceStep) -> dict[str, Any]:
    """Whether a track is still followed up, or just being checked again: the archive waits for it. Keeps the
    case's mark true."""
    case = step.session.get_one(Case, step.instance.matter_id)
    left = units.followed_up(step.session, case.id) + len(units.unsettled(step.session, case.id))
    case.has_follow_up = left > 0
    return {"follow_ups_open": left > 0}
