"""待办随岗位走: what somebody had taken for himself goes back to the post on the first day on which he has it no more.

An item that was handed to him by name goes back to the posts that it came from too. What only he can do by name (a
member's ballot) stays: the guard tells of it. Whoever holds no post any more signs in no more.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock, journal, projection
from engine.actors import SYSTEM, Actor, person_group
from engine.journal import Event
from engine.models import ItemState, Job, WorkItem
from engine.process import Host, JobKind
from engine.text import Text
from workflows.people import accounts, posts
from workflows.people.actors import actor_of
from workflows.people.models import Account, Post


def hand_on(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """A post is over, if it still is: its end may have been moved since."""
    post = session.get_one(Post, int(job.payload["post_id"]))
    if post.valid_until is not None and clock.today() > post.valid_until:
        give_back(session, post.person_id, SYSTEM)
        _close_account(session, post.person_id)
    return {}


def _close_account(session: Session, person_id: int) -> None:
    """Whoever holds no post any more, and none to come, signs in no more."""
    lasting = or_(Post.valid_until.is_(None), Post.valid_until >= clock.today())
    if session.scalar(select(Post.id).where(Post.person_id == person_id, lasting).limit(1)) is not None:
        return
    account = session.scalar(select(Account).where(Account.person_id == person_id).with_for_update())
    if account is not None and account.disabled_at is None:
        accounts.disable(session, account, SYSTEM)


def give_back(session: Session, person_id: int, actor: Actor) -> list[WorkItem]:
    """Put every open item of the person that none of his posts opens any more back into the queue of its posts."""
    left = actor_of(session, person_id)
    given = []
    for item in _taken(session, person_id):
        seats = [group for group in item.groups if group != person_group(person_id)]
        if not seats or left.standing_for(seats) is not None:
            continue
        item.groups, item.assignee_id = seats, None
        projection.unqueue(session, [item])
        if item.state is ItemState.OPEN:
            projection.queue(session, item)
        stream = f"instance:{item.instance_id}"
        journal.write(session, stream, Event.ITEM_RELEASED, actor, item=item.id, to=None, left=person_id)
        given.append(item)
    return given


def _taken(session: Session, person_id: int) -> Sequence[WorkItem]:
    found = select(WorkItem).where(
        WorkItem.assignee_id == person_id, WorkItem.state.in_((ItemState.OPEN, ItemState.WAITING))
    )
    return session.scalars(found.order_by(WorkItem.id).with_for_update()).all()


HANDING_ON = JobKind(
    key=posts.HAND_ON, label=Text("岗位待办交回", "Work goes back to the post"), work=None, finish=hand_on
)
