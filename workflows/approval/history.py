"""The opinions on a document in the order in which they were given: screens, 阅批单 and archive read them here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import WorkItem
from engine.text import Text
from workflows.approval.chain import WORDS
from workflows.approval.models import Endorsement
from workflows.documents.models import DocumentRevision
from workflows.settings.models import ItemKind

VERDICTS: dict[str, Text] = {
    "APPROVE": Text("同意", "Approved"),
    "RETURN": Text("退回", "Returned"),
    "REFUSE": Text("不同意", "Refused"),
}


@dataclass(frozen=True)
class Signature:
    """One line of the sheet. `is_delegate`: signed for another, printed with 代; `signed_with`: item id."""

    item_id: int
    kind: Text
    name: str
    post: str
    is_delegate: bool
    verdict: Text
    opinion: str
    on: date | None
    revision_no: int
    is_entered: bool
    signed_with: int | None

    @property
    def printed(self) -> str:
        """As on the sheet: 同意印发。郑明远 2026年11月24日."""
        day = f" {self.on.year}年{self.on.month}月{self.on.day}日" if self.on else ""
        opinion = self.opinion.rstrip("。")
        return f"{opinion}。{self.name}{'（代）' if self.is_delegate else ''}{day}"


def last_signed(session: Session, person_id: int, document_id: int) -> DocumentRevision | None:
    """The newest revision that was before the person when he acted on the document; what came later is new to him."""
    return session.scalar(
        select(DocumentRevision)
        .join(Endorsement, Endorsement.revision_id == DocumentRevision.id)
        .join(WorkItem, WorkItem.id == Endorsement.work_item_id)
        .where(Endorsement.document_id == document_id, WorkItem.acted_by == person_id)
        .order_by(DocumentRevision.no.desc())
        .limit(1)
    )


def history(session: Session, document_id: int) -> list[Signature]:
    """Every answered item of every round, oldest first."""
    found = session.execute(
        select(WorkItem, Endorsement.signed_with_id, DocumentRevision.no)
        .join(Endorsement, Endorsement.work_item_id == WorkItem.id)
        .join(DocumentRevision, DocumentRevision.id == Endorsement.revision_id)
        .where(Endorsement.document_id == document_id, WorkItem.acted_at.is_not(None))
        .order_by(WorkItem.acted_at, WorkItem.id)
    )
    return [_line(item, signed_with, no) for item, signed_with, no in found]


def _line(item: WorkItem, signed_with: int | None, revision_no: int) -> Signature:
    return Signature(
        item_id=item.id,
        kind=WORDS[ItemKind(item.kind)],
        name=item.acted_name or "",
        post=item.post or "",
        is_delegate=item.on_behalf_of is not None,
        verdict=VERDICTS.get(item.decision or "", Text("", "")),
        opinion=item.opinion or "",
        on=item.happened_on,
        revision_no=revision_no,
        is_entered=item.entered_by is not None,
        signed_with=signed_with,
    )
