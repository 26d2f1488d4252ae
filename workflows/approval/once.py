"""Who holds two posts that follow each other in a route signs once; the second item names the first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.journal import Event
from engine.models import ItemState, WorkItem
from engine.process import Step
from workflows.approval.models import Endorsement
from workflows.documents import drafts
from workflows.people.candidates import holders
from workflows.people.separation import signs_once
from workflows.settings.models import ItemKind

AGREED, AGREED_TO_ISSUE = "同意", "同意印发"
"""What is printed where an approver writes nothing (条例 art. 22; decisions D10)."""


def default_opinion(item: WorkItem) -> str:
    return AGREED_TO_ISSUE if item.kind == ItemKind.SIGN_OFF else AGREED


def settle_next(step: Step, item: WorkItem, document_id: int) -> None:
    """Close the items after `item` that the signature just given settles too."""
    last = item
    while (following := _next(item)) is not None and _is_his(step, item, following):
        _close(step, item, following, document_id)
        last = following
    if last is not item:
        step.session.flush()


def unsettle(session: Session, item: WorkItem) -> list[WorkItem]:
    """The signature on an item is taken back, and with it those that it had settled too: their items."""
    with_it = (Endorsement.work_item_id == item.id) | (Endorsement.signed_with_id == item.id)
    gone = {found.work_item_id: found for found in session.scalars(select(Endorsement).where(with_it))}
    for found in gone.values():
        session.delete(found)
    return [other for other in item.task.items if other.id in gone and other is not item]


def _next(item: WorkItem) -> WorkItem | None:
    """The only item whose turn is next; None where several stand beside each other or one is still open."""
    items = item.task.items
    if any(other.state is ItemState.OPEN for other in items):
        return None
    waiting = [other for other in items if other.state is ItemState.WAITING]
    first = min((other.position for other in waiting), default=None)
    turn = [other for other in waiting if other.position == first]
    return turn[0] if len(turn) == 1 else None


def _is_his(step: Step, item: WorkItem, following: WorkItem) -> bool:
    if following.kind == ItemKind.CHAIR_MEETING or item.acted_by is None:
        return False
    if item.acted_by == step.actor.person_id and step.actor.standing_for(following.groups) is None:
        return False  # without a look at the posts
    groups = following.groups
    people = {person.id for group in groups for person in holders(step.session, group, with_delegates=False)}
    return signs_once(item.acted_by, item.on_behalf_of, people)


def _close(step: Step, item: WorkItem, following: WorkItem, document_id: int) -> None:
    standing = step.actor.standing_for(following.groups) if step.actor.person_id == item.acted_by else None
    following.state = ItemState.DONE
    following.decision, following.opinion = "APPROVE", default_opinion(following)
    following.answer = {"item_kind": following.kind, "decision": "APPROVE", "signed_with": item.id}
    following.acted_by, following.acted_name = item.acted_by, item.acted_name
    following.post = standing.title if standing else item.post
    following.post_id = standing.post_id if standing else item.post_id
    following.opened_at = following.acted_at = clock.now()
    following.happened_on, following.entered_by, following.entry = item.happened_on, item.entered_by, item.entry
    revision = drafts.latest_id(document_id)
    step.session.add(
        Endorsement(work_item_id=following.id, document_id=document_id, revision_id=revision, signed_with_id=item.id)
    )
    journal.write(
        step.session,
        f"instance:{following.instance_id}",
        Event.ITEM_DONE,
        step.actor,
        post=following.post or "",
        item=following.id,
        element=item.task.element,
        decision="APPROVE",
        signed_with=item.id,
    )
