"""The dates of a person's calendar: what waits for him, what his unit owes, what units owe in his committee's cases.

Nothing stands here that his pages do not show him: the inbox, a unit's first page, and the list of what units owe. A
clock that stands still has no date.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.process import Host
from engine.queries import Position
from engine.text import Text
from workflows import access
from workflows.cases.models import Case
from workflows.people import rights
from workflows.people.models import Unit
from workflows.people.roles import Role, ScopeKind
from workflows.reading import ledger, worklist
from workflows.reading.words import element_label
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import SETTLED

MOST, BACK = 500, timedelta(days=30)
TO_DO = Text("待办：{step}", "To do: {step}")
WITH_UNIT = Text("待单位办理：{step}", "With the unit: {step}")
OWED = Text("整改期限：建议第{no}条", "Due from the unit: recommendation {no}")


class DueDate(NamedTuple):
    """`key` names what the date belongs to, for good; `page`: what opens it (item, track or case), with its id."""

    key: str
    day: date
    what: Text
    unit: str
    number: str | None
    title: str
    page: tuple[str, int]


def dates(session: Session, host: Host, actor: Actor) -> list[DueDate]:
    """The running dates from `BACK` ago on, first due first, at most `MOST`; what is in two lists stands here once."""
    since = clock.today() - BACK
    found: dict[str, DueDate] = {}
    for one in (
        *_to_do(session, host, actor, since),
        *_of_units(session, actor, since),
        *_in_committees(session, host, actor, since),
    ):
        found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: (one.day, one.key))[:MOST]


def _to_do(session: Session, host: Host, actor: Actor, since: date) -> Iterator[DueDate]:
    """The actor's own open items."""
    first = Position(datetime.combine(since, time.min, clock.CITY), 0)
    for row in worklist.inbox(session, host, actor, MOST, first):
        if row.due_at is not None:
            day, what = clock.day_of(row.due_at), TO_DO.format(step=row.step)
            yield DueDate(f"item-{row.item_id}", day, what, row.unit, row.number, row.title, ("item", row.item_id))


def _of_units(session: Session, actor: Actor, since: date) -> list[DueDate]:
    """What the actor's unit owes of what it has under way; its steps are items of his."""
    units = rights.places(actor, ScopeKind.UNIT, Role.UNIT_LIAISON, Role.UNIT_HEAD)
    if not units:
        return []
    names = _names(session, units)
    rows = ledger.owed(session, Track.unit_id.in_(units) & Track.state.not_in(SETTLED), since)
    return [_owed(one, case, names, ("track", track.id)) for one, track, case, _letter in rows]


def _in_committees(session: Session, host: Host, actor: Actor, since: date) -> list[DueDate]:
    """What units owe in the cases of the committees whose officer or director the actor is.

    To report on the day of a recommendation is that same matter, as on the list of what units owe.
    """
    committees = rights.places(actor, ScopeKind.COMMITTEE, Role.CASE_OFFICER, Role.COMMITTEE_DIRECTOR)
    if not committees:
        return []
    own = Case.committee_id.in_(committees)
    asked, steps = ledger.owed(session, own, since), ledger.unit_steps(session, own, since)
    cases = {case.id: case for *_, case, _letter in asked} | {case.id: case for *_, case, _letter in steps}
    views = access.views_of(session, actor, list(cases.values()))
    inside = {case_id for case_id, view in views.items() if view is access.View.INTERNAL}
    names = _names(session, {row[3].unit_id for row in steps} | {row[1].unit_id for row in asked})
    told = {(track.id, one.due_on) for one, track, _case, _letter in asked}
    found = [_owed(one, case, names, ("case", case.id)) for one, _track, case, _letter in asked if case.id in inside]
    for item, task, instance, track, case, _letter in steps:
        day = clock.day_of(item.due_at) if item.due_at is not None else None
        if day is not None and case.id in inside and (track.id, day) not in told:
            what = WITH_UNIT.format(step=element_label(host, instance.process, task.element))
            unit, page = names[track.unit_id], ("item", item.id)
            found.append(DueDate(f"item-{item.id}", day, what, unit, case.case_no, case.title, page))
    return found


def _owed(one: Obligation, case: Case, names: dict[int, str], page: tuple[str, int]) -> DueDate:
    assert one.due_on is not None, "what is owed has a date"
    what = OWED.format(no=one.rec_no)
    return DueDate(f"obligation-{one.id}", one.due_on, what, names[one.unit_id], case.case_no, case.title, page)


def _names(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    return {unit.id: unit.short or unit.name for unit in session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))}
