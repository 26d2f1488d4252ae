"""Lists over cases: all with filters, and what is late or nearly so by unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import Actor, person_group
from engine.models import Deadline, Instance, ItemState, Task, WorkItem
from engine.models.deadline import DeadlineState
from engine.process import Host
from engine.text import Text
from workflows import access
from workflows.cases.light import Colour, Light, light
from workflows.cases.models import Case, CaseState
from workflows.documents.models import Document
from workflows.finding import search
from workflows.people import rights
from workflows.people.models import Committee, Person, Post, Unit
from workflows.people.roles import Role, ScopeKind
from workflows.reading.page_parts import ContactPart
from workflows.reading.words import element_label
from workflows.rectification.derived import of_obligation
from workflows.rectification.models import Contact, Obligation, Track
from workflows.rectification.states import OVER, TrackState
from workflows.supervision.summary_feedback import look_backs

MOST = 500
OUTSIDE = (Role.UNIT_LIAISON, Role.UNIT_HEAD, Role.INSPECTION_OFFICE)
AHEAD = timedelta(days=30)  # nothing warns earlier than 10 working days before it is due


@dataclass(frozen=True)
class Filter:
    """What a list of cases is narrowed to; empty values narrow nothing. `mine`: begun by me, or in my committee."""

    state: str = ""
    committee_id: int | None = None
    district_id: int | None = None
    mine: bool = False
    text: str = ""


EVERYTHING = Filter()


class Ours(NamedTuple):
    """A step of the track that waits inside the CPPCC: the unit is not to be urged. `is_mine`: it is the reader's."""

    item_id: int
    step: Text
    is_mine: bool


@dataclass(frozen=True)
class DueItem:
    """Something late or nearly so: a recommendation (`obligation_id`, `rec_no`), or a step of the unit's track."""

    case_id: int
    track_id: int
    item_id: int | None
    number: str | None
    title: str
    rec_no: int | None
    step: Text
    letter_no: str | None
    light: Light
    basis: str
    obligation_id: int | None = None
    ours: Ours | None = None


@dataclass(frozen=True)
class UnitDue:
    """A unit with what it owes, the most pressing first, whom to ask and when it was last asked."""

    unit_id: int
    name: str
    liaison: str
    phone: str
    contact: ContactPart | None
    items: tuple[DueItem, ...]


def cases(
    session: Session,
    actor: Actor,
    wanted: Filter = EVERYTHING,
    limit: int = 50,
    after: int | None = None,
) -> list[Case]:
    """Cases that the actor may see, newest first; `after`: id of the last one of the page before."""
    seen = access.seen_by(actor)
    found = select(Case).where(seen)
    if wanted.state == CaseState.SUSPENDED:
        found = found.where(Case.is_suspended)
    elif wanted.state in set(CaseState):
        found = found.where(Case.state == CaseState(wanted.state))
    if wanted.committee_id is not None:
        found = found.where(Case.committee_id == wanted.committee_id)
    if wanted.district_id is not None:
        found = found.where(Case.district_id == wanted.district_id)
    if wanted.mine:
        found = found.where(_mine(actor))
    if wanted.text:
        found = found.where(Case.id.in_([case.id for case in search.search(session, wanted.text, MOST, seen)]))
    if after is not None:
        found = found.where(Case.id < after)
    return list(session.scalars(found.order_by(Case.id.desc()).limit(limit)))


def next_dates(session: Session, actor: Actor, listed: Sequence[Case]) -> dict[int, Light]:
    """By case, the light of the earliest date of its open steps, or of a look-back to come; for whoever reads the open
    steps on its page. Two statements for all rights and dates (three where a case is undercover)."""
    views = access.views_of(session, actor, listed)
    seen = [case_id for case_id, view in views.items() if view in (access.View.INTERNAL, access.View.MEMBER)]
    is_open_step = Deadline.subject_kind.in_(("task", "item")) & ~Deadline.fires
    rows = session.execute(
        select(Instance.matter_id, Deadline.due_at, Deadline.warn_at)
        .join(Instance, Instance.id == Deadline.instance_id)
        .where(Instance.matter_id.in_(seen), Deadline.state == DeadlineState.RUNNING)
        .where(is_open_step | Deadline.rule.in_(look_backs.RULES))
        .order_by(Deadline.due_at.desc())
    )
    earliest = {case_id: (due_at, warn_at) for case_id, due_at, warn_at in rows}
    days, now = calendar.load(session), clock.now()
    return {case_id: light(due_at, warn_at, now, days) for case_id, (due_at, warn_at) in earliest.items()}


