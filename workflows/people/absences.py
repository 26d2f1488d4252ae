"""请假: days on which somebody is away, with or without a delegation. It is told to colleagues; nothing is blocked."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound
from engine.forms import Form, day
from engine.text import Text, day_in_words
from workflows.people.models import Absence, Person
from workflows.people.rights import OFFICE, Action, bodies, may, places
from workflows.people.roles import Role, ScopeKind

STREAM = "accounts"
LONGEST = 366  # days
AHEAD = 7  # days in which a coming absence is told already
REVERSED = Text("结束日期不能早于开始日期。", "The last day is before the first.")
OVER = Text("这些日期已经过去。", "These days are over.")
TOO_LONG = Text("一次最长登记366天。", "366 days at most.")
KNOWN = Text("{first}至{last}已登记请假。", "You are entered as away from {first} to {last}.")
AWAY = Text("请假至{last}", "away until {last}")
WILL_BE = Text("{first}至{last}请假", "away from {first} to {last}")


class AbsenceForm(Form):
    first = day("开始日期", "First day", required=True)
    last = day("结束日期", "Last day", required=True)


def misfits(first: date, last: date) -> dict[str, list[Text]]:
    """What is wrong with a span of days in itself, by field of a form."""
    if last < first:
        return {"last": [REVERSED]}
    if last < clock.today():
        return {"last": [OVER]}
    return {"last": [TOO_LONG]} if (last - first).days >= LONGEST else {}


def enter(session: Session, person_id: int, first: date, last: date, actor: Actor) -> Absence:
    """Note that the person is away on these days, both included. BadAnswer with what is wrong with them."""
    errors = misfits(first, last)
    session.get_one(Person, person_id, with_for_update=True)  # two at once: in turn
    known = None if errors else next(iter(during(session, [person_id], first, last)), None)
    if known is not None:
        errors = {"first": [_told(KNOWN, known)]}
    if errors:
        raise BadAnswer(errors)
    made = Absence(person_id=person_id, valid_from=first, valid_until=last, made_at=clock.now())
    session.add(made)
    session.flush()
    _note(session, actor, made, "absence_entered")
    return made


def remove(session: Session, absence_id: int, actor: Actor) -> None:
    """Take one's own absence out; NotFound for anybody else's."""
    found = session.get(Absence, absence_id)
    if found is None or found.person_id != actor.person_id or found.removed_at is not None:
        raise NotFound
    found.removed_at = clock.now()
    session.flush()
    _note(session, actor, found, "absence_removed")


def end(session: Session, absence: Absence, actor: Actor) -> None:
    """The person is back: what has begun ends with yesterday, what has not falls away; what is over stays."""
    today = clock.today()
    if absence.removed_at is not None or absence.valid_until is None or absence.valid_until < today:
        return
    if absence.valid_from is not None and absence.valid_from < today:
        absence.valid_until = today - timedelta(days=1)
    else:
        absence.removed_at = clock.now()
    session.flush()
    _note(session, actor, absence, "absence_ended")


def during(session: Session, person_ids: Collection[int], first: date, last: date) -> Sequence[Absence]:
    """Absences of these people on any of these days, the earliest first."""
    found = select(Absence).where(
        Absence.person_id.in_(person_ids), Absence.removed_at.is_(None), Absence.meets(first, last)
    )
    return session.scalars(found.order_by(Absence.valid_from, Absence.id)).all()


def coming(session: Session, person_id: int) -> Sequence[Absence]:
    """The person's absences of today and later."""
    return during(session, [person_id], clock.today(), date.max)


def shown(session: Session, actor: Actor, person_ids: Collection[int]) -> dict[int, Text]:
    """“请假至12月4日” of those of these people who are away now or within a week, as far as the actor may know: the
    office of its CPPCC's people, a unit of its own, the security administrator everybody. Who works nowhere with
    somebody is not told when he is away."""
    known = _colleagues(session, actor, person_ids)
    today = clock.today()
    found: dict[int, Text] = {}
    for one in during(session, known, today, today + timedelta(days=AHEAD)) if known else ():
        found.setdefault(one.person_id, _told(AWAY if one.is_valid(today) else WILL_BE, one))
    return found


def _colleagues(session: Session, actor: Actor, person_ids: Collection[int]) -> list[int]:
    if may(Action.GRANT_POSTS, actor):
        return list(person_ids)
    inside = bodies(actor, *OFFICE)
    units = places(actor, ScopeKind.UNIT, Role.UNIT_LIAISON, Role.UNIT_HEAD)
    if not inside and not units:
        return []
    with_me = or_(Person.cppcc_id.in_(inside), Person.employer_unit_id.in_(units))
    return list(session.scalars(select(Person.id).where(Person.id.in_(person_ids), with_me)))


def _told(words: Text, one: Absence) -> Text:
    return words.format(first=day_in_words(one.valid_from), last=day_in_words(one.valid_until))


def _note(session: Session, actor: Actor, one: Absence, what: str) -> None:
    facts: dict[str, Any] = {"person": one.person_id, "first": one.valid_from, "last": one.valid_until}
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, what=what, **facts)
