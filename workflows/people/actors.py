"""From a person to an actor: the groups that his posts, and posts delegated to him, open on a day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor, Standing
from engine.errors import NotFound
from workflows.people.models import Delegation, Person, Post
from workflows.people.roles import BODY, Role

_DAY: BindParameter[date] = bindparam("day")
_LENT = (
    select(Delegation.post_id)
    .where(Delegation.to_person_id == Person.id, Delegation.revoked_at.is_(None), Delegation.valid_on(_DAY))
    .correlate(Person)
)
HIS_POSTS = Post.valid_on(_DAY) & or_(Post.person_id == Person.id, Post.id.in_(_LENT))
"""Joins a person with every post by which he may act on `day`: his own, and those lent to him."""
_POSTS = select(Person, Post).outerjoin(Post, HIS_POSTS).where(Person.id == bindparam("person")).order_by(Post.id)


def actor_of(session: Session, person_id: int, on: date | None = None) -> Actor:
    """The person with every standing of that day (today). Raises `NotFound` for an unknown person."""
    rows = session.execute(_POSTS, {"person": person_id, "day": on or clock.today()}).all()
    if not rows:
        raise NotFound
    return actor_from(rows[0][0], [post for _person, post in rows if post is not None])


def actor_from(person: Person, posts: Sequence[Post]) -> Actor:
    """The person with these posts.

    A delegation names a post, and only the post's holder may give it: a delegate has nothing to pass on.
    """
    own = [post for post in posts if post.person_id == person.id]
    lent = [post for post in posts if post.person_id != person.id]
    return Actor(person.id, person.name, standings(own, lent))


def standings(own: Iterable[Post], lent: Iterable[Post]) -> dict[str, Standing]:
    """Group -> standing. A person's own post goes before a delegated one; of several, the first."""
    found: dict[str, Standing] = {}
    for post in own:
        for group in groups_of(post):
            found.setdefault(group, Standing(post.id, printed_title(post)))
    for post in lent:
        for group in _as_held(post):
            found.setdefault(group, Standing(post.id, post.title, on_behalf_of=post.person_id))
    return found


def groups_of(post: Post) -> Iterator[str]:
    """The groups that a post opens to its holder; presiding opens the chairperson's, and is not passed on."""
    yield from _as_held(post)
    if post.is_presiding:
        yield f"{Role.CHAIRPERSON}@{post.scope_kind}:{post.scope_id}"


def _as_held(post: Post) -> Iterator[str]:
    """The post where it is held; anywhere; and, since committees and leaders belong to one, in its CPPCC."""
    yield post.group
    yield f"{post.role}@any"
    if post.cppcc_id is not None:
        yield f"{post.role}@{BODY}:{post.cppcc_id}"


def printed_title(post: Post) -> str:
    """The title as it stands in the record: 市政协副主席（主持工作）."""
    return f"{post.title}（主持工作）" if post.is_presiding else post.title
