"""Approval: one task whose items are the route of the day, in sequence, on one document.

A process that calls it adds `FOLDER`, `TASKS` and `SERVICES` to its own, and hands over `document_id`
(and `route`, the name of a route, where it is not the one of the kind of document).
"""

from pathlib import Path

from workflows.approval.approve import Approve
from workflows.approval.find_route import find_route
from workflows.approval.history import Signature, history
from workflows.approval.outcomes import withdraw_sign_off

FOLDER = Path(__file__).parents[2] / "bpmn" / "approval"
TASKS = (Approve,)
SERVICES = {"find_route": find_route}

__all__ = ["FOLDER", "SERVICES", "TASKS", "Approve", "Signature", "history", "withdraw_sign_off"]
