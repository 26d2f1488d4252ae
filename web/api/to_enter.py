"""待代录: what came on paper or by telephone and is still to be entered for whoever sent it."""

from typing import Any

from web.api import shapes
from web.api.blueprint import Blueprint
from web.auth import actor
from web.numbers import number
from web.transaction import reading
from web.words import tr
from workflows import access
from workflows.bootstrap import DOMAIN
from workflows.people.rights import Action
from workflows.reading import to_enter

api = Blueprint("api_to_enter", __name__, url_prefix="/api/v1", description="What is to be entered for others")


@api.get("/to-enter")
@api.arguments(shapes.Page, location="query")
@api.response(200, shapes.EntriesToMake)
def every(page: dict[str, Any]) -> dict[str, Any]:
    """The oldest first. It is entered by completing `item_id`, or by beginning `process` on `track_id`, with
    `entry.incoming_document` set to `document_id`."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_TO_ENTER)
        rows = to_enter.to_enter(session, DOMAIN, actor(), page["limit"], number(page["after"]))
    told = [
        {
            "answer_id": row.answer_id,
            "document_id": row.document_id,
            "item_id": row.item_id,
            "process": row.process or None,
            "case_id": row.case_id,
            "track_id": row.track_id,
            "title": row.title,
            "number": row.number,
            "label": tr(row.step),
            "unit": row.unit,
            "document": row.document,
            "via": row.via,
            "received_on": row.received_on,
            "registered_by": row.registered_by,
            "registered_at": row.registered_at,
            "due_on": row.light.date,
            "light": row.light.colour.value,
        }
        for row in rows
    ]
    return {"rows": told, "next": str(rows[-1].answer_id) if len(rows) == page["limit"] else None}
