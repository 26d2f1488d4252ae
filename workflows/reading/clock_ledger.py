"""时间账: every working day that a case has taken, booked to the one who held it.

A day goes to whoever held the case as it began: a suspension first, then who has to decide on a request for more
time (the unit waits for him, decisions §2.2 case 14), else the item that had been open longest. The days of all
entries add up to the working days since the lead came in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import Actor
from engine.models import Instance, ItemState, Task, WorkItem
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.people.roles import Role
from workflows.reading.page_parts import ClockEntry, ClockLedger
from workflows.supervision.beside.models import Suspension, SuspensionScope

FIRST = frozenset({"decide_extension", "ask_owner"})
CHAIR = frozenset({Role.CHAIRPERSON, Role.VICE_CHAIR})
COMMITTEE = frozenset({Role.CASE_OFFICER, Role.COMMITTEE_DIRECTOR})
UNIT = frozenset({Role.UNIT_LIAISON, Role.UNIT_HEAD})
OUTSIDE = frozenset({Role.INSPECTION_OFFICE, Role.KANJIAN_EDITOR})


class Holder(StrEnum):
    COMMITTEE = "COMMITTEE"
    OFFICE = "OFFICE"
    CHAIR = "CHAIR"
    TEAM = "TEAM"
    UNIT = "UNIT"
    OUTSIDE = "OUTSIDE"
    PAUSE = "PAUSE"
    NOBODY = "NOBODY"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS = {
    Holder.COMMITTEE: Text("承办专委会", "The committee"),
    Holder.OFFICE: Text("机关办公室", "The office"),
    Holder.CHAIR: Text("主席、副主席", "Chair and vice-chairs"),
    Holder.TEAM: Text("监督小组", "The team"),
    Holder.UNIT: Text("责任单位", "The unit"),
    Holder.OUTSIDE: Text("其他机关", "Other bodies"),
    Holder.PAUSE: Text("挂起", "Suspended"),
    Holder.NOBODY: Text("等待期", "Waiting for a day"),
}


@dataclass(frozen=True)
class _Held:
    key: tuple[Holder, int]
    begun: datetime
    ended: datetime | None
    goes_first: bool

    def is_open(self, at: datetime) -> bool:
        return self.begun <= at and (self.ended is None or self.ended > at)


def of_case(session: Session, case: Case, actor: Actor) -> ClockLedger | None:
    """The ledger as this reader may see it; None before the lead is handed in.

    How long the chair level has held a case is shown to those themselves and to the secretary-general alone
    (decisions §0.10); for everybody else their days are the office's.
    """
    if case.submitted_at is None:
        return None
    since, until = clock.day_of(case.submitted_at), case.archived_on or clock.today()
    held, pauses = _held(session, case, actor), _pauses(session, case.id)
    booked: dict[tuple[Holder, int], int] = {}
    for day in _workdays(session, since, until):
        key = _holder(held, pauses, day)
        booked[key] = booked.get(key, 0) + 1
    names = _names(session, booked)
    entries = tuple(ClockEntry(key[0], names.get(key[1]) or key[0].label, days) for key, days in booked.items())
    return ClockLedger(since, until, sum(booked.values()), entries)


def _workdays(session: Session, since: date, until: date) -> Iterable[date]:
    days, day = calendar.load(session), since
    while day < until:
        day += timedelta(days=1)
        if days.is_workday(day):
            yield day


def _holder(held: Sequence[_Held], pauses: Sequence[Suspension], day: date) -> tuple[Holder, int]:
    if any(
        one.suspended_on and one.suspended_on < day and (one.resumed_on is None or day <= one.resumed_on)
        for one in pauses
    ):
        return (Holder.PAUSE, 0)
    at = datetime.combine(day, time(0), clock.CITY)
    return next((one.key for one in held if one.is_open(at)), (Holder.NOBODY, 0))


def _held(session: Session, case: Case, actor: Actor) -> list[_Held]:
    """Every item of the case with the time for which it was open, in the order in which a day goes to them; acts on a
    suspension hold nothing."""
    ended = func.coalesce(WorkItem.acted_at, Task.ended_at)
    rows = session.execute(
        select(WorkItem.groups, WorkItem.opened_at, ended.label("ended"), WorkItem.due_at, WorkItem.state, Task.element)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(Instance.matter_id == case.id, WorkItem.opened_at.is_not(None), Task.element != "review_suspension")
        .order_by(WorkItem.id)
    )
    sees_all = any(group.startswith(f"{Role.SECRETARY_GENERAL}@") for group in actor.standings)
    found = [
        _Held(
            key=_party(row.groups, sees_all or actor.standing_for(row.groups) is not None),
            begun=row.opened_at,
            ended=row.due_at if row.state is ItemState.NO_RESPONSE and row.ended is None else row.ended,
            goes_first=row.element in FIRST,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.goes_first, one.begun))


def _party(groups: Sequence[str], sees_chair_level: bool) -> tuple[Holder, int]:
    if not groups:
        return (Holder.OFFICE, 0)
    role, _, place = groups[0].partition("@")
    if role in UNIT:
        return (Holder.UNIT, int(place.rpartition(":")[2]))
    if role in CHAIR and not sees_chair_level:
        return (Holder.OFFICE, 0)
    for holder, roles in ((Holder.CHAIR, CHAIR), (Holder.COMMITTEE, COMMITTEE), (Holder.OUTSIDE, OUTSIDE)):
        if role in roles:
            return (holder, 0)
    return (Holder.TEAM if groups[0].startswith("person:") or role == Role.MEMBER else Holder.OFFICE, 0)


def _pauses(session: Session, case_id: int) -> list[Suspension]:
    whole = select(Suspension).where(
        Suspension.case_id == case_id,
        Suspension.scope == SuspensionScope.CASE,
        Suspension.suspended_on.is_not(None),
    )
    return list(session.scalars(whole.order_by(Suspension.id)))


def _names(session: Session, booked: Iterable[tuple[Holder, int]]) -> dict[int, Text]:
    ids = [unit_id for holder, unit_id in booked if holder is Holder.UNIT]
    rows = session.execute(select(Unit.id, Unit.short, Unit.name).where(Unit.id.in_(ids))) if ids else ()
    return {row.id: Text(row.short or row.name, row.short or row.name) for row in rows}
