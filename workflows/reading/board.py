"""整改期限: every date that runs on a unit's track, for those who chase them. One filter, whatever the view.

A line is one date that is owed: of a recommendation, or of a step (to sign, to plan). Rows are found by the keys that
each deadline carries (`process.Owed`), the most late first, a page at a time, so that a page costs the same however
many are running. For the office alone, of its own CPPCC's cases; everybody else gets nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, column, func, literal, select, tuple_, values
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from engine import calendar, clock
from engine.actors import Actor
from engine.db import Instant
from engine.models import Deadline, Instance
from engine.models.deadline import DeadlineState
from engine.text import Text
from workflows.cases.light import Light, light
from workflows.cases.models import Case
from workflows.documents.models import Document
from workflows.people import rights
from workflows.people.models import Committee, Unit
from workflows.people.roles import Role, ScopeKind
from workflows.rectification import owing
from workflows.rectification.models import Obligation, Track

Columns = TypeVarTuple("Columns")
LONGEST_WARNING = timedelta(days=40)  # ten working days before, whatever holidays lie between
MOST, MOST_A_DAY = 1_000, 100  # further than this nobody counts: “999+”
ADDRESSED = aliased(Unit)


class Lane(StrEnum):
    """OURS: what waits inside the CPPCC on a unit's track, so that the unit is not to be urged."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"
    OURS = "ours"


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to; empty values narrow nothing. `mine`: my committee's; `first`, `last`: due days."""

    lane: Lane | None = None
    mine: bool = False
    unit_id: int | None = None
    first: date | None = None
    last: date | None = None


EVERYTHING = Wanted()


class Mark(NamedTuple):
    """Where a page ends: the next one goes on after it."""

    due_at: datetime
    warn_at: datetime
    id: int


@dataclass(frozen=True)
class Line:
    """One date: whose, of what, until when. `subject` opens into its sum."""

    mark: Mark
    subject: tuple[str, int]
    case_id: int
    number: str
    title: str
    committee: str
    track_id: int
    unit_id: int
    unit: str
    addressed: str  # the unit of the letter, where a reorganisation has put another in its place
    rule: str
    what: Text
    rec_no: int | None
    letter_no: str
    basis: str
    light: Light
    kept_by: str  # the committee, as the key of a post's place
    is_ours: bool


class Count(NamedTuple):
    """How many; `is_more`: at least so many."""

    n: int
    is_more: bool


def lines(
    session: Session, actor: Actor, wanted: Wanted = EVERYTHING, limit: int = 50, after: Mark | None = None
) -> list[Line]:
    """One page, the most late first; what stands still comes by the date that it had. One statement."""
    place = _place(actor, wanted)
    if place is None:
        return []
    order = (Deadline.due_at, Deadline.warn_at, Deadline.id)
    found = _joined().where(place, *_of_lane(wanted.lane), *_window(wanted)).order_by(*order).limit(limit)
    if wanted.unit_id is not None:
        found = found.where(Track.unit_id == wanted.unit_id)
    if after is not None:
        found = found.where(tuple_(*order) > tuple_(*(literal(part) for part in after)))
    return _drawn(session, found)


def of_units(session: Session, unit_ids: Collection[int], first: date, limit: int) -> list[Line]:
    """What these units owe from a day on, for those who stand for them; whoever calls has made sure of that."""
    if not unit_ids:
        return []
    theirs = Deadline.owed_by.in_([f"{ScopeKind.UNIT}:{id_}" for id_ in unit_ids])
    found = _joined().where(theirs, *_of_lane(None), *_window(Wanted(first=first)))
    return _drawn(session, found.order_by(Deadline.due_at, Deadline.id).limit(limit))


def _drawn(session: Session, found: Select[*tuple[Any, ...]]) -> list[Line]:
    days, now = calendar.load(session), clock.now()
    return [
        Line(
            mark=Mark(row.due_at, row.warn_at, row.id),
            subject=(row.subject_kind, row.subject_id),
            case_id=row.case_id,
            number=row.case_no or "",
            title=row.title,
            committee=row.committee or "",
            track_id=row.track_id,
            unit_id=row.unit_id,
            unit=row.short or row.name,
            addressed=row.addressed or "",
            rule=row.rule,
            what=owing.named(row.rule, row.rec_no),
            rec_no=row.rec_no,
            letter_no=row.doc_no or "",
            basis=row.basis,
            light=light(row.due_at, row.warn_at, now, days, row.state is DeadlineState.SUSPENDED),
            kept_by=row.kept_by or "",
            is_ours=row.owed_to is None,
        )
        for row in session.execute(found)
    ]


def _joined() -> Select[*tuple[Any, ...]]:
    is_item = (Deadline.subject_kind == "obligation") & (Obligation.id == Deadline.subject_id)
    return (
        select(
            Deadline.id,
            Deadline.subject_kind,
            Deadline.subject_id,
            Deadline.rule,
            Deadline.basis,
            Deadline.warn_at,
            Deadline.due_at,
            Deadline.state,
            Deadline.owed_to,
            Deadline.kept_by,
            Track.id.label("track_id"),
            Track.unit_id,
            Unit.name,
            Unit.short,
            ADDRESSED.short.label("addressed"),
            Case.id.label("case_id"),
            Case.case_no,
            Case.title,
            Committee.short.label("committee"),
            Document.doc_no,
            Obligation.rec_no,
        )
        .select_from(Deadline)
        .join(Instance, Instance.id == Deadline.instance_id)
        .join(Track, Track.id == Instance.subject_id)
        .join(Unit, Unit.id == Track.unit_id)
        .outerjoin(ADDRESSED, ADDRESSED.id == Track.addressed_unit_id)
        .join(Case, Case.id == Track.case_id)
        .outerjoin(Committee, Committee.id == Case.committee_id)
        .outerjoin(Document, Document.id == Track.document_id)
        .outerjoin(Obligation, is_item)
    )


