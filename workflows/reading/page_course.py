"""What has been done on a case and what waits for whom: from work items, as far as the reader may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock, queries
from engine.actors import Actor
from engine.journal import Event
from engine.models import Instance, JournalEntry, Task, WorkItem
from engine.process import Host
from engine.text import Text
from workflows import access, correcting
from workflows.cases.light import light
from workflows.people.candidates import describe_groups
from workflows.people.models import Person
from workflows.people.roles import Role
from workflows.reading.page_parts import ActPart, CorrectionPart, OpenPart
from workflows.reading.words import OUTSIDE, TO_UNIT, element_label, kind_label, step_label

FOR_ANOTHER = Text("代", "for {name}")
ENTERED = Text("代录", "Entered")
LATE_BY = 3  # calendar days between what happened and when it was entered
LATE = Text("补录", "Entered late")
RETURNED = "RETURN"
LEADERS = (f"{Role.CHAIRPERSON}@", f"{Role.VICE_CHAIR}@")
AT_CPPCC = Text("市政协", "the CPPCC")


@dataclass(frozen=True)
class Reader:
    """Whose eyes a page is for. `unit_ids` None: somebody of the CPPCC or its guests."""

    actor: Actor
    sees_opinions: bool
    sees_names: bool
    unit_ids: frozenset[int] | None = None


def acts(
    session: Session, host: Host, instances: Sequence[Instance], units: Mapping[int, str], reader: Reader
) -> tuple[ActPart, ...]:
    """Everything that was done, the first first. `units`: names by instance of a unit's track."""
    by_id = {instance.id: instance for instance in instances}
    rows = [row for row in queries.history(session, list(by_id)) if _is_shown(reader, *row)]
    names = _names(session, rows)
    found = [_act(host, by_id[item.instance_id], item, task, names, units, reader) for item, task in rows]
    corrected = correcting.of(session, [item.id for item, _task in rows])
    found = [_corrected(part, item, corrected, reader) for part, (item, _task) in zip(found, rows, strict=True)]
    if reader.sees_opinions:
        found += _returns(session, host, by_id, units)
        found.sort(key=lambda part: part.at)
    return tuple(found)


def _is_shown(reader: Reader, item: WorkItem, task: Task) -> bool:
    if reader.unit_ids is None:
        return True
    return task.element in TO_UNIT or reader.actor.standing_for(item.groups) is not None


def _act(
    host: Host,
    instance: Instance,
    item: WorkItem,
    task: Task,
    names: Mapping[int, str],
    units: Mapping[int, str],
    reader: Reader,
) -> ActPart:
    own = reader.actor.standing_for(item.groups) is not None or item.acted_by == reader.actor.person_id
    to_unit = reader.unit_ids is not None and task.element in TO_UNIT
    named = own or reader.sees_names
    return ActPart(
        at=item.acted_at or clock.now(),
        happened_on=item.happened_on,
        element=task.element,
        step=step_label(host, instance.process, task) if item.kind else step_label(host, instance.process, task, item),
        kind=kind_label(item),
        who=(item.acted_name or "") if named else OUTSIDE.zh,
        post=(item.post or "") if named else "",
        marks=_marks(item, names) if named else (),
        entered_by=names.get(item.entered_by or 0, "") if named else "",
        decision=item.decision if own or to_unit or reader.sees_opinions else None,
        opinion=item.opinion if own or to_unit or reader.sees_opinions else None,
        unit=units.get(instance.id, ""),
    )


def _corrected(
    part: ActPart, item: WorkItem, corrected: Mapping[int, list[correcting.Correction]], reader: Reader
) -> ActPart:
    """The act with what was corrected in it, for whoever reads its opinion; and whether the reader may correct it."""
    own = correcting.may_correct(reader.actor, item)
    seen = own or reader.sees_opinions or reader.actor.standing_for(item.groups) is not None
    found = corrected.get(item.id, []) if seen else []
    parts = tuple(CorrectionPart(one.at, one.by_name, one.wrong, one.right, one.reason) for one in found)
    return replace(part, corrections=parts, own_item=item.id if own else None)


def _marks(item: WorkItem, names: Mapping[int, str]) -> tuple[Text, ...]:
    marks = []
    if item.on_behalf_of is not None:
        marks.append(FOR_ANOTHER.format(name=names.get(item.on_behalf_of, "")))
    if item.entered_by is not None:
        marks.append(ENTERED)
        if item.happened_on and item.acted_at and (clock.day_of(item.acted_at) - item.happened_on).days > LATE_BY:
            marks.append(LATE)
    return tuple(marks)


