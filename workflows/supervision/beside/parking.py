"""A merged case waits: its open items leave every queue and cannot be done until it is split off again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import projection
from engine.models import Instance, InstanceState, ItemState, Task, TaskState, WorkItem


def park(session: Session, case_id: int) -> None:
    """Take everything that is open on a case out of the queues."""
    items = [item for item in _items(session, case_id) if item.state is ItemState.OPEN]
    projection.unqueue(session, items)
    for item in items:
        item.state = ItemState.WAITING


def wake(session: Session, case_id: int) -> None:
    """Put back what `park` has taken: items that had their turn already, foremost of their task."""
    waiting = [item for item in _items(session, case_id) if item.state is ItemState.WAITING and item.opened_at]
    foremost: dict[int, int] = {}
    for item in waiting:
        foremost[item.task_id] = min(item.position, foremost.get(item.task_id, item.position))
    for item in waiting:
        if item.position == foremost[item.task_id]:
            item.state = ItemState.OPEN
            projection.queue(session, item)


def _items(session: Session, case_id: int) -> list[WorkItem]:
    found = (
        select(WorkItem)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(
            Instance.matter_id == case_id,
            Instance.status == InstanceState.ACTIVE,
            Task.state == TaskState.READY,
        )
    )
    return list(session.scalars(found.order_by(WorkItem.id)))
