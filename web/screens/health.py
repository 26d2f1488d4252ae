"""GET /healthz: for whoever watches the server."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from engine.models import Definition
from web.transaction import reading

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 with the state of store, runner and definitions; 503 if one of them is not right."""
    found: dict[str, Any] = {"store": "ok", "runner": _runner(), "definitions": 0}
    try:
        with reading() as session:
            session.execute(text("select 1"))
            found["definitions"] = session.scalar(select(func.count()).select_from(Definition)) or 0
    except SQLAlchemyError as error:
        found["store"] = type(error).__name__
    healthy = found["store"] == "ok" and found["runner"] in ("ok", "elsewhere") and found["definitions"]
    return jsonify(status="ok" if healthy else "failing", **found), 200 if healthy else 503


def _runner() -> str:
    runner = current_app.extensions.get("runner")
    if runner is None:
        return "elsewhere"
    return "ok" if runner.alive else "stopped"
