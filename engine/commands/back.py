"""return_to and withdraw_submit: going back is a reset of the state, and says first what it takes back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import deadlines, definitions, journal, moves, projection
from engine.actors import Actor
from engine.commands.guards import Held, hold, is_active, require_open, require_right
from engine.errors import NotFound, NotPermitted
from engine.interpreter import Run
from engine.journal import Event
from engine.models import Act, ItemState, Task, TaskState, WorkItem
from engine.models.deadline import DeadlineState
from engine.process import Host
from engine.text import Text

NO_REASON = Text("请写明退回原因（至少5字）。", "Give the reason of the return (at least 5 characters).")
NOT_PASSED = Text("只能退回到已经办过的环节。", "It can only go back to a step that was passed.")
OPENED = Text("下一环节已经打开，不能撤回；可请其退回。", "The next one has opened it; ask for a return instead.")
NOT_OWN = Text("只能撤回自己提交的事项。", "Only one's own entry can be withdrawn.")
REASON_MIN = 5


@dataclass(frozen=True)
class Preview:
    """What a return to `element` would take back: elements, and how many people have worked on them."""

    element: str
    taken_back: frozenset[str]


def preview_return(session: Session, host: Host, item_id: int, element: str, *, actor: Actor) -> Preview:
    """What `return_to` would undo; read-only, and for whom `return_to` is."""
    held = hold(session, host, item_id, locked=False)
    require_right(session, host, actor, "return_to", held.item)
    run = Run.load(definitions.spec(session, held.instance.definition_id), held.instance.state)
    if element not in run.passed():
        raise NotPermitted(reason=NOT_PASSED)
    return Preview(element, run.withdrawn_by(element))


def targets(session: Session, host: Host, item_id: int, *, actor: Actor) -> list[str]:
    """Elements that the item's instance has passed and that a return may go to; for whom `return_to` is."""
    held = hold(session, host, item_id, locked=False)
    require_right(session, host, actor, "return_to", held.item)
    run = Run.load(definitions.spec(session, held.instance.definition_id), held.instance.state)
    return sorted(run.passed())


def return_to(
    session: Session, host: Host, item_id: int, element: str, reason: str, *, actor: Actor
) -> tuple[Task, ...]:
    """Send the case back to a passed user task; everything downstream of it is taken back. Needs a reason."""
    if len(reason.strip()) < REASON_MIN:
        raise NotPermitted(NO_REASON)
    held = hold(session, host, item_id)
    require_open(held)
    require_right(session, host, actor, "return_to", held.item)
    _note_return(session, held, element, reason, actor)
    return _send_back(session, host, held, element, actor)


def _note_return(session: Session, held: Held, to: str, reason: str, actor: Actor) -> None:
    standing = actor.standing_for(held.item.groups)
    journal.write(
        session,
        projection.stream(held.instance),
        Event.RETURNED,
        actor,
        standing.title if standing else "",
        item=held.item.id,
        element=held.task.element,
        to=to,
        reason=reason,
        on_behalf_of=standing.on_behalf_of if standing else None,
        post_id=standing.post_id if standing else None,
    )


def _send_back(session: Session, host: Host, held: Held, element: str, actor: Actor) -> tuple[Task, ...]:
    def act(run: Run) -> None:
        if element not in run.passed():
            raise NotPermitted(reason=NOT_PASSED)
        run.send_back(element)

    return moves.move(session, host, held.instance, actor, act, gone=TaskState.TAKEN_BACK).opened


def withdraw_submit(session: Session, host: Host, item_id: int, *, actor: Actor) -> WorkItem:
    """Take back one's own entry while nobody after it has opened or acted; the item opens again, filled in."""
    held = hold(session, host, item_id)
    mine = actor.person_id in (held.item.acted_by, held.item.entered_by)
    if held.item.state is not ItemState.DONE or not mine or not held.user_task.withdrawable:
        raise NotPermitted(reason=NOT_OWN)
    goes_on = held.task.state is TaskState.READY
    step = projection.step_of(session, held.instance, held.task, actor, held.item)
    settled = held.user_task.withdrawn(step) if goes_on else ()
    if not is_active(held.instance) or _touched_since(session, held, settled):
        raise NotPermitted(reason=OPENED)
    stream = projection.stream(held.instance)
    journal.write(session, stream, Event.ITEM_WITHDRAWN, actor, item=item_id, element=held.task.element)
    if goes_on:
        return _reopen(session, held, settled)
    opened = _send_back(session, host, held, held.task.element, actor)
    task = next((task for task in opened if task.element == held.task.element), None)
    if task is None:
        raise NotFound
    if held.item.act is Act.FILL:
        task.answer = held.item.answer
    return task.items[0]


def _touched_since(session: Session, held: Held, settled: Sequence[WorkItem]) -> bool:
    """Whether somebody has looked at what followed; what the answer itself has `settled` nobody has."""
    done_at = held.item.acted_at
    later = select(WorkItem).where(WorkItem.instance_id == held.instance.id, WorkItem.opened_at >= done_at)
    others = [item for item in session.scalars(later) if item.id != held.item.id and item not in settled]
    return any(item.seen_at or item.acted_at for item in others)


def _reopen(session: Session, held: Held, settled: Sequence[WorkItem]) -> WorkItem:
    """Within a task that goes on (a sequence): the item opens again, those after it wait."""
    for item in settled:
        _unsay(item)
        item.state, item.opened_at = ItemState.WAITING, None
    for item in held.task.items:
        if item.state is ItemState.OPEN and item.position > held.item.position:
            projection.unqueue(session, [item])
            deadlines.close(session, ("item", item.id), DeadlineState.VOID)
            item.state, item.opened_at, item.warn_at, item.due_at = ItemState.WAITING, None, None, None
    deadlines.reopen(session, ("item", held.item.id))
    held.item.state = ItemState.OPEN
    _unsay(held.item)
    projection.queue(session, held.item)
    return held.item


def _unsay(item: WorkItem) -> None:
    """Nobody has acted on it after all; what was filled in stays, to be changed."""
    item.acted_by = item.acted_at = item.decision = item.opinion = None
