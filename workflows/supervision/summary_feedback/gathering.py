"""What goes into an archive's package (reference §6.6): papers as they read, files, opinions, the journal, the 件."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, queries
from engine.models import Instance, JournalEntry
from engine.process import Host
from workflows.cases.models import Case
from workflows.documents import storage
from workflows.documents.models import Attachment, Document, DocumentStatus, FileKind
from workflows.documents.words import DOCUMENT_KIND, DOCUMENT_STATUS
from workflows.supervision.summary_feedback.archiving import KEPT
from workflows.supervision.summary_feedback.models import ArchiveItem

DECISION = {"APPROVE": "同意", "RETURN": "退回", "REFUSE": "不同意"}


def gather(session: Session, payload: dict[str, Any], host: Host) -> dict[str, Any]:
    """Everything as plain values, read at one moment; drafts, and who complained, are not part of it.

    `payload`: case_id, by (person). Raises LookupError where the database does not know its files.
    """
    case = session.get_one(Case, payload["case_id"])
    instances = list(session.scalars(select(Instance).where(Instance.matter_id == case.id).order_by(Instance.id)))
    return {
        **payload,
        "root": storage.of(session).root,
        "case": {
            "number": case.case_no,
            "title": case.title,
            "closed_on": _day(case.closed_on),
            "archived_on": _day(case.archived_on),
        },
        "made_at": clock.now().isoformat(),
        "items": _items(session, case.id),
        "documents": _documents(session, case.id),
        "files": _files(session, case.id),
        "opinions": _opinions(session, host, instances),
        "journal": _journal(session, case.id, instances),
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _items(session: Session, case_id: int) -> list[dict[str, Any]]:
    names = ("kind", "title", "doc_no", "responsible", "pages", "retention", "category", "caption", "place")
    found = session.scalars(select(ArchiveItem).where(ArchiveItem.case_id == case_id).order_by(ArchiveItem.id))
    return [{**{name: getattr(one, name) for name in names}, "date": _day(one.dated_on)} for one in found]


def _documents(session: Session, case_id: int) -> list[dict[str, Any]]:
    from workflows.supervision.sheets import as_it_reads  # it knows the forms of every stage, this one among them

    kept = (*KEPT, DocumentStatus.RECALLED)
    found = select(Document).where(Document.case_id == case_id, Document.status.in_(kept)).order_by(Document.id)
    return [
        {
            "kind": DOCUMENT_KIND[one.kind].zh,
            "title": one.title,
            "number": one.doc_no or "",
            "status": DOCUMENT_STATUS[one.status].zh,
            "date": _day(one.issued_on or one.signed_on),
            "html": str(as_it_reads(session, one)[0]),
        }
        for one in session.scalars(found)
    ]


def _files(session: Session, case_id: int) -> list[dict[str, Any]]:
    """Files of the case; earlier packages are not packed again."""
    found = select(Attachment).where(Attachment.case_id == case_id, Attachment.kind != FileKind.ZIP)
    return [
        {"name": one.name, "sha256": one.sha256, "size": one.size, "at": one.uploaded_at.isoformat()}
        for one in session.scalars(found.order_by(Attachment.id))
    ]


def _opinions(session: Session, host: Host, instances: Sequence[Instance]) -> list[dict[str, Any]]:
    """Who did what, when, and what he wrote; in the order in which it was done."""
    processes = {one.id: host.process(one.process) for one in instances}
    found = []
    for item, task in queries.history(session, list(processes)):
        known = processes[item.instance_id].by_element.get(task.element)
        found.append(
            {
                "step": item.label[0] if item.label else known.label.zh if known else task.element,
                "post": item.post or "",
                "who": item.acted_name or "",
                "at": item.acted_at.isoformat() if item.acted_at else "",
                "happened_on": _day(item.happened_on),
                "decision": DECISION.get(item.decision or "", ""),
                "opinion": item.opinion or "",
            }
        )
    return found


def _journal(session: Session, case_id: int, instances: Sequence[Instance]) -> list[dict[str, Any]]:
    """The case's entries with their hashes, so that each chain can be checked outside."""
    streams = [f"matter:{case_id}", *(f"instance:{one.id}" for one in instances)]
    found = select(JournalEntry).where(JournalEntry.stream.in_(streams))
    return [
        {
            "stream": one.stream,
            "seq": one.seq,
            "at": one.at.isoformat(),
            "event": one.event,
            "person": one.person_id,
            "post": one.post,
            "on_behalf_of": one.on_behalf_of,
            "data": one.data,
            "hash": one.hash,
        }
        for one in session.scalars(found.order_by(JournalEntry.stream, JournalEntry.seq))
    ]
