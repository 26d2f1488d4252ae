"""The year's supervision plan: its rows with what came of them, and the acts of whoever keeps it."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from engine import clock
from web.api import shapes
from web.api.blueprint import Blueprint
from web.auth import actor
from web.screens.plan import own
from web.transaction import once, reading
from workflows.supervision import year_plan

api = Blueprint("api_plan", __name__, url_prefix="/api/v1", description="The supervision plan of a year")


@api.get("/plan")
@api.arguments(shapes.Year, location="query")
@api.response(200, shapes.Plan)
def one(wanted: dict[str, Any]) -> dict[str, Any]:
    """All rows of a year, with the numbers of the cases initiated on each; this year's where none is named."""
    with reading() as session:
        found = year_plan.of_year(session, own(session), wanted["year"] or clock.today().year)
    return found._asdict()


@api.post("/plan")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.NewPlanRow)
@api.response(201, shapes.PlanRowKey)
def add(key: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    """Enter a row with the next number of its year."""

    def act(session: Session) -> dict[str, Any]:
        return {"id": year_plan.add(session, own(session), body, actor()).id}

    return once(key["idempotency_key"], actor().person_id, (request.path, body), act)


@api.post("/plan/<int:row_id>/remove")
@api.arguments(shapes.Key, location="headers")
@api.response(200, shapes.PlanRowKey)
def remove(key: dict[str, str], row_id: int) -> dict[str, Any]:
    """Take out a row that no initiation names."""

    def act(session: Session) -> dict[str, Any]:
        year_plan.remove(session, own(session), row_id, actor())
        return {"id": row_id}

    return once(key["idempotency_key"], actor().person_id, (request.path,), act)
