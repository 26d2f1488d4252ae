"""Every form as JSON Schema with its conditions."""

from typing import Any

from engine.errors import NotFound
from engine.forms import json_schema
from engine.process import Process, UserTask
from web.api import shapes
from web.api.blueprint import Blueprint
from web.words import language, tr
from workflows.catalog import processes

api = Blueprint("api_forms", __name__, url_prefix="/api/v1", description="Forms of user tasks")


@api.get("/forms")
@api.response(200, shapes.Forms)
def every() -> dict[str, Any]:
    """All forms of all processes."""
    return {
        "forms": [_shown(process, task) for process in processes().values() for task in process.by_element.values()]
    }


@api.get("/forms/<process>/<element>")
@api.response(200, shapes.Form)
def one(process: str, element: str) -> dict[str, Any]:
    """The form of one user task."""
    found = processes().get(process)
    if found is None or element not in found.by_element:
        raise NotFound
    return _shown(found, found.task(element))


def _shown(process: Process, task: UserTask) -> dict[str, Any]:
    return {
        "process": process.key,
        "element": task.element,
        "step": task.step,
        "label": tr(task.label),
        "schema": json_schema(task.form, language()),
    }
