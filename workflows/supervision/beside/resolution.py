"""A chair meeting's word answers the items 主席会议审议 of the documents that it considered."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine import commands, moves, projection
from engine.models import Instance, InstanceState, ItemState, Task, WorkItem
from engine.process import ServiceStep
from workflows.approval.models import ApprovalSeat
from workflows.documents.models import DocumentRevision
from workflows.settings.models import ItemKind
from workflows.supervision.beside.models import ChairMeetingRecord


def answer_chair_meeting_items(step: ServiceStep) -> dict[str, Any]:
    """Agreed: the chain goes on. Not agreed: it goes back to the drafter. Deferred: it waits for the next meeting.

    An item that the recorder himself may not answer stays open for those who may.
    """
    record = step.session.get_one(ChairMeetingRecord, step.values["chair_meeting_id"])
    if record.decision == "DEFERRED":
        return {}
    for item in _waiting(step, record):
        if step.host.why_not(step.session, step.actor, "complete", item) is None:
            commands.complete(
                step.session, step.host, item.id, _answer(step, record, item), actor=step.actor, confirmed=True
            )
    return {}


def _waiting(step: ServiceStep, record: ChairMeetingRecord) -> Sequence[WorkItem]:
    documents = select(DocumentRevision.document_id).where(DocumentRevision.id.in_(record.documents))
    found = (
        select(WorkItem)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(
            Instance.matter_id == record.case_id,
            Instance.status == InstanceState.ACTIVE,
            WorkItem.state == ItemState.OPEN,
            WorkItem.kind == ItemKind.CHAIR_MEETING,
            WorkItem.task_id.in_(select(ApprovalSeat.task_id).where(ApprovalSeat.document_id.in_(documents))),
        )
    )
    return step.session.scalars(found.order_by(WorkItem.id)).all()


def _answer(step: ServiceStep, record: ChairMeetingRecord, item: WorkItem) -> dict[str, Any]:
    answer = {
        "item_kind": item.kind,
        "decision": "APPROVE",
        "opinion": record.changes or record.resolution,
        "return_to": None,
        "resubmit_mode": None,
        "chair_meeting": record.id,
        "attachments": None,
    }
    if record.agrees:
        return answer
    instance = moves.lock(step.session, item.instance_id)
    task = step.session.get_one(Task, item.task_id)
    user_task = step.host.process(instance.process).task(task.element)
    offered = user_task.initial(projection.step_of(step.session, instance, task, step.actor, item))
    return {
        **answer,
        "decision": "RETURN",
        "return_to": offered.get("return_to"),
        "resubmit_mode": offered.get("resubmit_mode"),
    }
