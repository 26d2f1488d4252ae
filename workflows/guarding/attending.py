"""Whether somebody is there for each open step: in office, with an account or entered for, and not barred from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import projection
from engine.actors import Actor, person_group
from engine.models import Instance, ItemState, Task, TaskState, WorkItem
from engine.process import Host, UserTask
from engine.text import Text
from workflows.entering.rights import is_entered_for, keepers
from workflows.guarding import words
from workflows.guarding.finding import NOBODY, Finding, Key, called, running
from workflows.people import candidates
from workflows.people.actors import actor_of
from workflows.people.presence import Presence, presence
from workflows.people.roles import Role, ScopeKind


@dataclass
class Watch:
    """What one look needs: who is there, and those of them who were asked for as actors."""

    session: Session
    host: Host
    there: Presence
    actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, person_id: int) -> Actor:
        if person_id not in self.actors:
            self.actors[person_id] = actor_of(self.session, person_id)
        return self.actors[person_id]


def unattended(session: Session, host: Host, cases: Mapping[int, Any]) -> Iterator[Finding]:
    """Open items for which nobody is there. One that ends unanswered when it is due needs nobody."""
    watch = Watch(session, host, presence(session))
    rows = session.execute(
        select(WorkItem, Task, Instance)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(*running(cases), WorkItem.state == ItemState.OPEN, WorkItem.expires.is_(False))
    )
    for item, task, instance in rows:
        case = cases[instance.matter_id]
        why = _why_nobody(watch, item, task, instance, keepers(case.committee_id, case.cppcc_id))
        if why is not None:
            step = Text(*item.label) if item.label else _label(host, instance.process, task.element)
            said = why.format(case=called(case), step=step, role=_seats(session, item.groups))
            yield Finding(Key(NOBODY, instance.id, item.id), case.id, said)
    yield from _without_items(session, host, cases)


def _without_items(session: Session, host: Host, cases: Mapping[int, Any]) -> Iterator[Finding]:
    has_open = select(WorkItem.id).where(WorkItem.task_id == Task.id, WorkItem.state == ItemState.OPEN).exists()
    rows = session.execute(
        select(func.min(Task.element), Task.instance_id, Instance.process, Instance.matter_id)
        .join(Instance, Instance.id == Task.instance_id)
        .where(*running(cases), Task.state == TaskState.READY, ~has_open)
        .group_by(Task.instance_id, Instance.process, Instance.matter_id)
    )
    for element, instance_id, process, case_id in rows:
        said = words.UNNAMED.format(case=called(cases[case_id]), step=_label(host, process, element))
        yield Finding(Key(NOBODY, instance_id, None), case_id, said)


def _label(host: Host, process: str, element: str) -> Text:
    known = host.process(process).by_element.get(element)
    return known.label if known else Text(element, element)


def _seats(session: Session, groups: Sequence[str]) -> Text:
    named = [candidates.seat_in_words(session, group) for group in groups if "@" in group]
    return Text("、".join(one.zh for one in named), " or ".join(one.en for one in named))


def _why_nobody(watch: Watch, item: WorkItem, task: Task, instance: Instance, kept_by: Sequence[str]) -> Text | None:
    """None if somebody can do it, or enter it for one who has no account (form C0)."""
    there = watch.there
    groups = [person_group(item.assignee_id)] if item.assignee_id else item.groups
    if not groups:
        return words.UNNAMED
    people = {person_id: None for group in groups for person_id in sorted(there.people(group))}
    secretaries = [f"{Role.LEADER_SECRETARY}@{ScopeKind.PERSON}:{person_id}" for person_id in people]
    is_entered = any(is_entered_for(group) for group in item.groups)
    present = [one for one in people if one in there.can_sign_in]
    if is_entered and there.can_act([*kept_by, *secretaries]):
        present = list(people)
    if present:
        return words.BARRED if all(_is_barred(watch, item, task, instance, one) for one in present) else None
    if all(group.startswith("person:") for group in groups):
        return words.GONE
    if not people:
        return words.EMPTY_OUTSIDE if is_entered and there.can_act(kept_by) else words.EMPTY
    return words.NOT_ENTERED if is_entered else words.SHUT_OUT


def _is_barred(watch: Watch, item: WorkItem, task: Task, instance: Instance, person_id: int) -> bool:
    """Recusal and separation, as the step itself sees them."""
    user_task = watch.host.process(instance.process).by_element.get(task.element)
    if user_task is None or type(user_task).refuses is UserTask.refuses:
        return False
    actor = watch.actor(person_id)
    return user_task.refuses(projection.step_of(watch.session, instance, task, actor, item), actor) is not None
