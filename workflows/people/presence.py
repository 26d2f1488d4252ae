"""Who is there today: in office, not on leave and able to sign in, or covered by a delegate. Read once for many groups.

A delegate stands in for whoever is away; a person who held posts and holds none any more has left.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from workflows.people.actors import standings
from workflows.people.models import Absence, Account, Delegation, Post


@dataclass(frozen=True)
class Presence:
    """`behind`: by group, who holds a post or a delegation that opens it; `can_sign_in`: who has an account that is
    open and is not on leave; `left`: who held posts, and holds none any more."""

    behind: Mapping[str, Collection[int]]
    can_sign_in: frozenset[int]
    left: frozenset[int]

    def people(self, group: str) -> Collection[int]:
        """Who stands behind a group, whether he can sign in or not."""
        if group.startswith("person:"):
            person_id = int(group.partition(":")[2])
            return () if person_id in self.left else (person_id,)
        return self.behind.get(group, ())

    def can_act(self, groups: Iterable[str]) -> bool:
        """Whether somebody behind one of these groups can sign in and act."""
        return any(not self.can_sign_in.isdisjoint(self.people(group)) for group in groups)


def left(session: Session, person_ids: Collection[int], on: date | None = None) -> set[int]:
    """Those of these people who held posts, and hold none any more on a day (today)."""
    held = session.scalars(select(Post).where(Post.person_id.in_(person_ids))).all()
    return {post.person_id for post in held} - {post.person_id for post in held if post.is_valid(on or clock.today())}


def presence(session: Session, on: date | None = None) -> Presence:
    """Of a day (today); four statements, however many people."""
    day = on or clock.today()
    posts = session.scalars(select(Post)).all()
    held = {post.id: post for post in posts if post.is_valid(day)}
    behind: dict[str, set[int]] = {}
    for post in held.values():
        for group in standings([post], []):
            behind.setdefault(group, set()).add(post.person_id)
    lent = select(Delegation.post_id, Delegation.to_person_id).where(
        Delegation.revoked_at.is_(None), Delegation.valid_on(day)
    )
    for post_id, person_id in session.execute(lent):
        for group in standings([], [held[post_id]] if post_id in held else []):
            behind.setdefault(group, set()).add(person_id)
    accounts = frozenset(session.scalars(select(Account.person_id).where(Account.disabled_at.is_(None))))
    away = frozenset(
        session.scalars(select(Absence.person_id).where(Absence.removed_at.is_(None), Absence.valid_on(day)))
    )
    here = {person_id for people in behind.values() for person_id in people}
    return Presence(behind, accounts - away, frozenset(post.person_id for post in posts) - here)
