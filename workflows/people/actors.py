"""From a person to an actor: the groups that his posts, and posts delegated to him, open on a day."""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor, Standing
from engine.errors import NotFound
from workflows.people.models import Delegation, Person, Post
from workflows.people.roles import Role


def actor_of(session: Session, person_id: int, on: date | None = None) -> Actor:
    """The person with every standing of that day (today). Raises `NotFound` for an unknown person.

    A delegation names a post, and only the post's holder may give it: a delegate has nothing to pass on.
    """
    day = on or clock.today()
    rows = session.execute(
        select(Person, Post)
        .outerjoin(Post, (Post.person_id == Person.id) & Post.valid_on(day))
        .where(Person.id == person_id)
        .order_by(Post.id)
    ).all()
    if not rows:
        raise NotFound
    lent = session.scalars(
        select(Post)
        .join(Delegation, Delegation.post_id == Post.id)
        .where(
            Delegation.to_person_id == person_id,
            Delegation.revoked_at.is_(None),
            Delegation.valid_on(day),
            Post.valid_on(day),
        )
        .order_by(Post.id)
    ).all()
    own = [post for _person, post in rows if post is not None]
    return Actor(person_id, rows[0][0].name, standings(own, lent))


def standings(own: Iterable[Post], lent: Iterable[Post]) -> dict[str, Standing]:
    """Group -> standing. A person's own post goes before a delegated one; of several, the first."""
    found: dict[str, Standing] = {}
    for post in own:
        for group in groups_of(post):
            found.setdefault(group, Standing(post.id, printed_title(post)))
    for post in lent:
        for group in (post.group, f"{post.role}@any"):
            found.setdefault(group, Standing(post.id, post.title, on_behalf_of=post.person_id))
    return found


def groups_of(post: Post) -> Iterator[str]:
    """The groups that a post opens to its holder; presiding opens the chairperson's, and is not passed on."""
    yield post.group
    yield f"{post.role}@any"
    if post.is_presiding:
        yield f"{Role.CHAIRPERSON}@{post.scope_kind}:{post.scope_id}"


def printed_title(post: Post) -> str:
    """The title as it stands in the record: 市政协副主席（主持工作）."""
    return f"{post.title}（主持工作）" if post.is_presiding else post.title
