"""The dates of a case, and why a date is what it is."""

from typing import Any

from flask import url_for

from engine.models.deadline import DeadlineState
from web.api import shapes
from web.api.blueprint import Blueprint
from web.auth import actor
from web.transaction import reading
from web.words import tr
from workflows.reading import case_dates, why
from workflows.reading.case_dates import Dated

api = Blueprint("api_why", __name__, url_prefix="/api/v1", description="Dates and how they are counted")


@api.get("/cases/<int:case_id>/deadlines")
@api.response(200, shapes.Deadlines)
def of_case(case_id: int) -> dict[str, Any]:
    """Every date of a case that the caller may see, running, standing still and ended; a unit's own alone."""
    with reading() as session:
        found = case_dates.of_case(session, actor(), case_id)
    return {"deadlines": [_dated(one) for one in found]}


def _dated(one: Dated) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "what": tr(one.what),
        "who": tr(one.who),
        "track_id": one.track_id,
        "basis": one.basis,
        "basis_label": tr(one.basis_words),
        "starts_on": one.starts_on,
        "due_at": one.due_at,
        "warn_at": one.warn_at,
        "state": one.state,
        "is_paused": one.state is DeadlineState.SUSPENDED,
        "days_left": one.left,
        "light": one.light.colour.value,
        "light_label": tr(one.light.words),
        "why": url_for("api_why.one", kind=one.opens[0], subject_id=one.opens[1]) if one.opens else None,
    }


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
