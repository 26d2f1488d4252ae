"""The list that a holder gets of what was decided in his name, and objections to it on a case's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Instance, Task, WorkItem
from engine.process import Host
from engine.text import Text
from workflows import access, in_name
from workflows.people.models import DelegateObjection, Delegation, Person, Post
from workflows.reading.page_parts import ActPart
from workflows.reading.words import kind_label, step_label

OBJECTS = Text("委托人异议", "Principal's objection")
OBJECTED = "OBJECTED"


@dataclass(frozen=True)
class Line:
    """One thing decided. `title` is "" where the reader may not see the case any more."""

    item_id: int
    instance: Instance
    step: Text
    kind: Text | None
    title: str
    number: str | None
    at: datetime
    decision: str | None
    opinion: str | None
    is_undone: bool
    objected_at: datetime | None
    objection: str


def lines(session: Session, host: Host, one: Delegation, actor: Actor) -> list[Line]:
    """The list as its reader sees it, the first first; a fixed number of statements."""
    found = in_name.decided(session, one)
    seen = access.views_of(session, actor, list({line.case.id: line.case for line in found}.values()))
    objected = in_name.objections(session, [line.item.id for line in found])
    return [_line(host, line, objected.get(line.item.id), _may_see(actor, line, seen)) for line in found]


def _may_see(actor: Actor, line: in_name.Decided, seen: Mapping[int, access.View]) -> bool:
    """His own act, an item of a post that he holds, or of a case that he sees: as `access.item_for` has it."""
    own = line.item.acted_by == actor.person_id or actor.standing_for(line.item.groups) is not None
    return own or line.case.id in seen


def _line(host: Host, line: in_name.Decided, objected: DelegateObjection | None, is_seen: bool) -> Line:
    return Line(
        item_id=line.item.id,
        instance=line.instance,
        step=step_label(host, line.instance.process, line.task, line.item),
        kind=None if line.item.label else kind_label(line.item),
        title=line.case.title if is_seen else "",
        number=line.case.case_no if is_seen else None,
        at=line.at,
        decision=line.decision,
        opinion=line.opinion if is_seen else None,
        is_undone=line.is_undone,
        objected_at=objected.at if objected else None,
        objection=objected.reason if objected else "",
    )


def with_objections(
    session: Session, host: Host, instances: Sequence[Instance], units: Mapping[int, str], acts: Sequence[ActPart]
) -> tuple[ActPart, ...]:
    """The course of a case, and in it what principals objected to of what was done in their names."""
    return tuple(sorted([*acts, *_objections(session, host, instances, units)], key=lambda part: part.at))


def _objections(
    session: Session, host: Host, instances: Sequence[Instance], units: Mapping[int, str]
) -> tuple[ActPart, ...]:
    by_id = {instance.id: instance for instance in instances}
    rows = session.execute(
        select(DelegateObjection, WorkItem, Task, Person.name, Post.title)
        .join(WorkItem, WorkItem.id == DelegateObjection.work_item_id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Delegation, Delegation.id == DelegateObjection.delegation_id)
        .join(Post, Post.id == Delegation.post_id)
        .join(Person, Person.id == DelegateObjection.by_person_id)
        .where(WorkItem.instance_id.in_(list(by_id)))
        .order_by(DelegateObjection.id)
    )
    return tuple(
        ActPart(
            at=one.at,
            happened_on=None,
            element=task.element,
            step=step_label(host, by_id[item.instance_id].process, task, item),
            kind=OBJECTS,
            who=name,
            post=title,
            marks=(),
            entered_by="",
            decision=OBJECTED,
            opinion=one.reason,
            unit=units.get(item.instance_id, ""),
        )
        for one, item, task, name, title in rows
    )
