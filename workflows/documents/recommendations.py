"""The recommendations of a signed letter as rows: what units answer, and what is counted."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.documents import drafts
from workflows.documents.models import (
    Document,
    DocumentKind,
    DocumentRevision,
    RecommendationItem,
    RecommendationKind,
)


def register(session: Session, document: Document) -> list[RecommendationItem]:
    """Make the rows of a letter from the revision that was signed, once; no other kind of document has any."""
    if document.kind is not DocumentKind.LETTER:
        return []
    made = of(session, document.id)
    if made:
        return made
    frozen = document.frozen_revision_id
    revision = session.get_one(DocumentRevision, frozen) if frozen else drafts.latest(session, document.id)
    for row in revision.content.get("recommendations") or ():
        due = row.get("due")
        session.add(
            RecommendationItem(
                case_id=document.case_id,
                document_id=document.id,
                no=row["no"],
                text=row["text"],
                unit_ids=[row["target_unit"]],
                kind=RecommendationKind(row["kind"]),
                due=date.fromisoformat(due) if due else None,
                expected_result=row.get("expected_result") or "",
            )
        )
    session.flush()
    return of(session, document.id)


def of(session: Session, document_id: int) -> list[RecommendationItem]:
    """The recommendations of a letter, in their order."""
    found = select(RecommendationItem).where(RecommendationItem.document_id == document_id)
    return list(session.scalars(found.order_by(RecommendationItem.no)))
