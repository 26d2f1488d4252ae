"""A lead that was merged waits in its own diagram: how it is woken, and what is attached to a case beside it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands, jobs
from engine.actors import SYSTEM
from engine.models import Instance, InstanceState, Job
from engine.process import Host, JobKind, ServiceStep
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.supervision.preparation import deciding

MESSAGE = "merge_woken"
ATTACH = "attach_broadcast_act"


def wake_lead(step: ServiceStep) -> dict[str, Any]:
    """It is a case of its own again, and is weighed anew."""
    case = step.session.get_one(Case, step.instance.matter_id)
    case.state, case.merged_into_id = CaseState.UNDER_REVIEW, None
    return {}


def wake(session: Session, case_id: int) -> None:
    """Have a split-off lead go on; a job, since its instance is locked by nobody yet."""
    jobs.add(session, WAKE.key, {"case_id": case_id})


def _send(session: Session, job: Job, result: Any, host: Host) -> dict[str, Any]:
    """Only to a lead that waits for it: one that was merged later stands at a step of its own."""
    case = session.get_one(Case, job.payload["case_id"])
    found = select(Instance.id).where(Instance.id == case.instance_id, Instance.status == InstanceState.ACTIVE)
    weighing = deciding.last_weighing(session, case.id)
    for instance_id in session.scalars(found):
        if weighing is not None and weighing.decision == "MERGE":
            commands.send(session, host, instance_id, MESSAGE, {}, actor=SYSTEM)
    return {}


WAKE = JobKind("wake_merged", Text("拆案后继续研判", "Weigh a split-off lead again"), None, _send)


def open_attachment(step: ServiceStep) -> dict[str, Any]:
    """A second broadcast goes to the case whose letter is out: its officer attaches it there (X17)."""
    weighing = deciding.last_weighing(step.session, step.instance.matter_id)
    if weighing is not None and weighing.target_id is not None:
        subject, values = ("case", weighing.target_id), {"lead_id": step.instance.matter_id}
        commands.start(step.session, step.host, ATTACH, subject, weighing.target_id, values, actor=step.actor)
    return {}