def _place(actor: Actor, wanted: Wanted) -> ColumnElement[bool] | None:
    """The rows that the actor may see, by the key that finds fewest; None: he may see none."""
    bodies = [f"{ScopeKind.CPPCC}:{id_}" for id_ in sorted(rights.bodies(actor, *rights.OFFICE))]
    if not bodies:
        return None
    if wanted.lane is Lane.OURS:
        ours = _among(Deadline.owed_by, bodies)
        return ours & _among(Deadline.kept_by, _own_committees(actor)) if wanted.mine else ours
    is_owed = Deadline.owed_by.is_not(None)  # said so that the partial index is found
    seen: ColumnElement[bool] = is_owed & _among(Deadline.owed_to, bodies)
    if wanted.unit_id is not None:
        seen = func.coalesce(Deadline.owed_to, "").in_(bodies)  # by the index of the unit, not of the whole body
        seen &= Deadline.owed_by == f"{ScopeKind.UNIT}:{wanted.unit_id}"
    return seen & _among(Deadline.kept_by, _own_committees(actor)) if wanted.mine else seen


def _among(column: InstrumentedAttribute[str | None], keys: Sequence[str]) -> ColumnElement[bool]:
    """One key is met by the order of an index; several are sorted."""
    return column == keys[0] if len(keys) == 1 else column.in_(keys)


def _own_committees(actor: Actor) -> list[str]:
    return [f"{ScopeKind.COMMITTEE}:{id_}" for id_ in rights.places(actor, ScopeKind.COMMITTEE, *Role)]


def _of_lane(lane: Lane | None) -> tuple[ColumnElement[bool], ...]:
    """Red is overdue and nothing else; without a lane all that runs."""
    now = clock.now()
    runs, is_due = Deadline.state == DeadlineState.RUNNING, Deadline.due_at >= now
    match lane:
        case Lane.RED:
            return runs, Deadline.due_at < now
        case Lane.AMBER:
            return runs, is_due, Deadline.warn_at <= now, Deadline.due_at <= now + LONGEST_WARNING
        case Lane.GREEN:
            return runs, is_due, Deadline.warn_at > now
        case Lane.GREY:
            return (Deadline.state == DeadlineState.SUSPENDED,)
        case _:
            return (runs,)


def _window(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.first is not None:
        found.append(Deadline.due_at >= clock.start_of(wanted.first))
    if wanted.last is not None:
        found.append(Deadline.due_at < clock.start_of(wanted.last + timedelta(days=1)))
    return found


def counts(session: Session, actor: Actor, wanted: Wanted = EVERYTHING) -> dict[Lane, Count]:
    """How many lines each lane has under the same filter; one statement."""
    counted = [_counted(actor, replace(wanted, lane=lane)) for lane in Lane]
    row = session.execute(select(*(one.scalar_subquery() for one in counted))).one()
    return {lane: Count(min(n, MOST - 1), n >= MOST) for lane, n in zip(Lane, row, strict=True)}


def _counted(actor: Actor, wanted: Wanted) -> Select[int]:
    """A count that stops at so many, over the index alone."""
    place = _place(actor, wanted)
    rows = select(Deadline.id).where(*(() if place is None else (place,)), *_of_lane(wanted.lane), *_window(wanted))
    if place is None:
        rows = rows.where(literal(False))
    rows = _of_unit(rows, wanted)
    return select(func.count()).select_from(rows.limit(MOST).subquery())


def by_day(session: Session, actor: Actor, wanted: Wanted, days: Sequence[date]) -> dict[date, Count]:
    """How many dates of the filter fall on each of these days, up to `MOST_A_DAY`; one statement, over the index
    alone."""
    place = _place(actor, wanted)
    if place is None:
        return {}
    starts = [clock.start_of(day) for day in (*days, days[-1] + timedelta(days=1))]
    listed = [(number, *span) for number, span in enumerate(pairwise(starts))]
    spans = values(column("day", Integer), column("start", Instant), column("end", Instant)).data(listed).cte("spans")
    on_it = (Deadline.due_at >= spans.c.start) & (Deadline.due_at < spans.c.end)
    rows = _of_unit(select(Deadline.id), wanted).where(place, *_of_lane(wanted.lane), *_window(wanted), on_it)
    some = rows.correlate(spans).limit(MOST_A_DAY).subquery()
    found = select(spans.c.day, select(func.count()).select_from(some).scalar_subquery())
    return {days[number]: Count(min(n, MOST_A_DAY - 1), n >= MOST_A_DAY) for number, n in session.execute(found) if n}


def _of_unit(rows: Select[*Columns], wanted: Wanted) -> Select[*Columns]:
    """What is ours on a unit's tracks is found by the track: the key says that it is ours."""
    if wanted.lane is not Lane.OURS or wanted.unit_id is None:
        return rows
    joined = rows.join(Instance, Instance.id == Deadline.instance_id).join(Track, Track.id == Instance.subject_id)
    return joined.where(Track.unit_id == wanted.unit_id)
