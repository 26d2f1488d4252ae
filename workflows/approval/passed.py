"""Where a return may go, who has written, and which chair meetings have dealt with the case."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, column, select, table, union
from sqlalchemy.orm import Session

from engine.models import ItemState, WorkItem
from engine.process import Step
from engine.text import Text
from workflows.approval.chain import WORDS
from workflows.approval.models import Endorsement
from workflows.documents import drafts
from workflows.documents.models import Document
from workflows.settings.models import ItemKind

SIGNING = tuple(kind.value for kind in ItemKind)
DRAFTER = Text("拟稿人 {name}", "Drafter {name}")
MEETINGS = table(
    "chair_meeting", column("id"), column("case_id"), column("meeting_no"), column("held_on"), column("decision")
)
RESPONSIBLE = table("responsible_unit", column("case_id"), column("unit_id"), column("removed_at"))
TRACKS = table("track", column("case_id"), column("unit_id"))
"""Records X9, and the units of a case: they belong to packages above this one, so they are read by name."""
CONCERNED = union(
    select(RESPONSIBLE.c.unit_id).where(RESPONSIBLE.c.case_id == bindparam("case"), RESPONSIBLE.c.removed_at.is_(None)),
    select(TRACKS.c.unit_id).where(TRACKS.c.case_id == bindparam("case")),
)


class Meeting(NamedTuple):
    id: int
    words: Text
    agrees: bool


def chair_meetings(step: Step) -> list[Meeting]:
    """The chair meetings that have considered the document's case, newest first."""
    document = step.session.get_one(Document, step.values["document_id"])
    found = select(MEETINGS).where(MEETINGS.c.case_id == document.case_id).order_by(MEETINGS.c.id.desc())
    return [
        Meeting(row.id, _meeting_words(row.meeting_no, row.held_on), row.decision in ("AGREED", "AGREED_WITH_CHANGES"))
        for row in step.session.execute(found)
    ]


def _meeting_words(meeting_no: str, held_on: date | str) -> Text:
    return Text(f"{meeting_no}（{held_on}）", f"{meeting_no} ({held_on})")


def concerned(session: Session, document: Document) -> Iterator[int]:
    """Units whose ties bar an approver: those of the document, and those that the case has had to do with since."""
    yield from document.unit_ids
    yield from session.scalars(CONCERNED, {"case": document.case_id})


def writers(step: Step, document: Document) -> set[int]:
    """Who drafted. What an office editor corrects while he holds the chain makes him no drafter."""
    wrote = {document.created_by}
    later = drafts.authors(document) - wrote
    if not later or (step.item is not None and step.item.kind == ItemKind.OFFICE_EDIT):
        return wrote
    return wrote | (later - _editors(step.session, document.id))


def _editors(session: Session, document_id: int) -> set[int | None]:
    edited = select(WorkItem.acted_by).join(Endorsement, Endorsement.work_item_id == WorkItem.id)
    return set(
        session.scalars(edited.where(Endorsement.document_id == document_id, WorkItem.kind == ItemKind.OFFICE_EDIT))
    )


def drafter_item(step: Step, document: Document) -> WorkItem | None:
    """The item with which the document was last submitted."""
    if step.item is None or step.instance is None:
        return None
    by = drafts.authors(document)
    return step.session.scalar(
        select(WorkItem)
        .where(
            WorkItem.instance_id == step.instance.id,
            WorkItem.state == ItemState.DONE,
            WorkItem.id < step.item.id,
            WorkItem.kind.not_in(SIGNING),
            WorkItem.acted_by.in_(by) | WorkItem.entered_by.in_(by),
        )
        .order_by(WorkItem.id.desc())
        .limit(1)
    )


def returnable(step: Step, document: Document) -> list[WorkItem]:
    """The drafter's item, then what has been agreed to in this chain, each place once."""
    drafter = drafter_item(step, document)
    agreed = select(WorkItem).join(Endorsement, Endorsement.work_item_id == WorkItem.id)
    agreed = agreed.where(
        Endorsement.document_id == document.id, WorkItem.state == ItemState.DONE, WorkItem.decision == "APPROVE"
    )
    places: dict[tuple[str, ...], WorkItem] = {}
    for item in step.session.scalars(agreed.order_by(WorkItem.id)):
        if step.item is None or item.id != step.item.id:
            places[(item.kind, *item.groups)] = item
    return ([drafter] if drafter else []) + list(places.values())


def words(item: WorkItem) -> Text:
    """A place of the chain as it is offered: 城建委主任 周敬文（审核）."""
    name = item.acted_name or ""
    if not item.kind:
        return DRAFTER.format(name=name)
    kind = WORDS[ItemKind(item.kind)]
    return Text(f"{item.post or ''} {name}（{kind.zh}）".strip(), f"{name} ({kind.en})")
