"""Files that an answer names belong to its case from then on, so that whoever decides on it can open them."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.forms import Form
from workflows.documents.models import Attachment, Visibility


def adopt(session: Session, form: type[Form], data: Mapping[str, Any], case_id: int, person_id: int) -> None:
    """Bind the person's own uploads among them. What belongs to a case already, or to somebody else, stays as it
    is: naming a file gives nobody a right to it."""
    named = list(dict.fromkeys(_named(form, data)))
    own = select(Attachment).where(
        Attachment.id.in_(named), Attachment.case_id.is_(None), Attachment.uploaded_by == person_id
    )
    for found in session.scalars(own) if named else ():
        found.case_id = case_id
        if found.visibility is Visibility.OFFICE:
            found.visibility = Visibility.TEAM


def _named(form: type[Form], data: Mapping[str, Any]) -> Iterator[int]:
    """Ids in the file fields of a form and of its rows."""
    for name, field in form.shared().fields.items():
        value = data.get(name)
        if value and field.metadata["control"] == "files":
            yield from value
        elif value and field.metadata["control"] == "rows":
            for row in value:
                yield from _named(field.metadata["form"], row)