def committees(session: Session, actor: Actor) -> list[Committee]:
    """The committees that a list can be narrowed to: those of the CPPCCs to which the actor belongs."""
    own = rights.bodies(actor, *Role)
    return list(session.scalars(select(Committee).where(Committee.cppcc_id.in_(own)).order_by(Committee.id)))


def _mine(actor: Actor) -> ColumnElement[bool]:
    heads = tuple(f"{role}@{ScopeKind.COMMITTEE}:" for role in Role)
    own = [int(group.rpartition(":")[2]) for group in actor.standings if group.startswith(heads)]
    return (Case.created_by == actor.person_id) | Case.committee_id.in_(own)


def overdue(session: Session, host: Host, actor: Actor, committee_id: int | None = None) -> list[UnitDue]:
    """Units with what is overdue or nearly due, the most pressing unit first.

    For the office alone, of its own CPPCC's cases; everybody else gets nothing.
    """
    own: ColumnElement[bool] = Case.cppcc_id.in_(rights.bodies(actor, *rights.OFFICE))
    if committee_id is not None:
        own &= Case.committee_id == committee_id
    asked = _obligations(session, own)
    told = {(item.track_id, item.light.date) for _unit_id, item in asked}
    steps = _steps(session, host, own)  # to report on the day of a recommendation is that same matter
    owed = [*asked, *(one for one in steps if (one[1].track_id, one[1].light.date) not in told)]
    ours = _ours(session, host, actor, {item.track_id for _unit_id, item in owed})
    by_unit: dict[int, list[DueItem]] = {}
    for unit_id, item in owed:
        by_unit.setdefault(unit_id, []).append(replace(item, ours=ours.get(item.track_id)))
    units = {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(list(by_unit))))}
    people = _liaisons(session, list(by_unit))
    contacts = _contacts(session, list(by_unit), own)
    listed = [
        UnitDue(
            unit_id=unit_id,
            name=units[unit_id].name,
            liaison=people.get(unit_id, ("", ""))[0],
            phone=people.get(unit_id, ("", ""))[1],
            contact=contacts.get(unit_id),
            items=tuple(sorted(items, key=_urgency)),
        )
        for unit_id, items in by_unit.items()
    ]
    return sorted(listed, key=lambda unit: _urgency(unit.items[0]))


def _urgency(item: DueItem) -> tuple[date, int]:
    return (item.light.date or date.max, item.case_id)


def _is_near(shown: Light) -> bool:
    return shown.colour in (Colour.RED, Colour.AMBER)


def _obligations(session: Session, own: ColumnElement[bool]) -> list[tuple[int, DueItem]]:
    """Recommendations whose date is past or near, and which nobody has paused, disputed or reported done."""
    until = clock.today() + AHEAD
    found = (
        select(Obligation, Track, Case, Document.doc_no)
        .join(Track, Track.id == Obligation.track_id)
        .join(Case, Case.id == Obligation.case_id)
        .outerjoin(Document, Document.id == Track.document_id)
        .where(
            own,
            Obligation.due_on.is_not(None),
            Obligation.due_on <= until,
            Obligation.state.not_in(OVER),
            Obligation.reported_on.is_(None),
            ~Obligation.is_paused,
            ~Obligation.is_disputed,
            ~Track.is_suspended,
            Track.ended_as.is_(None) | (Track.ended_as == TrackState.UNRESOLVED),
        )
    )
    rows = []
    for one, track, case, letter_no in session.execute(found.order_by(Obligation.due_on).limit(MOST)).all():
        shown = of_obligation(session, one)
        if _is_near(shown):
            step = Text(f"第{one.rec_no}条", f"Recommendation {one.rec_no}")
            about = (case.id, track.id, None, case.case_no, case.title, one.rec_no)
            rows.append((one.unit_id, DueItem(*about, step, letter_no, shown, one.date_basis, one.id)))
    return rows


