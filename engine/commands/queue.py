"""claim, release, transfer, see: whose queue an open item stands in."""

from sqlalchemy.orm import Session

from engine import clock, journal, projection
from engine.actors import Actor, person_group
from engine.commands.guards import hold, require_open, require_right
from engine.errors import NotPermitted
from engine.journal import Event
from engine.models import WorkItem
from engine.process import Came, Host
from engine.text import Text

CLAIMED = Text("已由他人认领。", "Somebody else has claimed it.")
NOT_YOURS = Text("您没有认领此事项。", "You have not claimed it.")


def claim(session: Session, host: Host, item_id: int, *, actor: Actor) -> WorkItem:
    """Take an item out of the group's queue into one's own."""
    held = hold(session, host, item_id)
    require_open(held)
    require_right(session, host, actor, "claim", held.item)
    if held.item.assignee_id not in (None, actor.person_id):
        raise NotPermitted(reason=CLAIMED)
    return _assign(session, held.item, actor.person_id, Event.ITEM_CLAIMED, actor)


def release(session: Session, host: Host, item_id: int, *, actor: Actor) -> WorkItem:
    """Give a claimed item back to the group."""
    held = hold(session, host, item_id)
    require_open(held)
    if held.item.assignee_id != actor.person_id:
        raise NotPermitted(reason=NOT_YOURS)
    return _assign(session, held.item, None, Event.ITEM_RELEASED, actor)


def transfer(session: Session, host: Host, item_id: int, to_person_id: int, reason: str, *, actor: Actor) -> WorkItem:
    """Hand one item to another person, who must be entitled to it; the journal keeps both."""
    held = hold(session, host, item_id)
    require_open(held)
    require_right(session, host, actor, "transfer", held.item)
    held.item.groups = list(dict.fromkeys([*held.item.groups, person_group(to_person_id)]))
    item = _assign(session, held.item, to_person_id, Event.ITEM_TRANSFERRED, actor, reason=reason)
    host.came(session, item, Came.HANDED_OVER, actor, reason)
    return item


def _assign(
    session: Session, item: WorkItem, person_id: int | None, event: Event, actor: Actor, **data: object
) -> WorkItem:
    item.assignee_id = person_id
    projection.unqueue(session, [item])
    projection.queue(session, item)
    stream = f"instance:{item.instance_id}"
    standing = actor.standing_for(item.groups)
    post = standing.title if standing else ""
    journal.write(session, stream, event, actor, post=post, item=item.id, to=person_id, **data)
    return item


def see(session: Session, item: WorkItem, actor: Actor) -> None:
    """Note that one who may do the item has opened it: from now on it cannot be taken back silently."""
    if item.seen_at is None and actor.standing_for(item.groups) is not None:
        item.seen_at = clock.now()
