"""What stands beside the lines of the board: how often a unit was urged, how far it says it is, what waits inside the
CPPCC; and by unit whom to ask, and how many of its recommendations are closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from engine.actors import Actor, person_group
from engine.models import Instance, ItemState, Task, Urge, WorkItem
from engine.process import Host
from engine.text import Text
from workflows.cases.light import Colour
from workflows.cases.models import Case
from workflows.people import candidates, rights
from workflows.people.roles import Role
from workflows.reading import chased
from workflows.reading.board import Line
from workflows.reading.chased import Chased
from workflows.reading.page_parts import ContactPart
from workflows.reading.words import element_label
from workflows.rectification import extension
from workflows.rectification.models import Contact, Extension, Obligation, Progress, Track
from workflows.rectification.states import OVER, ObligationState
from workflows.supervision.chasing import Level, proposing

OUTSIDE = (Role.UNIT_LIAISON, Role.UNIT_HEAD, Role.INSPECTION_OFFICE)
URGING = frozenset(level.process for level in Level)
CLOSED = OVER - {ObligationState.WITHDRAWN}


class Ours(NamedTuple):
    """A step of the track that waits inside the CPPCC: the unit is not to be urged, unless the step itself urges it.
    `is_mine`: it is the reader's."""

    item_id: int
    task_id: int
    instance_id: int
    element: str
    kind: str  # of an approval's item
    step: Text
    is_mine: bool
    urges: bool


@dataclass(frozen=True)
class Beside:
    """Of a track: the unit's own percentage, how often it was urged and when last, the requests for more time that wait
    for us, and what waits inside the CPPCC, the reader's own first; what was done beyond calls, and what comes next."""

    percent: int | None
    urged: int
    urged_at: datetime | None
    asks: tuple[Extension, ...]
    ours: tuple[Ours, ...]
    chased: tuple[Chased, ...]
    next_step: Level | None

    def waits(self, line: Line) -> Ours | None:
        """What waits inside the CPPCC for this date: of a line that is ours its own step; of the unit's the first one,
        but no request for more time for another date of the track."""
        if line.is_ours:
            kind, id_ = line.subject
            return next((one for one in self.ours if id_ == (one.item_id if kind == "item" else one.task_id)), None)
        others = {one.instance_id for one in self.asks if not extension.concerns(one, line.rule, line.rec_no)}
        return next((one for one in self.ours if one.instance_id not in others and not one.urges), None)

    def request(self, line: Line) -> Extension | None:
        """The request for more time that is about this date."""
        if line.is_ours:
            own = self.waits(line)
            return next((one for one in self.asks if own is not None and one.instance_id == own.instance_id), None)
        return next((one for one in self.asks if extension.concerns(one, line.rule, line.rec_no)), None)


@dataclass(frozen=True)
class UnitHead:
    """Whom to ask at a unit, when it was last asked, and of all it was asked how many recommendations are closed."""

    liaison: str
    phone: str
    contact: ContactPart | None
    closed: int
    asked: int


def beside(session: Session, host: Host, actor: Actor, lines: Sequence[Line]) -> dict[int, Beside]:
    """By track, for one page of lines; a fixed number of statements."""
    tracks = {line.track_id for line in lines}
    percents, urges = _percents(session, tracks), _urges(session, tracks)
    asked, ours = extension.asked(session, tracks), _ours(session, host, actor, tracks)
    late = {line.track_id for line in lines if line.light.colour is Colour.RED and not line.is_ours}
    steps, done = proposing.proposed(session, late, asked) if late else {}, chased.of_tracks(session, tracks)
    return {
        track_id: Beside(
            percents.get(track_id),
            *urges.get(track_id, (0, None)),
            tuple(asked.get(track_id, ())),
            tuple(ours.get(track_id, ())),
            tuple(done.get(track_id, ())),
            steps.get(track_id),
        )
        for track_id in tracks
    }


