"""Entering an act for another: it counts as his, he is told and may object, and a late entry is flagged."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock, commands, projection
from engine.actors import Actor, person_group
from engine.commands import Done
from engine.entries import Entry
from engine.errors import NotPermitted
from engine.models import Instance, Task, WorkItem
from engine.process import Host
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents.adopting import take
from workflows.entering.models import IncomingAnswer
from workflows.people import candidates
from workflows.people.actors import actor_of
from workflows.people.models import Account
from workflows.rectification.models import Track
from workflows.settings.in_force import threshold

CHECK = "check_entry_act"
OWN = Text("自己的事项请直接办理，不能代录。", "What is your own you do yourself; it cannot be entered.")
NOT_ENTITLED = Text("{name}在{day}无权办理此事项。", "{name} was not entitled to do this on {day}.")


def record(
    session: Session,
    host: Host,
    item_id: int,
    data: Mapping[str, Any],
    entry: Entry,
    *,
    actor: Actor,
    confirmed: bool = False,
) -> Done:
    """Complete an item for the one whose it is, then ask him whether the entry is right.

    Raises NotPermitted for one's own item, and where the person named was not entitled or is recused.
    """
    item = session.get_one(WorkItem, item_id)
    _examine(session, host, item, entry, actor)
    _keep_scans(session, item, entry, actor)
    done = commands.complete(session, host, item_id, data, actor=actor, confirmed=confirmed, entry=entry)
    if is_late(session, done.item):
        done.item.entry = {**(done.item.entry or {}), "is_late": True}
    _settle(session, done.item, entry)
    ask(session, host, done.item, actor)
    return done


def _settle(session: Session, item: WorkItem, entry: Entry) -> None:
    """What an incoming document answers with this step is entered now."""
    if entry.incoming_document_id is None:
        return
    instance = session.get_one(Instance, item.instance_id)
    if instance.subject_kind != "track":
        return
    answer = session.scalar(
        select(IncomingAnswer).where(
            IncomingAnswer.document_id == entry.incoming_document_id,
            IncomingAnswer.work_item_id.is_(None),
            IncomingAnswer.element == item.task.element,
            IncomingAnswer.track_id == instance.subject_id,
        )
    )
    if answer is not None:
        answer.work_item_id = item.id


def _examine(session: Session, host: Host, item: WorkItem, entry: Entry, actor: Actor) -> None:
    if entry.person_id == actor.person_id or actor.standing_for(item.groups) is not None:
        raise NotPermitted(reason=OWN)
    if entry.person_id is None:
        return
    person = actor_of(session, entry.person_id, entry.happened_on)
    if person.standing_for(item.groups) is None:
        raise NotPermitted(reason=NOT_ENTITLED.format(name=entry.name, day=entry.happened_on.isoformat()))
    instance = session.get_one(Instance, item.instance_id)
    task = session.get_one(Task, item.task_id)
    step = projection.step_of(session, instance, task, person, item)
    refusal = host.process(instance.process).task(task.element).refuses(step, person)
    if refusal is not None:
        raise NotPermitted(reason=refusal)


def _keep_scans(session: Session, item: WorkItem, entry: Entry, actor: Actor) -> None:
    """What proves the entry belongs to the case; on a unit's track it is the unit's own paper, which it may open."""
    instance = session.get_one(Instance, item.instance_id)
    track = session.get_one(Track, instance.subject_id) if instance.subject_kind == "track" else None
    take(session, entry.scans, instance.matter_id, actor.person_id, track.unit_id if track else None)


def is_late(session: Session, item: WorkItem) -> bool:
    """补录: whether an item was recorded more than `late_entry_flag` working days after it happened."""
    if item.entered_by is None or item.happened_on is None or item.acted_at is None:
        return False
    case = session.get_one(Case, session.get_one(Instance, item.instance_id).matter_id)
    days = calendar.load(session).workdays_between(item.happened_on, clock.day_of(item.acted_at))
    return days > int(threshold(session, "late_entry_flag", case.clocks_on))


def ask(session: Session, host: Host, item: WorkItem, actor: Actor) -> Instance | None:
    """Ask the one for whom an item was entered; None where nobody of them has an account."""
    asked = _told(session, item, actor)
    if not asked:
        return None
    matter = session.get_one(Instance, item.instance_id).matter_id
    values = {"work_item_id": item.id, "groups": asked}
    return commands.start(session, host, CHECK, ("case", matter), matter, values, actor=actor)


def _told(session: Session, item: WorkItem, actor: Actor) -> list[str]:
    entered_for = (item.entry or {}).get("person_id")
    groups = [person_group(entered_for)] if entered_for else item.groups
    return [group for group in groups if _has_account(session, group, actor)]


def _has_account(session: Session, group: str, actor: Actor) -> bool:
    people = [person.id for person in candidates.holders(session, group) if person.id != actor.person_id]
    wanted = select(Account.id).where(Account.person_id.in_(people), Account.disabled_at.is_(None)).limit(1)
    return session.scalar(wanted) is not None
