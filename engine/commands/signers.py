"""add_signer: one more work item on a task, before, after or beside one's own."""

from typing import Literal

from sqlalchemy.orm import Session

from engine import journal, projection
from engine.actors import Actor, person_group
from engine.commands.guards import Held, hold, require_open, require_right
from engine.journal import Event
from engine.models import Act, ItemState, WorkItem
from engine.process import Host, NewItem

Where = Literal["before", "after", "beside"]


def add_signer(
    session: Session, host: Host, item_id: int, person_id: int, where: Where, reason: str, *, actor: Actor
) -> WorkItem:
    """Ask one more person to sign. `before`: he first, then it comes back; the original handler continues."""
    held = hold(session, host, item_id)
    require_open(held)
    require_right(session, host, actor, "add_signer", held.item)
    position = _make_room(held, where)
    act = Act.ANSWER if held.item.act is Act.FILL else held.item.act
    wanted = NewItem((person_group(person_id),), act, position, "COUNTERSIGN" if held.item.kind else "")
    before = {item.id for item in held.task.items}
    projection.add_items(session, host, held.instance, held.task, [wanted], actor)
    made = next(item for item in held.task.items if item.id not in before)
    if where == "before":
        held.item.state = ItemState.WAITING
        projection.unqueue(session, [held.item])
    elif where == "after" and made.state is ItemState.OPEN:
        made.state, made.opened_at = ItemState.WAITING, None
        projection.unqueue(session, [made])
    stream = projection.stream(held.instance)
    journal.write(
        session, stream, Event.SIGNER_ADDED, actor, item=made.id, person=person_id, where=where, reason=reason
    )
    return made


def _make_room(held: Held, where: Where) -> int:
    own = held.item.position
    if where == "beside":
        return own
    for item in held.task.items:
        if item.position > own or (where == "before" and item.position == own):
            item.position += 1
    return own if where == "before" else own + 1
