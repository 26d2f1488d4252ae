"""The service of the diagram: the route of the day goes with the document, and stays with it over returns."""

from typing import Any

from engine import clock
from engine.process import ServiceStep
from workflows.documents import issue
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.settings import routes

ROUTE_OF: dict[DocumentKind, str] = {
    DocumentKind.REPORT: "LETTER",
    DocumentKind.CORRECTION: "LETTER",
    DocumentKind.SUPPLEMENT: "LETTER",
    DocumentKind.CLOSING_REPORT: "CASE_CLOSE",
    DocumentKind.EXTENSION: "EXTENSION_FIRST",
}
"""Routes that are not called like the kind of document."""


def find_route(step: ServiceStep) -> dict[str, Any]:
    """Needs `document_id`; `route` names the route, by default that of the kind of document."""
    document = step.session.get_one(Document, step.values["document_id"])
    if document.route_id is None:
        name = step.values.get("route") or ROUTE_OF.get(document.kind, document.kind.value)
        found = routes.route(step.session, str(name), clock.today())
        document.route, document.route_id = found.name, found.id
    for one in issue.together(step.session, document):
        one.status = DocumentStatus.IN_APPROVAL
    return {"route": document.route}
