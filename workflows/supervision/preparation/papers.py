"""The sheets of the first stages as documents: the initiation, the plan, the notice."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind, DocumentStatus


def submit(
    session: Session,
    case_id: int,
    kind: DocumentKind,
    title: str,
    content: Mapping[str, Any],
    author_id: int,
) -> Document:
    """A new revision of the case's sheet of a kind; of one that is approved or void, a new document."""
    last = drafts.of_case(session, case_id, kind)
    if last is not None and last.status not in drafts.OPEN:
        last.status = DocumentStatus.VOID
        last = None
    revision = drafts.save(session, case_id, kind, title, content, author_id, last.id if last else None)
    return session.get_one(Document, revision.document_id)


def last_content(session: Session, case_id: int, kind: DocumentKind) -> dict[str, Any]:
    """What was written last in the case's sheet of a kind, whatever became of it; empty where there is none."""
    last = select(Document.id).where(Document.case_id == case_id, Document.kind == kind)
    document_id = session.scalars(last.order_by(Document.id.desc()).limit(1)).first()
    return dict(drafts.latest(session, document_id).content) if document_id is not None else {}
