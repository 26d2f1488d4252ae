"""Give a post and end it; `delegations` lends it for some days."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from engine import clock, jobs, journal
from engine.actors import Actor
from engine.errors import NotPermitted
from engine.text import Text
from workflows.people import delegations, standing_in
from workflows.people.models import Post
from workflows.people.roles import Role, ScopeKind
from workflows.people.separation import kept_apart

STREAM = "accounts"
HAND_ON = "hand_on"
"""The job that runs on the first day without a post: what its holder had taken for himself goes back to the post."""

APART = Text(
    "系统、安全、审计管理员须分设，且不得兼任业务职务：已任{held}。",
    "System, security and audit administrators are kept apart from each other and from all case work; this person is "
    "already {held}.",
)


class Appointment(NamedTuple):
    """The post that somebody is to hold, from a day until a day, both included."""

    role: Role
    scope: tuple[ScopeKind, int]
    title: str
    first: date
    last: date | None = None
    is_presiding: bool = False

    def facts(self) -> dict[str, Any]:
        """As it is kept while it waits to be confirmed."""
        return {
            "role": str(self.role),
            "scope_kind": str(self.scope[0]),
            "scope_id": self.scope[1],
            "title": self.title,
            "valid_from": self.first.isoformat(),
            "valid_until": self.last.isoformat() if self.last else None,
            "is_presiding": self.is_presiding,
        }

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Appointment":
        """What `facts` wrote."""
        last = facts["valid_until"]
        return cls(
            Role(facts["role"]),
            (ScopeKind(facts["scope_kind"]), int(facts["scope_id"])),
            facts["title"],
            date.fromisoformat(facts["valid_from"]),
            date.fromisoformat(last) if last else None,
            bool(facts["is_presiding"]),
        )


def give(session: Session, person_id: int, wish: Appointment, actor: Actor) -> Post:
    """Give a post. Raises `NotPermitted` where it would mix one of the three administrators with any other post, be
    that lent to the person."""
    held = {one.role for one in standing_in.held(session, person_id, wish.first, wish.last or date.max)}
    clash = kept_apart(held, wish.role)
    if clash:
        raise NotPermitted(APART, held=min(clash).label)
    post = Post(
        person_id=person_id,
        role=wish.role,
        scope_kind=wish.scope[0],
        scope_id=wish.scope[1],
        title=wish.title,
        valid_from=wish.first,
        valid_until=wish.last,
        is_presiding=wish.is_presiding,
    )
    session.add(post)
    session.flush()
    _note(session, actor, "granted", person=person_id, post_id=post.id, group=post.group, after=facts(post))
    if wish.last is not None:
        _hand_on(session, post)
    return post


def grant(
    session: Session,
    person_id: int,
    role: Role,
    scope: tuple[ScopeKind, int],
    title: str,
    actor: Actor,
    valid_from: date | None = None,
) -> Post:
    """Give a post from a day on (today) until further notice, as `give` does."""
    return give(session, person_id, Appointment(role, scope, title, valid_from or clock.today()), actor)


def end_post(session: Session, post: Post, last_day: date, actor: Actor) -> None:
    """Let a post end with a day, that day included; delegations of it end with it."""
    before = facts(post)
    post.valid_until = last_day
    session.flush()
    delegations.cut(session, post, last_day)
    _hand_on(session, post)
    told = {"before": before, "after": facts(post)}
    _note(session, actor, "ended", person=post.person_id, post_id=post.id, last_day=last_day, **told)


def facts(post: Post) -> dict[str, Any]:
    """A post as the journal keeps it."""
    return {
        "title": post.title,
        "from": post.valid_from,
        "until": post.valid_until,
        **({"presides": True} if post.is_presiding else {}),
    }


def _hand_on(session: Session, post: Post) -> None:
    assert post.valid_until is not None, "only a post that ends is handed on"
    first_day_without = clock.start_of(post.valid_until + timedelta(days=1))
    jobs.add(session, HAND_ON, {"post_id": post.id}, run_at=max(first_day_without, clock.now()))


def take_over(session: Session, post: Post, person_id: int, first_day: date, actor: Actor) -> Post:
    """Another person follows in a post: the old one ends the day before. Work items follow the post's group."""
    end_post(session, post, first_day - timedelta(days=1), actor)
    return grant(session, person_id, post.role, (post.scope_kind, post.scope_id), post.title, actor, first_day)


def _note(session: Session, actor: Actor, what: str, **told: Any) -> None:
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, what=what, **told)
