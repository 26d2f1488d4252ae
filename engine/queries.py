"""Reading: work lists with keyset paging, whose cost does not grow with what is stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from engine.models import Candidate, Incident, ItemState, Reading, Task, TaskState, WorkItem

COUNT_LIMIT = 1000


class Position(NamedTuple):
    """Where a page ended: the due instant and the id of its last item."""

    due_at: datetime
    work_item_id: int


def worklist(
    session: Session, groups: Iterable[str], limit: int = 50, after: Position | None = None
) -> list[tuple[WorkItem, Task]]:
    """Open items of these groups, first due first. Each group is read by its index, `limit` rows at most."""
    parts = []
    for group in groups:
        part = select(Candidate.due_at, Candidate.work_item_id).where(Candidate.group_key == group)
        if after is not None:
            later = (Candidate.due_at > after.due_at) | (
                (Candidate.due_at == after.due_at) & (Candidate.work_item_id > after.work_item_id)
            )
            part = part.where(later)
        ordered = part.order_by(Candidate.due_at, Candidate.work_item_id).limit(limit).subquery()
        parts.append(select(ordered.c.due_at, ordered.c.work_item_id))
    if not parts:
        return []
    merged = union_all(*parts).subquery()
    page = (
        select(merged.c.work_item_id)
        .distinct()
        .add_columns(merged.c.due_at)
        .order_by(merged.c.due_at, merged.c.work_item_id)
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        select(WorkItem, Task)
        .join(page, page.c.work_item_id == WorkItem.id)
        .join(Task, Task.id == WorkItem.task_id)
        .order_by(page.c.due_at, WorkItem.id)
    )
    return [(item, task) for item, task in rows]


def count_open(session: Session, groups: Iterable[str], until: datetime | None = None) -> int:
    """How many open items; counted up to COUNT_LIMIT, so that the cost stays flat."""
    found = select(Candidate.work_item_id).where(Candidate.group_key.in_(list(groups)))
    if until is not None:
        found = found.where(Candidate.due_at < until)
    return session.scalar(select(func.count()).select_from(found.distinct().limit(COUNT_LIMIT).subquery())) or 0


def done_by(session: Session, person_id: int, limit: int = 50, before: int | None = None) -> list[WorkItem]:
    """Items that a person has done (or entered), latest first."""
    found = select(WorkItem).where(WorkItem.acted_by == person_id, WorkItem.acted_at.is_not(None))
    if before is not None:
        found = found.where(WorkItem.id < before)
    return list(session.scalars(found.order_by(WorkItem.acted_at.desc(), WorkItem.id.desc()).limit(limit)))


def done_since(session: Session, person_id: int, since: datetime) -> int:
    """How many items a person has done since an instant."""
    found = select(func.count()).where(WorkItem.acted_by == person_id, WorkItem.acted_at >= since)
    return session.scalar(found) or 0


def open_items(session: Session, instance_ids: Sequence[int]) -> list[tuple[WorkItem, Task]]:
    """Items that are open now of some instances: who has it."""
    rows = session.execute(
        select(WorkItem, Task)
        .join(Task, Task.id == WorkItem.task_id)
        .where(WorkItem.instance_id.in_(instance_ids), WorkItem.state == ItemState.OPEN)
        .order_by(WorkItem.id)
    )
    return [(item, task) for item, task in rows]


def history(session: Session, instance_ids: Sequence[int]) -> list[tuple[WorkItem, Task]]:
    """Items that were done of some instances, in the order in which they were done."""
    rows = session.execute(
        select(WorkItem, Task)
        .join(Task, Task.id == WorkItem.task_id)
        .where(WorkItem.instance_id.in_(instance_ids), WorkItem.acted_at.is_not(None))
        .order_by(WorkItem.acted_at, WorkItem.id)
    )
    return [(item, task) for item, task in rows]


def ready_tasks(session: Session, instance_id: int) -> list[Task]:
    """The tasks of an instance that wait for people."""
    return list(session.scalars(select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.READY)))


def to_read(session: Session, person_id: int, limit: int = 50) -> list[Reading]:
    """What was circulated to a person and not read yet, latest first."""
    return list(
        session.scalars(
            select(Reading)
            .where(Reading.person_id == person_id, Reading.read_at.is_(None))
            .order_by(Reading.id.desc())
            .limit(limit)
        )
    )


def open_incidents(session: Session, limit: int = 100) -> list[Incident]:
    """Incidents that nobody has resolved, oldest first."""
    return list(
        session.scalars(select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id).limit(limit))
    )
