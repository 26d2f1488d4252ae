"""Reading: work lists with keyset paging, whose cost does not grow with what is stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Integer, Row, Select, Subquery, bindparam, func, select, true, union_all
from sqlalchemy.orm import Session

from engine.db import Instant
from engine.models import Candidate, Incident, Instance, ItemState, Job, Reading, Task, TaskState, WorkItem

COUNT_LIMIT = 1000


class Position(NamedTuple):
    """Where a page ended: the due instant and the id of its last item."""

    due_at: datetime
    work_item_id: int


def worklist(
    session: Session, groups: Iterable[str], limit: int = 50, after: Position | None = None
) -> list[tuple[WorkItem, Task]]:
    """Open items of these groups, first due first."""
    wanted = list(groups)
    rows = session.execute(_items(len(wanted), goes_on=after is not None), place_of(wanted, limit, after))
    return [(item, task) for item, task in rows]


@lru_cache(maxsize=64)
def _items(groups: int, *, goes_on: bool) -> Select[WorkItem, Task]:
    page = queued(groups, goes_on=goes_on)
    return (
        select(WorkItem, Task)
        .join(page, page.c.work_item_id == WorkItem.id)
        .join(Task, Task.id == WorkItem.task_id)
        .order_by(page.c.due_at, WorkItem.id)
    )


def first_of(session: Session, groups: Iterable[str]) -> int | None:
    """The id of the item that is due first; None where the list is empty."""
    wanted = list(groups)
    return session.scalar(_first(len(wanted)), place_of(wanted, 1))


@lru_cache(maxsize=64)
def _first(groups: int) -> Select[int]:
    return select(queued(groups).c.work_item_id)


def place_of(groups: Iterable[str], limit: int, after: Position | None = None) -> dict[str, Any]:
    """What a statement around `queued` is run with."""
    where = {"due_at": after.due_at, "item": after.work_item_id} if after else {}
    return {f"group_{number}": group for number, group in enumerate(groups)} | {"limit": limit} | where


@lru_cache(maxsize=64)
def queued(groups: int, *, goes_on: bool = False) -> Subquery:
    """`work_item_id` and `due_at` of a page of the list of so many groups, first due first, to be joined with
    what is shown. Each group is read by its index, `limit` rows at most; see `place_of`.
    """
    limit: BindParameter[int] = bindparam("limit")
    due_at, item = bindparam("due_at", type_=Instant), bindparam("item", type_=Integer)
    parts = []
    for number in range(groups):
        part = select(Candidate.due_at, Candidate.work_item_id).where(
            Candidate.group_key == bindparam(f"group_{number}")
        )
        if goes_on:
            later = (Candidate.due_at > due_at) | ((Candidate.due_at == due_at) & (Candidate.work_item_id > item))
            part = part.where(later)
        ordered = part.order_by(Candidate.due_at, Candidate.work_item_id).limit(limit).subquery()
        parts.append(select(ordered.c.due_at, ordered.c.work_item_id))
    merged = union_all(*parts).subquery()
    return (
        select(merged.c.work_item_id)
        .distinct()
        .add_columns(merged.c.due_at)
        .order_by(merged.c.due_at, merged.c.work_item_id)
        .limit(limit)
        .subquery()
    )


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


def opinions(session: Session, matter_id: int, instance_id: int | None = None) -> list[Row[Any]]:
    """What was written with the acts of a matter, or of one instance of it, latest first: of each `acted_name`,
    `post`, `acted_at`, `decision`, `opinion`, `groups` and the `element` of its task, as plain columns."""
    item = WorkItem
    return list(
        session.execute(
            select(item.acted_name, item.post, item.acted_at, item.decision, item.opinion, item.groups, Task.element)
            .join(Task, Task.id == item.task_id)
            .join(Instance, Instance.id == item.instance_id)
            .where(Instance.matter_id == matter_id, item.acted_at.is_not(None), item.opinion.is_not(None))
            .where(true() if instance_id is None else Instance.id == instance_id)
            .order_by(item.acted_at.desc(), item.id.desc())
        )
    )


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


def awaited(session: Session, job_ids: Iterable[int]) -> set[int]:
    """Of these jobs, those whose end a step of the diagram waits for: they are done or skipped, but never cancelled."""
    return set(session.scalars(select(Job.id).where(Job.id.in_(set(job_ids)), Job.service.is_not(None))))
