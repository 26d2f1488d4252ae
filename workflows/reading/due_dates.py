"""The dates of a person's calendar: what waits for him, what his unit owes, what units owe in his committee's cases.

Nothing stands here that his pages do not show him: the inbox, a unit's first page, and the list of what units owe. A
clock that stands still has no date.
"""

from collections.abc import Iterator
from datetime import date, timedelta
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
from workflows.people.roles import Role, ScopeKind
from workflows.reading import board, worklist
from workflows.reading.board import Line, Wanted

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
        *_in_committees(session, actor, since),
    ):
        found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: (one.day, one.key))[:MOST]


def _to_do(session: Session, host: Host, actor: Actor, since: date) -> Iterator[DueDate]:
    """The actor's own open items."""
    first = Position(clock.start_of(since), 0)
    for row in worklist.inbox(session, host, actor, MOST, first):
        if row.due_at is not None:
            day, what = clock.day_of(row.due_at), TO_DO.format(step=row.step)
            yield DueDate(f"item-{row.item_id}", day, what, row.unit, row.number, row.title, ("item", row.item_id))


def _of_units(session: Session, actor: Actor, since: date) -> list[DueDate]:
    """What the actor's unit owes of what it has under way; its steps are items of his."""
    units = rights.places(actor, ScopeKind.UNIT, Role.UNIT_LIAISON, Role.UNIT_HEAD)
    lines = board.of_units(session, units, since, MOST)
    return [_owed(line, ("track", line.track_id)) for line in lines if line.rec_no is not None]


def _in_committees(session: Session, actor: Actor, since: date) -> list[DueDate]:
    """What units owe in the cases of the committees whose officer or director the actor is."""
    committees = rights.places(actor, ScopeKind.COMMITTEE, Role.CASE_OFFICER, Role.COMMITTEE_DIRECTOR)
    keys = {f"{ScopeKind.COMMITTEE}:{id_}" for id_ in committees}
    lines = board.lines(session, actor, Wanted(mine=True, first=since), MOST) if keys else []
    cases = session.scalars(select(Case).where(Case.id.in_({line.case_id for line in lines}))).all()
    views = access.views_of(session, actor, cases)
    inside = {case_id for case_id, view in views.items() if view is access.View.INTERNAL}
    return [_owed(line, ("case", line.case_id)) for line in lines if line.kept_by in keys and line.case_id in inside]


def _owed(line: Line, page: tuple[str, int]) -> DueDate:
    what = WITH_UNIT.format(step=line.what) if line.rec_no is None else OWED.format(no=line.rec_no)
    kind, id_ = line.subject
    day = clock.day_of(line.mark.due_at)
    return DueDate(f"{kind}-{id_}", day, what, line.unit, line.number or None, line.title, page)
