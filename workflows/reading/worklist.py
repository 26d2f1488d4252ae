"""The lists of a workbench: to do, done, begun, to read. Each costs a fixed number of statements.

A row says what its title does not: from whom it came and with which word, how near its date is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine import calendar, clock, queries
from engine.actors import Actor
from engine.deadlines import NEVER
from engine.models import Instance, ItemState, Task, WorkItem
from engine.process import Host
from engine.queries import Position
from engine.text import Text
from workflows.cases.light import Light, done_light, light
from workflows.cases.models import Case, CaseKind, Priority
from workflows.people.models import Unit
from workflows.reading.words import OUTSIDE, element_label, opinion_for, step_label
from workflows.rectification.models import Track

GROUPS: tuple[tuple[str, Text], ...] = (
    ("overdue", Text("已逾期", "Overdue")),
    ("today", Text("今天", "Today")),
    ("week", Text("本周", "This week")),
    ("later", Text("以后", "Later")),
)


class From(NamedTuple):
    """Who acted last before this, what he decided, and his word (None where the reader may not see it)."""

    who: str
    post: str
    at: datetime
    decision: str | None
    opinion: str | None


@dataclass(frozen=True)
class Row:
    """One item of a list. `group` is a key of GROUPS; `position` is where the next page goes on."""

    item_id: int
    case_id: int
    instance_id: int
    title: str
    number: str | None
    kind: CaseKind
    step: Text
    step_no: str
    unit: str
    unit_id: int | None
    priority: Priority
    group: str
    light: Light
    due_at: datetime | None
    opened_at: datetime | None
    came_from: From | None
    is_unread: bool
    is_claimable: bool
    is_mine: bool
    position: Position


@dataclass(frozen=True)
class DoneRow:
    """An item that the actor has done, or entered for another."""

    item_id: int
    case_id: int
    title: str
    number: str | None
    step: Text
    unit: str
    done_at: datetime
    decision: str | None
    opinion: str | None
    light: Light
    is_entered_for: str  # the name of the one it was entered for, or ""


@dataclass(frozen=True)
class Begun:
    """A case that the actor has begun."""

    case_id: int
    title: str
    number: str | None
    state: str
    begun_at: datetime


@dataclass(frozen=True)
class ToRead:
    """Something circulated to the actor."""

    reading_id: int
    case_id: int
    title: str
    number: str | None
    note: str
    sent_at: datetime


@dataclass(frozen=True)
class Surroundings:
    """What the rows of one page need, read at once: instance -> its process, case and unit."""

    instances: dict[int, tuple[Instance, Case]]
    units: dict[int, Unit]  # by track

    def unit_of(self, instance: Instance) -> Unit | None:
        return self.units.get(instance.subject_id) if instance.subject_kind == "track" else None


def inbox(session: Session, host: Host, actor: Actor, limit: int = 50, after: Position | None = None) -> list[Row]:
    """Open items of the actor, first due first; two statements, however many rows."""
    groups = list(actor.groups)
    shown = _shown(len(groups), goes_on=after is not None)
    found = session.execute(shown, queries.place_of(groups, limit, after)).all()
    last = _last_acts(session, {row.instance_id for row in found}, actor)
    days, now = calendar.load(session), clock.now()
    return [
        Row(
            item_id=row.item_id,
            case_id=row.case_id,
            instance_id=row.instance_id,
            title=row.title,
            number=row.case_no,
            kind=row.kind,
            step=Text(*row.label) if row.label else element_label(host, row.process, row.element),
            step_no=host.process(row.process).task(row.element).step,
            unit=row.unit_short or row.unit_name or "",
            unit_id=row.unit_id,
            priority=row.priority,
            group=group_of(row.due_at, now),
            light=light(row.due_at, row.warn_at, now, days, row.is_suspended),
            due_at=row.due_at,
            opened_at=row.opened_at,
            came_from=last.get(row.instance_id),
            is_unread=row.seen_at is None,
            is_claimable=row.assignee_id is None and len(row.groups) > 0,
            is_mine=row.assignee_id == actor.person_id,
            position=Position(row.due_at or NEVER, row.item_id),
        )
        for row in found
    ]


@lru_cache(maxsize=64)
def _shown(groups: int, *, goes_on: bool) -> Select[*tuple[Any, ...]]:
    """What is shown of the items of a page, as plain columns: a list is read far more often than a case."""
    item, case, page = WorkItem, Case, queries.queued(groups, goes_on=goes_on)
    return (
        select(item.id.label("item_id"), item.task_id, item.instance_id, item.label, item.groups, item.assignee_id)
        .add_columns(
            item.due_at, item.warn_at, item.is_suspended, item.opened_at, item.seen_at, Task.element, Instance.process
        )
        .add_columns(case.id.label("case_id"), case.title, case.case_no, case.kind, case.priority)
        .add_columns(Unit.id.label("unit_id"), Unit.short.label("unit_short"), Unit.name.label("unit_name"))
        .join(page, page.c.work_item_id == item.id)
        .join(Task, Task.id == item.task_id)
        .join(Instance, Instance.id == item.instance_id)
        .join(case, case.id == Instance.matter_id)
        .outerjoin(Track, (Track.id == Instance.subject_id) & (Instance.subject_kind == "track"))
        .outerjoin(Unit, Unit.id == Track.unit_id)
        .order_by(page.c.due_at, item.id)
    )


def group_of(due_at: datetime | None, now: datetime) -> str:
    """Key of GROUPS; "week" ends with the coming Sunday."""
    if due_at is None:
        return "later"
    if due_at < now:
        return "overdue"
    due_on, today = clock.day_of(due_at), clock.day_of(now)
    if due_on == today:
        return "today"
    sunday = today + timedelta(days=6 - today.weekday())
    return "week" if due_on <= sunday else "later"


def grouped(rows: Sequence[Row]) -> list[tuple[str, Text, list[Row]]]:
    """The rows under their headings, empty groups left out."""
    by_group = [(key, label, [row for row in rows if row.group == key]) for key, label in GROUPS]
    return [(key, label, found) for key, label, found in by_group if found]


def done(session: Session, host: Host, actor: Actor, limit: int = 50, before: int | None = None) -> list[DoneRow]:
    """What the actor has done, latest first; `before`: the last item id of the page before."""
    items = queries.done_by(session, actor.person_id, limit, before)
    around = _surroundings(session, [item.instance_id for item in items])
    tasks = {task.id: task for task in session.scalars(select(Task).where(Task.id.in_([i.task_id for i in items])))}
    days = calendar.load(session)
    rows = []
    for item in items:
        instance, case = around.instances[item.instance_id]
        unit = around.unit_of(instance)
        done_at = item.acted_at or clock.now()
        rows.append(
            DoneRow(
                item_id=item.id,
                case_id=case.id,
                title=case.title,
                number=case.case_no,
                step=step_label(host, instance.process, tasks[item.task_id], item),
                unit=(unit.short or unit.name) if unit else "",
                done_at=done_at,
                decision=item.decision,
                opinion=item.opinion,
                light=done_light(item.due_at, done_at, days),
                is_entered_for=(item.acted_name or "") if item.entered_by == actor.person_id else "",
            )
        )
    return rows


def started(session: Session, actor: Actor, limit: int = 50, before: int | None = None) -> list[Begun]:
    """Cases that the actor has begun, latest first; `before`: the last case id of the page before."""
    found = select(Case).where(Case.created_by == actor.person_id)
    if before is not None:
        found = found.where(Case.id < before)
    return [
        Begun(case.id, case.title, case.case_no, case.state, case.created_at)
        for case in session.scalars(found.order_by(Case.id.desc()).limit(limit))
    ]


def to_read(session: Session, actor: Actor, limit: int = 50) -> list[ToRead]:
    """What was circulated to the actor and he has not opened, latest first."""
    readings = queries.to_read(session, actor.person_id, limit)
    around = _surroundings(session, [reading.instance_id for reading in readings])
    rows = []
    for reading in readings:
        _instance, case = around.instances[reading.instance_id]
        rows.append(ToRead(reading.id, case.id, case.title, case.case_no, reading.note, reading.sent_at))
    return rows


def _surroundings(session: Session, instance_ids: Iterable[int]) -> Surroundings:
    wanted = set(instance_ids)
    rows = session.execute(
        select(Instance, Case).join(Case, Case.id == Instance.matter_id).where(Instance.id.in_(wanted))
    ).all()
    tracks = {instance.subject_id for instance, _case in rows if instance.subject_kind == "track"}
    units = session.execute(select(Track.id, Unit).join(Unit, Unit.id == Track.unit_id).where(Track.id.in_(tracks)))
    return Surroundings({instance.id: (instance, case) for instance, case in rows}, dict(units.all()))


def _last_acts(session: Session, instance_ids: Collection[int], actor: Actor) -> dict[int, From]:
    """The last act of each instance, as the actor may read it; one statement."""
    place = func.row_number().over(
        partition_by=WorkItem.instance_id, order_by=(WorkItem.acted_at.desc(), WorkItem.id.desc())
    )
    ranked = (
        select(WorkItem.id, place.label("place"))
        .where(WorkItem.instance_id.in_(instance_ids), WorkItem.state == ItemState.DONE)
        .subquery()
    )
    item = WorkItem
    rows = session.execute(
        select(item.instance_id, item.acted_name, item.post, item.acted_at, item.decision, item.opinion, item.groups)
        .add_columns(Task.element)
        .join(ranked, (ranked.c.id == item.id) & (ranked.c.place == 1))
        .join(Task, Task.id == item.task_id)
        .where(item.acted_at.is_not(None))
    )
    found = {}
    for row in rows:
        opinion, is_seen = opinion_for(actor, row.opinion, row.groups, row.element)
        who, post = (row.acted_name or "", row.post or "") if is_seen else (OUTSIDE.zh, "")
        found[row.instance_id] = From(who, post, row.acted_at, row.decision if is_seen else None, opinion)
    return found
