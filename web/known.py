"""What a form names must exist: rows of other kinds, and files that the answer may carry. For pages and API alike."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import BadAnswer
from engine.forms import Form, load
from engine.text import Text
from web.auth import actor
from web.transaction import reading
from workflows import access
from workflows.cases.models import Case
from workflows.documents.models import Attachment, Document, DocumentRevision, RecommendationItem
from workflows.entering.models import IncomingDocument
from workflows.people.models import Committee, District, Person, Unit
from workflows.rectification.models import Track
from workflows.supervision.models import PlanItem, Source

Mentioned = tuple[str, str, int]
MODELS: Mapping[str, Any] = {
    "unit": Unit,
    "committee": Committee,
    "district": District,
    "person": Person,
    "member": Person,
    "case": Case,
    "lead": Case,
    "lead_source": Source,
    "document": Document,
    "document_revision": DocumentRevision,
    "recommendation_item": RecommendationItem,
    "incoming_document": IncomingDocument,
    "unit_track": Track,
    "plan_item": PlanItem,
}
GONE = Text("请从列表中选择。", "Choose from the list.")
FILE_GONE = Text(
    "文件不存在或已用于其他案件，请重新上传。", "The file is missing or belongs to another case; upload it again."
)


def read(form: type[Form], payload: object, case_id: int | None = None) -> dict[str, Any]:
    """The typed values of an answer to a step of a case. BadAnswer also for ids of nothing, and for files of others."""
    data = load(form, payload)
    mentioned = list(_mentioned(form.shared(), data, ""))
    if mentioned:
        with reading() as session:
            errors = _unknown(session, mentioned, case_id)
        if errors:
            raise BadAnswer(errors)
    return data


def _mentioned(form: Form, data: Mapping[str, Any], path: str) -> Iterator[Mentioned]:
    """(path, kind, id) of everything named; the kind of a file is "file"."""
    for name, field in form.fields.items():
        if data.get(name):
            yield from _of_field(field, data[name], path + name)


def _of_field(field: Any, value: Any, at: str) -> Iterator[Mentioned]:
    meta = field.metadata
    match meta["control"]:
        case "ref":
            yield at, meta["kind"], value
        case "refs":
            yield from ((f"{at}.{n}", meta["kind"], one) for n, one in enumerate(value))
        case "files":
            yield from ((f"{at}.{n}", "file", one) for n, one in enumerate(value))
        case "rows":
            for n, row in enumerate(value):
                yield from _mentioned(meta["form"](), row, f"{at}.{n}.")
        case "group":
            yield from _mentioned(field.schema, value, f"{at}.")


def _unknown(session: Session, mentioned: list[Mentioned], case_id: int | None) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    for kind in {kind for _, kind, _ in mentioned}:
        ids = {one for _, found, one in mentioned if found == kind}
        known = _files(session, ids, case_id) if kind == "file" else _rows(session, kind, ids)
        words = FILE_GONE if kind == "file" else GONE
        errors |= {path: [words] for path, found, one in mentioned if found == kind and one not in known}
    return errors


def _rows(session: Session, kind: str, ids: set[int]) -> set[int]:
    model = MODELS.get(kind)
    if model is None:
        return ids  # chosen among the options of the step, which looks at it itself
    found = select(model.id).where(model.id.in_(ids))
    return set(session.scalars(found.where(access.seen_by(actor())) if model is Case else found))


def _files(session: Session, ids: set[int], case_id: int | None) -> set[int]:
    """Files that are one's own and of no case yet, and those of the case."""
    found = session.scalars(select(Attachment).where(Attachment.id.in_(ids)))
    me = actor().person_id
    return {file.id for file in found if file.case_id == (case_id or 0) or _is_fresh(file, me)}


def _is_fresh(file: Attachment, person_id: int) -> bool:
    return file.case_id is None and file.uploaded_by == person_id
