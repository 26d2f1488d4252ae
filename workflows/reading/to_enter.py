"""What came on paper or by telephone and is registered (C1), but nobody has entered yet where it belongs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import Actor
from engine.models import Act, Instance, ItemState, Task, WorkItem
from engine.process import Host
from engine.text import Text
from workflows.cases.light import Light, light
from workflows.cases.models import Case
from workflows.entering.incoming_document import BESIDE
from workflows.entering.models import IncomingAnswer, IncomingDocument
from workflows.people.models import Person, Unit
from workflows.people.rights import bodies
from workflows.people.roles import Role, ScopeKind
from workflows.reading.words import element_label
from workflows.rectification.models import Track


@dataclass(frozen=True)
class ToEnter:
    """One step that a document answers. `item_id`: the open item to enter it on, or `process`: the act that begins with
    it beside the track; neither: its turn has not come."""

    answer_id: int
    document_id: int
    item_id: int | None
    case_id: int
    track_id: int
    title: str
    number: str | None
    step: Text
    unit: str
    document: str
    via: str
    received_on: date
    registered_by: str
    registered_at: datetime
    light: Light
    process: str = ""


def to_enter(session: Session, host: Host, actor: Actor, limit: int = 200, after: int | None = None) -> list[ToEnter]:
    """Registered and not entered, the oldest first; three statements, however many rows. `after`: the last answer id
    of the page before."""
    wanted = (
        select(IncomingAnswer, IncomingDocument, Track, Case, Unit, Person.name)
        .join(IncomingDocument, IncomingDocument.id == IncomingAnswer.document_id)
        .join(Track, Track.id == IncomingAnswer.track_id)
        .join(Case, Case.id == IncomingAnswer.case_id)
        .join(Unit, Unit.id == Track.unit_id)
        .outerjoin(Person, Person.id == IncomingDocument.registered_by)
        .where(IncomingAnswer.work_item_id.is_(None), Track.ended_as.is_(None), _kept_by(actor), ~_done_meanwhile())
        .order_by(IncomingAnswer.id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(IncomingAnswer.id > after)
    rows = session.execute(wanted).all()
    items = _open_items(session, {track.instance_id for _answer, _doc, track, *_rest in rows if track.instance_id})
    days, now = calendar.load(session), clock.now()
    found = []
    for answer, document, track, case, unit, registrar in rows:
        item = items.get((track.instance_id, answer.element))
        found.append(
            ToEnter(
                answer_id=answer.id,
                document_id=document.id,
                item_id=item.id if item else None,
                case_id=case.id,
                track_id=track.id,
                title=case.title,
                number=case.case_no,
                step=element_label(host, BESIDE.get(answer.element, "rectification"), answer.element),
                unit=unit.short or unit.name,
                document=" ".join(part for part in (document.doc_no, document.title) if part),
                via=document.received_via,
                received_on=document.received_on,
                registered_by=registrar or "",
                registered_at=document.registered_at,
                light=light(item.due_at if item else None, item.warn_at if item else None, now, days),
                process=BESIDE.get(answer.element, ""),
            )
        )
    return found


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    """The desk and the office have the cases of their CPPCC, an officer those of his committee."""
    here = f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:"
    committees = [int(group.removeprefix(here)) for group in actor.standings if group.startswith(here)]
    return or_(Case.cppcc_id.in_(bodies(actor, Role.INTAKE_DESK, Role.OFFICE_CLERK)), Case.committee_id.in_(committees))


def _done_meanwhile() -> ColumnElement[bool]:
    """The unit has done the step itself since, or it was entered without naming the document."""
    return (
        select(WorkItem.id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(
            Instance.subject_kind == "track",
            Instance.subject_id == Track.id,
            WorkItem.act == Act.FILL,
            Task.element == IncomingAnswer.element,
            WorkItem.acted_at >= IncomingDocument.registered_at,
        )
        .correlate(Track, IncomingAnswer, IncomingDocument)
        .exists()
    )


def _open_items(session: Session, instances: Collection[int]) -> dict[tuple[int | None, str], WorkItem]:
    """The first open item of each step of these tracks."""
    rows = session.execute(
        select(WorkItem, Task.element)
        .join(Task, Task.id == WorkItem.task_id)
        .where(WorkItem.instance_id.in_(instances), WorkItem.act == Act.FILL, WorkItem.state == ItemState.OPEN)
        .order_by(WorkItem.id.desc())
    )
    return {(item.instance_id, element): item for item, element in rows}