def _percents(session: Session, tracks: Collection[int]) -> dict[int, int]:
    rows = select(Progress.track_id, Progress.percent).where(Progress.track_id.in_(tracks)).order_by(Progress.id)
    return {row.track_id: row.percent for row in session.execute(rows)}


def _urges(session: Session, tracks: Collection[int]) -> dict[int, tuple[int, datetime | None]]:
    """Calls and visits that count, and reminders of the unit's open steps."""
    calls = (
        select(Contact.track_id, Contact.contacted_at)
        .where(Contact.track_id.in_(tracks), Contact.counts_as_urge)
        .union_all(
            select(Instance.subject_id, Urge.urged_at)
            .join(Instance, Instance.id == Urge.instance_id)
            .where(Instance.subject_kind == "track", Instance.subject_id.in_(tracks))
        )
        .subquery()
    )
    track_id, at = calls.c
    rows = session.execute(select(track_id, func.count(), func.max(at)).group_by(track_id))
    return {id_: (n, last) for id_, n, last in rows}


def _ours(session: Session, host: Host, actor: Actor, tracks: Collection[int]) -> dict[int, list[Ours]]:
    """Something to decide, to review, to call; of each track the reader's own first."""
    rows = session.execute(
        select(WorkItem, Task.element, Instance.process, Instance.subject_id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(Instance.subject_kind == "track", Instance.subject_id.in_(tracks), WorkItem.state == ItemState.OPEN)
        .order_by(WorkItem.id)
    )
    found: dict[int, list[Ours]] = {}
    for item, element, process, track_id in rows:
        if not any(group.startswith(OUTSIDE) for group in item.groups):
            label, mine = element_label(host, process, element), _is_for(actor, item)
            urges = process in URGING
            step = Ours(item.id, item.task_id, item.instance_id, element, item.kind, label, mine, urges)
            found.setdefault(track_id, []).append(step)
    return {track_id: sorted(steps, key=lambda one: not one.is_mine) for track_id, steps in found.items()}


def _is_for(actor: Actor, item: WorkItem) -> bool:
    return actor.standing_for([person_group(item.assignee_id)] if item.assignee_id else item.groups) is not None


def units(session: Session, actor: Actor, unit_ids: Collection[int]) -> dict[int, UnitHead]:
    """By unit; of one's own CPPCC's cases alone. Three statements."""
    people, contacts = candidates.liaisons(session, unit_ids), _contacts(session, actor, unit_ids)
    sums = {unit_id: (closed, asked) for unit_id, closed, asked in session.execute(_sums(actor, unit_ids))}
    return {
        unit_id: UnitHead(*people.get(unit_id, ("", "")), contacts.get(unit_id), *sums.get(unit_id, (0, 0)))
        for unit_id in unit_ids
    }


def _sums(actor: Actor, unit_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    own = Case.cppcc_id.in_(rights.bodies(actor, *rights.OFFICE))
    is_closed = when((Obligation.state.in_(CLOSED), 1), else_=0)
    return (
        select(Obligation.unit_id, func.sum(is_closed), func.count())
        .join(Case, Case.id == Obligation.case_id)
        .where(own, Obligation.unit_id.in_(unit_ids), Obligation.state != ObligationState.WITHDRAWN)
        .group_by(Obligation.unit_id)
    )


def _contacts(session: Session, actor: Actor, unit_ids: Collection[int]) -> dict[int, ContactPart]:
    """The last contact with each unit, about whatever case of one's own."""
    last = (
        select(Track.unit_id, func.max(Contact.id).label("contact_id"))
        .join(Track, Track.id == Contact.track_id)
        .join(Case, Case.id == Track.case_id)
        .where(Case.cppcc_id.in_(rights.bodies(actor, *rights.OFFICE)), Track.unit_id.in_(unit_ids))
        .group_by(Track.unit_id)
        .subquery()
    )
    rows = session.execute(select(last.c.unit_id, Contact).join(Contact, Contact.id == last.c.contact_id))
    return {
        unit_id: ContactPart(one.contacted_at, one.kind, one.person, one.said, one.next_on) for unit_id, one in rows
    }
