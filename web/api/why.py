"""Why a date is what it is."""

from typing import Any

from web.api import shapes
from web.api.blueprint import Blueprint
from web.auth import actor
from web.transaction import reading
from web.words import tr
from workflows.reading import why

api = Blueprint("api_why", __name__, url_prefix="/api/v1", description="Dates and how they are counted")


@api.get("/why/<any(obligation, item):kind>/<int:subject_id>")
@api.response(200, shapes.Why)
def one(kind: str, subject_id: int) -> dict[str, Any]:
    """The date of what a unit owes, or of an open step, opened into its sum."""
    with reading() as session:
        found = why.seen(session, actor(), kind, subject_id)
    parts = [
        {
            "title": tr(part.title),
            "lines": [tr(line) for line in part.lines],
            "at": part.at,
            "who": part.who if isinstance(part.who, str) else tr(part.who),
            "reason": part.reason,
        }
        for part in found.parts
    ]
    return {"what": tr(found.what), "due_on": found.due_on, "case_id": found.case_id, "parts": parts}
