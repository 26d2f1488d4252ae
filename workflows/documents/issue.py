"""Which documents go together, and which row of issuer × direction each is issued under."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import NotFound
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.settings import issuers
from workflows.settings.models import Direction, Issuer

ROW_OF: dict[DocumentKind, str] = {
    DocumentKind.LETTER: "RECOMMENDATION_LETTER",
    DocumentKind.MINUTES: "CONSULTATION_MINUTES",
    DocumentKind.BULLETIN: "OPINION_BULLETIN",
}
"""Kinds of document that have a row of their own among the issuers."""

APART = (DocumentStatus.VOID, DocumentStatus.RECALLED, DocumentStatus.ISSUED)
"""A linked document in one of these has gone its own way."""


def together(session: Session, document: Document) -> list[Document]:
    """A document with those that are approved with it: the letter and the report that encloses it."""
    linked = select(Document).where(Document.linked_to_id == document.id, Document.status.not_in(APART))
    return [document, *session.scalars(linked.order_by(Document.id))]


def row(session: Session, document: Document, on: date | None = None) -> Issuer:
    """Signatory, head, prefix and seal of a document on a day (today). Raises NotFound where none is set."""
    if document.issuer is None or document.direction is None:
        raise NotFound(Text("文件尚未确定发文机关和行文方向。", "The document has no issuer and direction yet."))
    cppcc_id = session.get_one(Case, document.case_id).cppcc_id
    kind = ROW_OF.get(document.kind, "")
    return issuers.issuer(session, cppcc_id, document.issuer, document.direction, kind, on or clock.today())


def is_upward(document: Document) -> bool:
    return document.direction is Direction.UPWARD


def counts_as_letter(document: Document) -> bool:
    """Whether M02 counts it: a letter that is out, not recalled, and belongs to no other (route BOTH is one)."""
    is_out = document.status is DocumentStatus.ISSUED
    return document.kind is DocumentKind.LETTER and is_out and document.linked_to_id is None
