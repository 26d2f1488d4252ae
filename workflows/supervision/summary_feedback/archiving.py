"""The 件 of a case: what is proposed, what is still missing, what holds the archive up (reference §6.6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Instance, InstanceState
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import storage
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.people.models import Cppcc
from workflows.supervision.summary_feedback import look_backs, units
from workflows.supervision.summary_feedback.models import ArchiveItem

PERMANENT, THIRTY, TEN = "Y", "D30", "D10"
RETENTION = {
    DocumentKind.LETTER: PERMANENT,
    DocumentKind.REPORT: PERMANENT,
    DocumentKind.MINUTES: PERMANENT,
    DocumentKind.CORRECTION: PERMANENT,
    DocumentKind.SUPPLEMENT: PERMANENT,
    DocumentKind.INITIATION: THIRTY,
    DocumentKind.PLAN: THIRTY,
    DocumentKind.CLOSING_REPORT: THIRTY,
    DocumentKind.BULLETIN: THIRTY,
    DocumentKind.NO_LETTER: THIRTY,
    DocumentKind.WITHDRAWAL: THIRTY,
    DocumentKind.URGING_LETTER: THIRTY,
    DocumentKind.ESCALATION_LETTER: THIRTY,
}
KEPT = (
    DocumentStatus.APPROVED,
    DocumentStatus.SIGNED,
    DocumentStatus.NUMBERED,
    DocumentStatus.SEALED,
    DocumentStatus.ISSUED,
)
FOLLOWED_UP = Text("还有{n}个单位在持续跟踪，暂不能归档。", "{n} unit(s) are still followed up.")
NOT_SETTLED = Text("还有单位没有了结，暂不能归档。", "Not every unit is settled.")
LOOK_BACK_LEFT = Text("还有回头看没有完成。", "A look-back is still to be made.")
REOPENING = Text("反弹是否重新启动尚未决定。", "Whether to reopen after a relapse is not decided yet.")
LEFT_OUT = Text("未列入归档件：{title}", "Not among the items: {title}")


def proposed_items(session: Session, case_id: int) -> list[dict[str, Any]]:
    """One 件 for each document that took effect, with its usual retention; pages are for the archivist to count."""
    case = session.get_one(Case, case_id)
    office = session.get_one(Cppcc, case.cppcc_id)
    return [
        {
            "title": document.title[:80],
            "doc_no": document.doc_no,
            "responsible": document.signatory_name or office.name[:60],
            "date": document.issued_on or document.signed_on or clock.day_of(document.created_at),
            "retention": RETENTION.get(document.kind, TEN),
            "category": "WS",
        }
        for document in _documents(session, case_id)
    ]


def left_out(session: Session, case_id: int, items: Sequence[Mapping[str, Any]]) -> list[Text]:
    """Documents that took effect and stand in no 件, by number or title."""
    numbers = {item.get("doc_no") for item in items} - {None}
    titles = {item["title"] for item in items}
    return [
        LEFT_OUT.format(title=document.title)
        for document in _documents(session, case_id)
        if document.doc_no not in numbers and document.title[:80] not in titles
    ]


def held_up(session: Session, case_id: int) -> list[Text]:
    """Why the case cannot go to the archive yet."""
    found = []
    if units.unsettled(session, case_id):
        found.append(NOT_SETTLED)
    if following := units.followed_up(session, case_id):
        found.append(FOLLOWED_UP.format(n=following))
    if look_backs.planned(session, case_id):
        found.append(LOOK_BACK_LEFT)
    running = select(Instance.id).where(
        Instance.matter_id == case_id, Instance.process == "reopen_act", Instance.status == InstanceState.ACTIVE
    )
    if session.scalar(running.limit(1)) is not None:
        found.append(REOPENING)
    return found


def keep(session: Session, case_id: int, data: Mapping[str, Any], person_id: int) -> None:
    """Write the 件; their numbers come in the yearly batch."""
    storage.bind(session, data.get("package") or (), case_id, person_id)
    brought = (data.get("package") or [None])[0]
    for row in data["items"]:
        values = {name: row.get(name) for name in ("title", "doc_no", "responsible", "pages", "retention", "category")}
        described = {name: row.get(name) for name in ("caption", "photographer", "place")}
        session.add(
            ArchiveItem(
                case_id=case_id,
                kind=data["kind"],
                year=row["date"].year,
                dated_on=row["date"],
                package_id=brought,
                **values,
                **described,
            )
        )


def _documents(session: Session, case_id: int) -> Sequence[Document]:
    found = select(Document).where(Document.case_id == case_id, Document.status.in_(KEPT))
    return session.scalars(found.order_by(Document.id)).all()
