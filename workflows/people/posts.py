"""Give a post and end it; `delegations` lends it for some days."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import NotPermitted
from engine.text import Text
from workflows.people import delegations, standing_in
from workflows.people.models import Post
from workflows.people.roles import Role, ScopeKind
from workflows.people.separation import kept_apart

STREAM = "accounts"


def grant(
    session: Session,
    person_id: int,
    role: Role,
    scope: tuple[ScopeKind, int],
    title: str,
    actor: Actor,
    valid_from: date | None = None,
) -> Post:
    """Give a post from a day on (today). Raises `NotPermitted` where it would mix one of the three
    administrators with any other post, be that lent to the person."""
    start = valid_from or clock.today()
    held = {one.role for one in standing_in.held(session, person_id, start, date.max)}
    clash = kept_apart(held, role)
    if clash:
        raise NotPermitted(
            Text(
                "系统、安全、审计管理员须分设，且不得兼任业务职务：已任{held}。",
                "System, security and audit administrators are kept apart from each other and from all "
                "case work; this person is already {held}.",
            ),
            held=min(clash).label,
        )
    post = Post(
        person_id=person_id,
        role=role,
        scope_kind=scope[0],
        scope_id=scope[1],
        title=title,
        valid_from=start,
    )
    session.add(post)
    session.flush()
    _note(session, actor, "granted", person=person_id, post_id=post.id, group=post.group)
    return post


def end_post(session: Session, post: Post, last_day: date, actor: Actor) -> None:
    """Let a post end with a day, that day included; delegations of it end with it."""
    post.valid_until = last_day
    session.flush()
    delegations.cut(session, post, last_day)
    _note(session, actor, "ended", person=post.person_id, post_id=post.id, last_day=last_day.isoformat())


def take_over(session: Session, post: Post, person_id: int, first_day: date, actor: Actor) -> Post:
    """Another person follows in a post: the old one ends the day before. Work items follow the post's group."""
    end_post(session, post, first_day - timedelta(days=1), actor)
    return grant(session, person_id, post.role, (post.scope_kind, post.scope_id), post.title, actor, first_day)


def _note(session: Session, actor: Actor, what: str, **facts: Any) -> None:
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, what=what, **facts)