def _steps(session: Session, host: Host, own: ColumnElement[bool]) -> list[tuple[int, DueItem]]:
    """Steps of the units themselves (signing, plan, report) that wait and are late or nearly so."""
    found = (
        select(WorkItem, Task, Instance, Track, Case, Document.doc_no)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .join(Track, (Track.id == Instance.subject_id) & (Instance.subject_kind == "track"))
        .join(Case, Case.id == Track.case_id)
        .outerjoin(Document, Document.id == Track.document_id)
        .where(
            own,
            WorkItem.id.in_(_due_items()),
            WorkItem.state == ItemState.OPEN,
            Track.ended_as.is_(None),
        )
    )
    days, now = calendar.load(session), clock.now()
    rows = []
    for item, task, instance, track, case, letter_no in session.execute(found.limit(MOST)).all():
        shown = light(item.due_at, item.warn_at, now, days)
        if _is_near(shown) and any(group.startswith((Role.UNIT_LIAISON, Role.UNIT_HEAD)) for group in item.groups):
            step = element_label(host, instance.process, task.element)
            due = DueItem(case.id, track.id, item.id, case.case_no, case.title, None, step, letter_no, shown, "RULE")
            rows.append((track.unit_id, due))
    return rows


def _ours(session: Session, host: Host, actor: Actor, track_ids: Collection[int]) -> dict[int, Ours]:
    """What waits inside the CPPCC on these tracks, the reader's own first: something to decide, to review, to call."""
    rows = session.execute(
        select(WorkItem, Task.element, Instance.process, Instance.subject_id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(
            Instance.subject_kind == "track",
            Instance.subject_id.in_(track_ids),
            WorkItem.state == ItemState.OPEN,
        )
        .order_by(WorkItem.id.desc())
    )
    waiting = [
        (track_id, Ours(item.id, element_label(host, process, element), _is_for(actor, item)))
        for item, element, process, track_id in rows
        if not any(group.startswith(OUTSIDE) for group in item.groups)
    ]
    return dict(sorted(waiting, key=lambda one: one[1].is_mine))


def _is_for(actor: Actor, item: WorkItem) -> bool:
    return actor.standing_for([person_group(item.assignee_id)] if item.assignee_id else item.groups) is not None


def _due_items() -> Select[int]:
    """Ids of items whose clock, or whose task's clock, runs out soon: by the index of running deadlines."""
    soon = (Deadline.state == DeadlineState.RUNNING) & ~Deadline.fires & (Deadline.due_at <= clock.now() + AHEAD)
    tasks = select(Deadline.subject_id).where(soon, Deadline.subject_kind == "task")
    items = select(Deadline.subject_id).where(soon, Deadline.subject_kind == "item")
    return select(WorkItem.id).where(WorkItem.task_id.in_(tasks) | WorkItem.id.in_(items))


def _liaisons(session: Session, unit_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(Post.scope_id, Person.name, Person.phone)
        .join(Person, Person.id == Post.person_id)
        .where(
            Post.role == Role.UNIT_LIAISON,
            Post.scope_kind == ScopeKind.UNIT,
            Post.scope_id.in_(unit_ids),
            Post.valid_on(clock.today()),
        )
        .order_by(Post.id.desc())
    )
    return {unit_id: (name, phone) for unit_id, name, phone in rows}


def _contacts(session: Session, unit_ids: Sequence[int], own: ColumnElement[bool]) -> dict[int, ContactPart]:
    """The last contact with each unit, about whatever case of one's own."""
    last = (
        select(Track.unit_id, func.max(Contact.id).label("contact_id"))
        .join(Track, Track.id == Contact.track_id)
        .join(Case, Case.id == Track.case_id)
        .where(own, Track.unit_id.in_(unit_ids))
        .group_by(Track.unit_id)
        .subquery()
    )
    rows = session.execute(select(last.c.unit_id, Contact).join(Contact, Contact.id == last.c.contact_id))
    return {
        unit_id: ContactPart(one.contacted_at, one.kind, one.person, one.said, one.next_on) for unit_id, one in rows
    }
