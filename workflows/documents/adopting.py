"""Files that an answer names belong to its case from then on, so that whoever decides on it can open them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.forms import Form
from workflows.documents.models import Attachment, Visibility


def adopt(session: Session, form: type[Form], data: Mapping[str, Any], case_id: int, person_id: int) -> None:
    """Bind the person's own uploads among them. What belongs to a case already, or to somebody else, stays as it
    is: naming a file gives nobody a right to it."""
    for found in take(session, named_in(form, data), case_id, person_id):
        if found.visibility is Visibility.OFFICE:
            found.visibility = Visibility.TEAM


def take(
    session: Session, ids: Iterable[int], case_id: int, person_id: int, unit_id: int | None = None
) -> list[Attachment]:
    """The person's own uploads among `ids`, bound to the case; with `unit_id` as that unit's own papers."""
    wanted = list(dict.fromkeys(ids))
    own = select(Attachment).where(
        Attachment.id.in_(wanted), Attachment.case_id.is_(None), Attachment.uploaded_by == person_id
    )
    taken = list(session.scalars(own)) if wanted else []
    for found in taken:
        found.case_id, found.unit_id = case_id, unit_id or found.unit_id
    return taken


def shared(session: Session, file_id: int, case_id: int) -> int | None:
    """The id under which a file belongs to a case: its own, or that of the row made by `share`; None: it does not."""
    first = session.get(Attachment, file_id)
    if first is None or first.case_id == case_id:
        return file_id
    same = (Attachment.sha256 == first.sha256, Attachment.name == first.name, Attachment.unit_id == first.unit_id)
    return session.scalar(select(Attachment.id).where(Attachment.case_id == case_id, *same).limit(1))


def share(session: Session, file_id: int, case_id: int) -> int:
    """Let a file belong to another case too, as a row of its own on the same stored content; the row's id."""
    there = shared(session, file_id, case_id)
    if there is None:
        first = session.get_one(Attachment, file_id)
        kept = ("sha256", "name", "kind", "size", "is_image", "has_place", "uploaded_by", "uploaded_at", "unit_id")
        made = Attachment(case_id=case_id, visibility=first.visibility, **{key: getattr(first, key) for key in kept})
        session.add(made)
        session.flush()
        there = made.id
    return there


def named_in(form: type[Form], data: Mapping[str, Any]) -> Iterator[int]:
    """Ids in the file fields of a form and of its rows."""
    for name, field in form.shared().fields.items():
        value = data.get(name)
        if value and field.metadata["control"] == "files":
            yield from value
        elif value and field.metadata["control"] == "rows":
            for row in value:
                yield from named_in(field.metadata["form"], row)
