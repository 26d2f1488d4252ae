"""expire: an item whose time has run out closes unanswered, where its step says so (NO_RESPONSE)."""

from sqlalchemy.orm import Session

from engine import clock, journal, projection
from engine.actors import SYSTEM
from engine.commands.complete import Done, finish_task
from engine.commands.guards import hold, require_open
from engine.journal import Event
from engine.models import ItemState
from engine.process import Host


def expire(session: Session, host: Host, item_id: int) -> Done | None:
    """Close an overdue item as NO_RESPONSE; the task completes if its rule then holds. None if not due."""
    held = hold(session, host, item_id)
    require_open(held)
    overdue = held.item.due_at is not None and held.item.due_at <= clock.now()
    if not overdue or "NO_RESPONSE" not in held.user_task.on_expiry:
        return None
    held.item.state = ItemState.NO_RESPONSE
    projection.unqueue(session, [held.item])
    journal.write(session, projection.stream(held.instance), Event.ITEM_EXPIRED, SYSTEM, item=item_id)
    live = [item for item in held.task.items if item.state is not ItemState.TAKEN_BACK]
    if not held.user_task.completion.complete(live):
        return Done(held.item, task_completed=False)
    step = projection.step_of(session, held.instance, held.task, SYSTEM, held.item)
    return finish_task(session, host, held, step, {})
