"""委托: a post is lent for some days, and taken back; the delegate acts for it (代). Reference §2.2, decisions D11.

What goes along is every task of the post; whoever holds several says which. A delegate has nothing to pass on. When
it is over, a job makes the list of what was decided in the holder's name.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from engine import clock, jobs, journal
from engine.actors import Actor
from engine.db import Instant
from engine.errors import BadAnswer, NotFound, NotPermitted
from engine.forms import Form, day, line, ref, refs, yes_no
from engine.text import Text
from workflows.people import absences, rights, standing_in
from workflows.people.models import Absence, Delegation, Person, Post
from workflows.people.rights import Action
from workflows.people.standing_in import PERSONAL, Wish

STREAM = "accounts"
ENDED = "delegation_ended"
"""The job that tells the holder, once, what was decided in his name."""

IS_OVER = Text("这项委托已经结束。", "This delegation is over already.")
NOT_YOURS = Text("只能委托本人现任的职务。", "Only a post that you hold yourself can be lent.")


class DelegationForm(Form):
    posts = refs(
        "post",
        "委托的职务",
        "Posts to lend",
        required=True,
        hint=Text(
            "所选职务在这些天的全部待办一并委托；上行文须本人签发，不随委托。",
            "All tasks of these posts go along on these days; upward documents are signed in person all the same.",
        ),
    )
    first = day("开始日期", "First day", required=True)
    last = day("结束日期", "Last day", required=True)
    to = ref("person", "受托人", "To whom", required=True)
    is_away = yes_no("这些天同时登记请假", "Enter these days as absence too")
    basis = line(200, "授权依据", "Authorised by", required=True)


def lend(session: Session, holder_id: int, wish: Wish, actor: Actor) -> list[Delegation]:
    """Lend posts of a person: his own, or as security administrator those of one who is away. NotPermitted for anybody
    else; BadAnswer with everything that stands against it."""
    if holder_id != actor.person_id and not rights.may(Action.GRANT_POSTS, actor):
        raise NotPermitted(reason=NOT_YOURS)
    both = select(Person.id).where(Person.id.in_({holder_id, wish.to_person_id})).order_by(Person.id)
    session.scalars(both.with_for_update()).all()  # two wishes about the same people: in turn
    wrong = standing_in.faults(session, holder_id, wish)
    if wrong:
        raise BadAnswer(wrong)
    return [_lend(session, post_id, wish, actor) for post_id in dict.fromkeys(wish.post_ids)]


def _lend(session: Session, post_id: int, wish: Wish, actor: Actor) -> Delegation:
    made = Delegation(
        post_id=post_id,
        to_person_id=wish.to_person_id,
        valid_from=wish.first,
        valid_until=wish.last,
        basis=wish.basis,
        made_by=actor.person_id,
    )
    session.add(made)
    session.flush()
    jobs.add(session, ENDED, {"delegation_id": made.id}, run_at=made.ends_at)
    days = {"from_day": wish.first, "until": wish.last}
    _note(session, actor, "delegated", delegation=made.id, post_id=post_id, to=wish.to_person_id, **days)
    return made


def take_back(session: Session, delegation_id: int, actor: Actor) -> Delegation:
    """End a delegation at once: its holder, or a security administrator. The absence that was entered with it ends too,
    once nothing that was lent for it runs any more. NotFound for anybody else; NotPermitted once it is over."""
    found = locked(session, delegation_id)
    if found.post.person_id != actor.person_id and not rights.may(Action.GRANT_POSTS, actor):
        raise NotFound
    if found.ends_at <= clock.now():
        raise NotPermitted(reason=IS_OVER)
    _end(session, found)
    _note(session, actor, "delegation_revoked", delegation=found.id)
    if found.absence_id is not None and session.scalar(_lent_with(found.absence_id)) is None:
        absences.end(session, session.get_one(Absence, found.absence_id), actor)
    return found


def _lent_with(absence_id: int) -> Select[int]:
    """What was lent for an absence and is not over."""
    runs = Delegation.revoked_at.is_(None) & (Delegation.valid_until >= clock.today())
    return select(Delegation.id).where(Delegation.absence_id == absence_id, runs).limit(1)


def _end(session: Session, found: Delegation) -> None:
    found.revoked_at = clock.now()
    session.flush()
    jobs.add(session, ENDED, {"delegation_id": found.id})


def cut(session: Session, post: Post, last_day: date) -> None:
    """A post ends with a day: what was lent of it ends with it."""
    running = select(Delegation).where(
        Delegation.post_id == post.id, Delegation.revoked_at.is_(None), Delegation.valid_until > last_day
    )
    for one in session.scalars(running.with_for_update()):
        if one.valid_from is not None and one.valid_from > last_day:
            _end(session, one)
        else:
            one.valid_until = last_day
            session.flush()
            jobs.add(session, ENDED, {"delegation_id": one.id}, run_at=max(one.ends_at, clock.now()))


def locked(session: Session, delegation_id: int) -> Delegation:
    """The row for an act on it, with its post. NotFound for an unknown one."""
    row = _with_names().where(Delegation.id == delegation_id).with_for_update(of=Delegation)
    found = session.scalar(row.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def of(session: Session, delegation_id: int, actor: Actor) -> Delegation:
    """A delegation as its holder or its delegate reads it; NotFound for anybody else."""
    found = session.scalar(_with_names().where(Delegation.id == delegation_id))
    if found is None or actor.person_id not in (found.post.person_id, found.to_person_id):
        raise NotFound
    return found


def given_by(session: Session, person_id: int) -> Sequence[Delegation]:
    """What the person has lent, the latest first."""
    return _listed(session, Post.person_id == person_id)


def given_to(session: Session, person_id: int) -> Sequence[Delegation]:
    """What was lent to the person, the latest first."""
    return _listed(session, Delegation.to_person_id == person_id)


def every(session: Session, limit: int = 100) -> Sequence[Delegation]:
    """The latest delegations of all, for a security administrator."""
    return _listed(session, Delegation.id > 0, limit)


def to_open(session: Session, person_id: int) -> Sequence[Delegation]:
    """Whose list the person has not opened yet while he may object. Asked with every first page, where mostly there
    is none."""
    found = session.scalars(_TO_OPEN, {"person": person_id, "now": clock.now()}).all()
    return _listed(session, Delegation.id.in_(found)) if found else []


_TO_OPEN = (
    select(Delegation.id)
    .join(Post, Post.id == Delegation.post_id)
    .where(
        Post.person_id == bindparam("person"),
        Delegation.opened_at.is_(None),
        Delegation.decided > 0,
        Delegation.objections_until >= bindparam("now", type_=Instant),
    )
)


def running_for(session: Session, person_id: int) -> Sequence[Delegation]:
    """What the person stands in for today."""
    runs = Delegation.revoked_at.is_(None) & Delegation.valid_on(clock.today())
    return _listed(session, (Delegation.to_person_id == person_id) & runs)


def may_lend(session: Session, person_id: int) -> Sequence[Post]:
    """The person's posts that can be lent from today on."""
    found = select(Post).where(
        Post.person_id == person_id,
        Post.role.not_in(PERSONAL),
        or_(Post.valid_until.is_(None), Post.valid_until >= clock.today()),
    )
    return session.scalars(found.order_by(Post.id)).all()


def _with_names() -> Select[Delegation]:
    post = joinedload(Delegation.post, innerjoin=True)
    return select(Delegation).options(
        post.joinedload(Post.person, innerjoin=True), joinedload(Delegation.delegate, innerjoin=True)
    )


def _listed(session: Session, which: ColumnElement[bool], limit: int = 100) -> Sequence[Delegation]:
    found = _with_names().join(Post, Post.id == Delegation.post_id).where(which)
    return session.scalars(found.order_by(Delegation.valid_from.desc(), Delegation.id.desc()).limit(limit)).all()


def enter_with_absence(session: Session, holder_id: int, wish: Wish, actor: Actor) -> list[Delegation]:
    """Lend, and note that the holder is away on the same days, unless that is known already."""
    made = lend(session, holder_id, wish, actor)
    if not absences.during(session, [holder_id], wish.first, wish.last):
        away = absences.enter(session, holder_id, wish.first, wish.last, actor)
        for one in made:
            one.absence_id = away.id
    return made


def _note(session: Session, actor: Actor, what: str, **facts: Any) -> None:
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, what=what, **facts)
