"""The letter leaves the house some minutes after its dispatch: until then the officer takes the dispatch back, and no
unit has seen anything; afterwards a wrong recipient is a matter of X14.

Nothing waits in an urgent case, nor where every copy went on paper, for that is out already.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import NotPermitted
from engine.models import Instance, ItemState, Job, JobState, Task, WorkItem
from engine.process import Host, JobKind, ServiceStep
from engine.text import Text
from workflows.cases.models import Case, CaseState, Priority, Stage
from workflows.documents.models import Document, DocumentStatus
from workflows.people.actors import actor_of
from workflows.rectification.models import DeliveryMode
from workflows.settings import grace
from workflows.supervision.symposium.models import Dispatch, DispatchTarget
from workflows.supervision.symposium.sending import open_tracks

IS_OUT = Text(
    "建议书已经送达责任单位，送达不能撤回；误送的请用“误送处理”。",
    "The letter has reached the units; use “Wrong recipient” instead.",
)


def not_before(session: Session, values: Mapping[str, Any]) -> datetime:
    made = session.get_one(Dispatch, values["dispatch_id"])
    is_urgent = session.get_one(Case, made.case_id).priority is Priority.URGENT
    electronic = select(DispatchTarget.id).where(
        DispatchTarget.dispatch_id == made.id, DispatchTarget.mode == DeliveryMode.ELECTRONIC
    )
    waits = not is_urgent and session.scalar(electronic.limit(1)) is not None
    return grace.ends_at(session) if waits else clock.now()


def leave(session: Session, job: Job, _result: Any, host: Host) -> dict[str, Any]:
    """It is issued, and each unit gets its track; what follows is done in the name of who dispatched it."""
    made = session.get_one(Dispatch, job.payload["dispatch_id"])
    session.get_one(Document, made.document_id).status = DocumentStatus.ISSUED
    session.get_one(Case, made.case_id).state = CaseState.ISSUED
    instance = session.get_one(Instance, job.instance_id)
    open_tracks(ServiceStep(session, instance, job.payload, host, actor_of(session, job.payload["sent_by"])))
    return {}


def take_back(session: Session, document_id: int) -> None:
    """The dispatch is to be made anew: one that has not left is undone, with its slip. NotPermitted once it is out."""
    for made in session.scalars(select(Dispatch).where(Dispatch.document_id == document_id)):
        targets = session.scalars(select(DispatchTarget).where(DispatchTarget.dispatch_id == made.id)).all()
        if any(target.track_id is not None for target in targets):
            raise NotPermitted(IS_OUT)
        if made.slip_id is not None:
            session.get_one(Document, made.slip_id).status = DocumentStatus.VOID
        for row in (*targets, made):
            session.delete(row)
            session.flush()


def leaves_at(session: Session, case: Case) -> datetime | None:
    """When the letter of a case leaves; None if none waits to."""
    if case.stage is not Stage.SYMPOSIUM:
        return None  # not asked of most cases
    waits = (Job.kind == KIND.key) & Job.state.in_((JobState.TODO, JobState.LEASED))
    of_case = select(Job.run_at).join(Instance, Instance.id == Job.instance_id).where(Instance.matter_id == case.id)
    return session.scalar(of_case.where(waits))


def to_take_back(session: Session, case: Case, actor: Actor) -> int | None:
    """The work item of a dispatch that the actor has made or entered and that has not left."""
    if leaves_at(session, case) is None:
        return None
    done = (
        select(WorkItem)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(Instance.matter_id == case.id, Task.element == "dispatch", WorkItem.state == ItemState.DONE)
    )
    last = session.scalars(done.order_by(WorkItem.id.desc()).limit(1)).one()
    return last.id if actor.person_id in (last.acted_by, last.entered_by) else None


KIND = JobKind("send_letter", Text("送达建议书", "Send the letter"), None, leave, not_before=not_before)
