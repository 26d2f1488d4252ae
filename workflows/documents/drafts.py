"""Saving a document: every save is a revision; a frozen document takes no more."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ScalarSelect, bindparam, select
from sqlalchemy.orm import Session

from engine import clock
from engine.commands.complete import as_json
from engine.errors import KanjianError, NotFound
from engine.text import Text
from workflows.documents.models import Document, DocumentKind, DocumentRevision, DocumentStatus

OPEN = (DocumentStatus.DRAFT, DocumentStatus.IN_APPROVAL)


_OF_IT = DocumentRevision.document_id == bindparam("document")
_LAST = select(DocumentRevision).where(_OF_IT).order_by(DocumentRevision.no.desc()).limit(1)


class DocumentFrozen(KanjianError):
    code = "document_frozen"
    text = Text("文件已经签发，不能再改；须先撤回签发。", "The document is signed; withdraw the sign-off to change it.")


def save(
    session: Session,
    case_id: int,
    kind: DocumentKind | str,
    title: str,
    content: Mapping[str, Any],
    author_id: int,
    document_id: int | None = None,
) -> DocumentRevision:
    """Save a new revision, of a new document where `document_id` is None; of the same nothing new is made.

    `content`: the loaded form. The revision's `text`, what is read and compared, is every text of it, until
    the caller says it better. Raises DocumentFrozen once it is signed or approved.
    """
    document = _document(session, case_id, DocumentKind(kind), title, author_id, document_id)
    if document.status not in OPEN:
        raise DocumentFrozen
    document.title = title
    plain: dict[str, Any] = as_json(content)
    last = _last(session, document.id)
    digest = digest_of(title, plain)
    if last is not None and last.hash == digest:
        return last
    revision = DocumentRevision(
        document_id=document.id,
        no=last.no + 1 if last else 1,
        title=title,
        content=plain,
        text="\n".join(texts_of(plain)),
        author_id=author_id,
        created_at=clock.now(),
        hash=digest,
    )
    session.add(revision)
    session.flush()
    session.expire(document, ["author_ids"])
    return revision


def _document(
    session: Session, case_id: int, kind: DocumentKind, title: str, author_id: int, document_id: int | None
) -> Document:
    if document_id is not None:
        return session.get_one(Document, document_id)
    made = Document(
        case_id=case_id,
        kind=kind,
        title=title,
        status=DocumentStatus.DRAFT,
        created_by=author_id,
        created_at=clock.now(),
        unit_ids=[],
        facts={},
    )
    session.add(made)
    session.flush()
    return made


def concern(
    session: Session, document_id: int, unit_ids: Sequence[int], facts: Mapping[str, Any] | None = None
) -> Document:
    """Say which responsible units a document concerns (recusal), and what its route's conditions may read."""
    document = session.get_one(Document, document_id)
    document.unit_ids = list(dict.fromkeys(unit_ids))
    if facts is not None:
        document.facts = dict(as_json(facts))
    return document


def latest(session: Session, document_id: int) -> DocumentRevision:
    """The newest revision. Raises NotFound for a document without one."""
    found = _last(session, document_id)
    if found is None:
        raise NotFound
    return found


def latest_id(document_id: int) -> ScalarSelect[int]:
    """The id of the newest revision, for a row that names it: the store looks it up as it writes the row."""
    of_it = select(DocumentRevision.id).where(DocumentRevision.document_id == document_id)
    return of_it.order_by(DocumentRevision.no.desc()).limit(1).scalar_subquery()


def revisions(session: Session, document_id: int) -> list[DocumentRevision]:
    """All revisions, oldest first."""
    return list(
        session.scalars(
            select(DocumentRevision).where(DocumentRevision.document_id == document_id).order_by(DocumentRevision.no)
        )
    )


def authors(document: Document) -> set[int]:
    """Who wrote any of its revisions, the first of which is that of who made it: none of them approves it."""
    return {document.created_by, *(int(author) for author in (document.author_ids or "").split(",") if author)}


def of_case(session: Session, case_id: int, kind: DocumentKind) -> Document | None:
    """The case's newest document of a kind that is neither void nor recalled."""
    gone = (DocumentStatus.VOID, DocumentStatus.RECALLED)
    return session.scalar(
        select(Document)
        .where(Document.case_id == case_id, Document.kind == kind, Document.status.not_in(gone))
        .order_by(Document.id.desc())
        .limit(1)
    )


def freeze(session: Session, document_id: int) -> DocumentRevision:
    """Keep the newest revision as the one that was signed or approved, by its hash."""
    document = session.get_one(Document, document_id)
    revision = latest(session, document_id)
    document.frozen_revision_id, document.frozen_hash = revision.id, revision.hash
    return revision


def is_intact(session: Session, document: Document) -> bool:
    """Whether the frozen revision still reads as it did when it was frozen."""
    if document.frozen_revision_id is None:
        return True
    revision = session.get_one(DocumentRevision, document.frozen_revision_id)
    return digest_of(revision.title, revision.content) == document.frozen_hash


def _last(session: Session, document_id: int) -> DocumentRevision | None:
    return session.scalar(_LAST, {"document": document_id})


def digest_of(title: str, content: Mapping[str, Any]) -> str:
    """SHA-256 over title and content, whatever the order of the keys."""
    return hashlib.sha256(orjson.dumps([title, dict(content)], option=orjson.OPT_SORT_KEYS)).hexdigest()


def texts_of(value: Any) -> list[str]:
    """Every text in a content, in its order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [line for inner in value.values() for line in texts_of(inner)]
    if isinstance(value, list):
        return [line for inner in value for line in texts_of(inner)]
    return []