def _names(session: Session, rows: Sequence[tuple[WorkItem, Task]]) -> dict[int, str]:
    wanted = {person for item, _task in rows for person in (item.on_behalf_of, item.entered_by) if person}
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted))).all())


def _returns(
    session: Session, host: Host, instances: Mapping[int, Instance], units: Mapping[int, str]
) -> list[ActPart]:
    """Returns to a passed step, with their reasons, from the journal."""
    streams = {f"instance:{instance_id}": instance for instance_id, instance in instances.items()}
    entries = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.stream.in_(list(streams)), JournalEntry.event == "returned")
        .order_by(JournalEntry.id)
    ).all()
    names = dict(
        session.execute(
            select(Person.id, Person.name).where(
                Person.id.in_({one for entry in entries for one in (entry.person_id, entry.on_behalf_of) if one})
            )
        ).all()
    )
    found = []
    for entry in entries:
        facts, instance = entry.facts(), streams[entry.stream]
        found.append(
            ActPart(
                at=entry.at,
                happened_on=None,
                element=facts.get("element", ""),
                step=element_label(host, instance.process, facts.get("element", "")),
                kind=None,
                who=names.get(entry.person_id, ""),
                post=entry.post,
                marks=(FOR_ANOTHER.format(name=names.get(entry.on_behalf_of, "")),) if entry.on_behalf_of else (),
                entered_by="",
                decision=RETURNED,
                opinion=facts.get("reason"),
                unit=units.get(instance.id, ""),
            )
        )
    return found


class SentBack(NamedTuple):
    """Who sent a step back, when and why; `who` is "" where it came back by itself."""

    who: str
    at: datetime
    reason: str


def sent_back(session: Session, task: Task) -> SentBack | None:
    """Why the step stands open again, from the journal; None where it opened in the ordinary way."""
    entry = session.scalars(
        select(JournalEntry)
        .where(
            JournalEntry.stream == f"instance:{task.instance_id}",
            JournalEntry.event.in_((Event.RETURNED, Event.TASK_COMPLETED)),
        )
        .order_by(JournalEntry.id.desc())
        .limit(1)
    ).first()
    if entry is None or entry.facts().get("to") != task.element:
        return None
    person = session.get(Person, entry.person_id) if entry.person_id else None
    return SentBack(person.name if person else "", entry.at, entry.facts().get("reason", ""))


def waiting(
    session: Session, host: Host, instances: Sequence[Instance], units: Mapping[int, str], reader: Reader
) -> tuple[OpenPart, ...]:
    """What is open now and for whom; a unit sees its own alone."""
    by_id = {instance.id: instance for instance in instances}
    rows = queries.open_items(session, list(by_id))
    if reader.unit_ids is not None:
        rows = [(item, task) for item, task in rows if reader.actor.standing_for(item.groups) is not None]
    groups = list(dict.fromkeys(group for item, _task in rows for group in behind(item)))
    words = describe_groups(session, groups) if groups and reader.sees_names else {}
    days, now = calendar.load(session), clock.now()
    return tuple(
        OpenPart(
            item_id=item.id,
            instance_id=item.instance_id,
            element=task.element,
            step=step_label(host, by_id[item.instance_id].process, task),
            kind=kind_label(item),
            holders=_holders(item, words),
            since=item.opened_at if reader.sees_names and may_see_since(reader.actor, item) else None,
            light=light(item.due_at, item.warn_at, now, days, item.is_suspended),
            unit=units.get(item.instance_id, ""),
            is_mine=reader.actor.standing_for(behind(item)) is not None,
            opens=reader.sees_opinions or access.is_own(reader.actor, item),
        )
        for item, task in rows
    )


def may_see_since(actor: Actor, item: WorkItem) -> bool:
    """How long a leader has held something is for himself and the secretary-general alone (decisions §0.10)."""
    if not any(group.startswith(LEADERS) for group in item.groups):
        return True
    return f"{Role.SECRETARY_GENERAL}@any" in actor.standings or actor.standing_for(item.groups) is not None


def behind(item: WorkItem) -> Sequence[str]:
    """The groups that have an item: the person alone who has taken it."""
    return [f"person:{item.assignee_id}"] if item.assignee_id else item.groups


def _holders(item: WorkItem, words: Mapping[str, Text]) -> Text:
    found = [words[group] for group in behind(item) if group in words]
    if not found:
        return AT_CPPCC
    return Text("、".join(text.zh for text in found), ", ".join(text.en for text in found))
