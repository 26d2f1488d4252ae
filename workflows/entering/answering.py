"""One sealed reply for several tracks: its steps are entered one by one, each with the same incoming document."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import Done
from engine.entries import Entry
from engine.models import Act, Instance, ItemState, Task, TaskState, WorkItem
from engine.process import Host
from workflows.documents.adopting import share, shared
from workflows.entering.models import IncomingAnswer, IncomingDocument
from workflows.entering.record import record
from workflows.people.models import Unit
from workflows.rectification.models import Track


def entry_of(session: Session, document: IncomingDocument, case_id: int) -> Entry:
    """The entry that a document makes in a case: the sender's act, on the day on which it was received."""
    sender = session.get_one(Unit, document.sender_id)
    return Entry(
        person_id=None,
        name=sender.name,
        post="",
        happened_on=document.received_on,
        via=document.received_via,
        scans=(share(session, document.scan_id, case_id),),
        note=document.doc_no,
        incoming_document_id=document.id,
    )


def begun(session: Session, item: WorkItem, document_id: int | None) -> dict[str, Any]:
    """What form C0 starts with on an item that a document answers: its sender, day, means and scan. Else empty."""
    instance = session.get_one(Instance, item.instance_id)
    if instance.subject_kind != "track":
        return {}
    return begun_on(session, session.get_one(Track, instance.subject_id), document_id)


def begun_on(session: Session, track: Track, document_id: int | None) -> dict[str, Any]:
    """The same on a track, also for an act that begins only with its entry."""
    document = session.get(IncomingDocument, document_id) if document_id else None
    if document is None or track.id not in {answer.track_id for answer in document.answers}:
        return {}
    sender = session.get_one(Unit, document.sender_id)
    scan = shared(session, document.scan_id, track.case_id)
    return {
        "acted_by": {"name": sender.name},
        "happened_on": document.received_on,
        "recorded_via": document.received_via,
        "entry_scan": [scan] if scan else [],
        "record_note": document.doc_no,
        "incoming_document": document.id,
    }


def to_enter(session: Session, document: IncomingDocument) -> list[tuple[IncomingAnswer, WorkItem]]:
    """What a document answers and nobody has entered yet, with the open item that waits for it."""
    found = []
    for answer in document.answers:
        item = _open_item(session, answer) if answer.work_item_id is None else None
        if item is not None:
            found.append((answer, item))
    return found


def _open_item(session: Session, answer: IncomingAnswer) -> WorkItem | None:
    track = session.get_one(Track, answer.track_id)
    return session.scalar(
        select(WorkItem)
        .join(Task, Task.id == WorkItem.task_id)
        .where(
            Task.instance_id == track.instance_id,
            Task.element == answer.element,
            Task.state == TaskState.READY,
            WorkItem.state == ItemState.OPEN,
            WorkItem.act == Act.FILL,
        )
    )


def answer_all(
    session: Session,
    host: Host,
    document: IncomingDocument,
    answers: Mapping[int, Mapping[str, Any]],
    *,
    actor: Actor,
) -> list[Done]:
    """Enter every step that a document answers; `answers`: track id -> loaded values of the step's form."""
    done = []
    for answer, item in to_enter(session, document):
        if answer.track_id in answers:
            entry = entry_of(session, document, answer.case_id)
            done.append(record(session, host, item.id, answers[answer.track_id], entry, actor=actor, confirmed=True))
    return done
