"""How long the case waits for an instruction: the rule's 30 working days, or the day that was decided on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Instance
from engine.process import Due
from workflows.cases.models import Case
from workflows.settings import deadlines
from workflows.supervision.symposium.models import InstructionWait

RULE = "wait_instruction"


def due(session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
    """The date of KEEP_WAITING for the case's own process; None where the plain rule holds."""
    if rule != RULE or instance.subject_kind != "case":
        return None
    last = session.scalar(
        select(InstructionWait)
        .where(InstructionWait.case_id == instance.matter_id)
        .order_by(InstructionWait.id.desc())
        .limit(1)
    )
    if last is None or last.decision != "KEEP_WAITING" or last.wait_until is None:
        return None
    case = session.get_one(Case, instance.matter_id)
    return deadlines.due_on(session, last.wait_until, started, case.clocks_on, "DECISION")
