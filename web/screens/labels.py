"""Names for ids on a form: people, units, cases, files; and where they are sought."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from web.auth import actor
from web.forms.view import Chosen
from web.numbers import number
from workflows import access
from workflows.cases.models import Case
from workflows.documents.models import Attachment
from workflows.entering.models import IncomingAnswer, IncomingDocument
from workflows.people import lookup

Found = Mapping[str, set[int]]


def ids_of(form: Any, values: Mapping[str, Any]) -> dict[str, set[int]]:
    """The ids that a form's values mention, by kind ("file" for attachments)."""
    found: dict[str, set[int]] = {}
    for name, field in form.shared().fields.items():
        value, meta = values.get(name), field.metadata
        if not value:
            continue
        control = meta["control"]
        if control in ("ref", "refs", "files"):
            kind = "file" if control == "files" else meta["kind"]
            given = value if isinstance(value, list) else [value]
            found.setdefault(kind, set()).update(n for v in given if (n := number(str(v))) is not None)
        elif control == "rows" and isinstance(value, list):
            for row in value:
                _merge(found, ids_of(meta["form"], row if isinstance(row, Mapping) else {}))
        elif control == "group" and isinstance(value, Mapping):
            _merge(found, ids_of(type(field.schema), value))
    return found


def _merge(found: dict[str, set[int]], more: dict[str, set[int]]) -> None:
    for kind, ids in more.items():
        found.setdefault(kind, set()).update(ids)


def names(session: Session, wanted: Found) -> tuple[Callable[[str, int], str], Callable[[int], Chosen]]:
    """How the mentioned rows are called, and the mentioned files with their addresses."""
    known: dict[tuple[str, int], str] = {}
    files: dict[int, Chosen] = {}
    for kind, ids in wanted.items():
        if kind == "file":
            for kept in session.scalars(select(Attachment).where(Attachment.id.in_(ids))):
                files[kept.id] = Chosen(str(kept.id), kept.name, url_for("files.download", attachment_id=kept.id))
        else:
            known |= {(kind, key): name for key, name in _called(session, kind, ids).items()}
    return (
        lambda kind, found: known.get((kind, found), f"#{found}"),
        lambda found: files.get(found, Chosen(str(found), f"#{found}")),
    )


def _called(session: Session, kind: str, ids: set[int]) -> dict[int, str]:
    """Names of rows of a kind; of cases and their incoming documents those that the reader sees."""
    if kind == "case":
        cases = session.scalars(select(Case).where(Case.id.in_(ids), access.seen_by(actor())))
        return {case.id: f"{case.case_no or ''} {case.title}".strip() for case in cases}
    if kind == "incoming_document":
        seen = select(IncomingAnswer.document_id).join(Case, Case.id == IncomingAnswer.case_id)
        documents = session.scalars(
            select(IncomingDocument).where(
                IncomingDocument.id.in_(ids), IncomingDocument.id.in_(seen.where(access.seen_by(actor())))
            )
        )
        return {one.id: f"{one.doc_no} {one.title}".strip() for one in documents}
    if kind in lookup.KINDS or kind == "org":
        return {key: found.label for key, found in lookup.labels(session, kind, ids).items()}
    return {}
