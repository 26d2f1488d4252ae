"""What every command on a work item checks under the lock: still open, and this actor may."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from engine import clock, moves
from engine.actors import Actor
from engine.errors import NotFound, NotPermitted, TaskNotReady
from engine.models import Instance, InstanceState, ItemState, Task, TaskState, WorkItem
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


def hold(session: Session, host: Host, item_id: int, *, locked: bool = True) -> Held:
    """Lock the item's instance, then read item and task afresh. NotFound if there is no such item."""
    instance_id = session.scalar(select(WorkItem.instance_id).where(WorkItem.id == item_id))
    if instance_id is None:
        raise NotFound
    instance = moves.lock(session, instance_id) if locked else moves.look(session, instance_id)
    task = session.scalars(
        select(Task)
        .join(WorkItem, WorkItem.task_id == Task.id)
        .where(WorkItem.id == item_id)
        .options(selectinload(Task.items))
        .execution_options(populate_existing=True)
    ).one()
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
