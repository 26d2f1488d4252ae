"""What every command on a work item checks under the lock: still open, and this actor may."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, undefer

from engine import clock, editions, journal, projection
from engine.actors import Actor
from engine.errors import NotFound, NotPermitted, TaskNotReady
from engine.models import Instance, InstanceState, ItemState, JournalHead, Task, TaskState, WorkItem
from engine.process import Host, UserTask
from engine.text import Text

DONE_BY = Text(
    "该事项已由{who}于{when}办理，不能重复办理。您填写的内容仍保留在页面上。",
    "{who} dealt with this on {when}. What you typed is kept on the page.",
)
GONE = Text("该事项已不在待办中（案件已前进或被退回）。", "This item is no longer open: the case has moved on.")


@dataclass
class Held:
    """A work item under lock with its surroundings."""

    instance: Instance
    task: Task
    item: WorkItem
    user_task: UserTask


_ITEM = WorkItem.id == bindparam("item")
_LOOKED_AT = (
    select(Instance)
    .where(Instance.id == select(WorkItem.instance_id).where(_ITEM).scalar_subquery())
    .options(undefer(Instance.state))
)
_LOCKED = _LOOKED_AT.with_for_update(of=Instance).execution_options(populate_existing=True)
_TASK = (
    select(Task, JournalHead, editions.CURRENT)
    .join(JournalHead, JournalHead.stream == bindparam("stream"))
    .where(Task.id == select(WorkItem.task_id).where(_ITEM).scalar_subquery())
    .options(joinedload(Task.items))
    .execution_options(populate_existing=True)
)
_TASK_TO_ACT_ON = _TASK.with_for_update(of=JournalHead)
"""With what every act goes on to ask for: the head of the journal, and which settings are in force."""


def hold(session: Session, host: Host, item_id: int, *, locked: bool = True) -> Held:
    """Lock the item's instance, then read item and task afresh. NotFound if there is no such item."""
    instance = session.scalar(_LOCKED if locked else _LOOKED_AT, {"item": item_id})
    if instance is None:
        raise NotFound
    found = _TASK_TO_ACT_ON if locked else _TASK
    asked = {"item": item_id, "stream": projection.stream(instance)}
    task, head, stamp = session.execute(found, asked).unique().one()
    editions.take(session, stamp)
    if locked:
        journal.take(session, head)
    item = next(item for item in task.items if item.id == item_id)
    return Held(instance, task, item, host.process(instance.process).task(task.element))


def require_open(held: Held) -> None:
    """TaskNotReady, with who acted and when, unless the item can still be done."""
    if held.item.state is ItemState.OPEN and held.task.state is TaskState.READY and is_active(held.instance):
        return
    done = held.item if held.item.acted_at else _last_done(held.task)
    if done is not None and done.acted_at is not None:
        when = f"{done.acted_at.astimezone(clock.CITY):%Y-%m-%d %H:%M}"
        raise TaskNotReady(DONE_BY, who=done.acted_name or "", when=when)
    raise TaskNotReady(GONE)


def is_active(instance: Instance) -> bool:
    """Whether the instance still runs."""
    return instance.status is InstanceState.ACTIVE


def _last_done(task: Task) -> WorkItem | None:
    done = [item for item in task.items if item.acted_at is not None]
    return max(done, key=lambda item: item.id, default=None)


def require_right(session: Session, host: Host, actor: Actor, act: str, item: WorkItem) -> None:
    """NotPermitted with the reason, unless the domain lets this actor do `act` on the item."""
    reason = host.why_not(session, actor, act, item)
    if reason is not None:
        raise NotPermitted(reason=reason)
