"""更正: one corrects one's own finished entry with a trace. The entry stays, the correction stands beside it.

Until the next has opened it, an entry is taken back instead; afterwards this is the way (decisions §3). Nothing is
decided anew, no paper changes, and those who work on with the entry are told.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock, commands, journal, moves, projection, queries
from engine.actors import Actor
from engine.db import Base, Instant
from engine.errors import NotFound, NotPermitted
from engine.forms import Form, longtext
from engine.journal import Event
from engine.models import Instance, ItemState, Task, WorkItem
from engine.process import Host
from engine.text import Text as Words
from workflows import access
from workflows.cases import drafts
from workflows.notices import telling
from workflows.people import candidates
from workflows.people.actors import actor_of

NOT_OWN = Words("只能更正自己办结或代录的事项。", "Only what one has done or entered oneself can be corrected.")
TOLD = Words("更正：{step}", "Corrected: {step}")


class CorrectionForm(Form):
    wrong = longtext(500, "原填写有误之处", "What was wrong", required=True)
    right = longtext(500, "更正为", "The right value", required=True)
    reason = longtext(300, "更正原因", "Reason", required=True, minimum=5)


class Correction(Base):
    """One correction of a finished work item, by the one who did it or who entered it."""

    __tablename__ = "correction"
    __table_args__ = (Index(None, "work_item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    by_person_id: Mapped[int]
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Instant)
    wrong: Mapped[str] = mapped_column(Text)
    right: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


def take_back(session: Session, host: Host, item_id: int, *, actor: Actor) -> WorkItem:
    """撤回: the entry opens again as it was submitted, not as it was last kept before that. Raises NotPermitted."""
    item = commands.withdraw_submit(session, host, item_id, actor=actor)
    drafts.drop(session, actor.person_id, drafts.of_item(item.id))
    return item


def may_correct(actor: Actor, item: WorkItem) -> bool:
    """Whether it is the actor's own: done by himself, or entered by him for another."""
    return item.state is ItemState.DONE and actor.person_id in (item.acted_by, item.entered_by)


def correct(session: Session, host: Host, item_id: int, data: Mapping[str, Any], *, actor: Actor) -> Correction:
    """Write the correction down, into the journal too (ids alone), and tell who works on with the entry.

    `data`: loaded values of `CorrectionForm`. Raises NotFound, and NotPermitted for what is not one's own.
    """
    item = session.get(WorkItem, item_id)
    if item is None:
        raise NotFound
    instance = moves.lock(session, item.instance_id)
    session.refresh(item)  # somebody may have taken it back while the lock was waited for
    if not may_correct(actor, item):
        raise NotPermitted(reason=NOT_OWN)
    made = Correction(work_item_id=item.id, by_person_id=actor.person_id, by_name=actor.name, at=clock.now(), **data)
    session.add(made)
    session.flush()
    task = session.get_one(Task, item.task_id)
    stream = projection.stream(instance)
    journal.write(session, stream, Event.ITEM_CORRECTED, actor, item=item.id, element=task.element, correction=made.id)
    step = host.process(instance.process).task(task.element).label
    people = [person for person in _concerned(session, instance, item) if person != actor.person_id]
    telling.circulate(session, instance, people, TOLD.format(step=step).zh, actor)
    return made


def of(session: Session, item_ids: Collection[int]) -> dict[int, list[Correction]]:
    """Corrections by item, oldest first, in one statement. Whether a reader may see them is the entry's matter."""
    found: dict[int, list[Correction]] = {}
    rows = session.scalars(select(Correction).where(Correction.work_item_id.in_(item_ids)).order_by(Correction.id))
    for one in rows:
        found.setdefault(one.work_item_id, []).append(one)
    return found


def _concerned(session: Session, instance: Instance, item: WorkItem) -> list[int]:
    """Who acted after it, and who has the case now, as far as they may look at the entry."""
    beside = session.scalars(select(Instance.id).where(Instance.matter_id == instance.matter_id)).all()
    after = select(WorkItem).where(WorkItem.instance_id == instance.id, WorkItem.acted_at >= item.acted_at)
    people = {one.acted_by for one in session.scalars(after) if one.acted_by}
    people |= _holders(session, (open_item for open_item, _task in queries.open_items(session, list(beside))))
    return [person for person in sorted(people) if _may_look(session, person, item.id)]


def _holders(session: Session, items: Iterable[WorkItem]) -> set[int]:
    found: set[int] = set()
    for item in items:
        if item.assignee_id:
            found.add(item.assignee_id)
        else:
            found |= {one.id for group in item.groups for one in candidates.holders(session, group)}
    return found


def _may_look(session: Session, person_id: int, item_id: int) -> bool:
    try:
        access.item_for(session, actor_of(session, person_id), item_id)
    except NotFound:
        return False
    return True
