"""Requests for more time (X1) that are not decided yet, as their unit may read of them: since when, and where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import ItemState, Task, WorkItem
from engine.text import Text
from workflows.people.roles import ScopeKind
from workflows.reading.page_course import LEADERS
from workflows.rectification import extension
from workflows.rectification.models import Extension, ExtensionState


class With(StrEnum):
    """Where a request lies. Of leaders a unit reads no more than that it is with the CPPCC."""

    COMMITTEE = "COMMITTEE"
    CPPCC = "CPPCC"
    OWNER = "OWNER"  # whoever set the date is being asked
    UNIT = "UNIT"  # it came back to be written again


@dataclass(frozen=True)
class Waits:
    """`since`: when it was handed in, and not since when the one who has it has it."""

    what: Text
    old_due: date
    new_due: date
    since: date
    lies: With


def waiting(session: Session, track_id: int) -> list[Waits]:
    """The oldest first."""
    rows = session.execute(
        select(Extension, Task.element, WorkItem.groups)
        .join(WorkItem, WorkItem.instance_id == Extension.instance_id)
        .join(Task, Task.id == WorkItem.task_id)
        .where(
            Extension.track_id == track_id,
            Extension.state == ExtensionState.ASKED,
            WorkItem.state == ItemState.OPEN,
        )
        .order_by(Extension.id, WorkItem.id)
    )
    found = {
        one.id: Waits(
            extension.RULES[one.rule], one.old_due, one.new_due, clock.day_of(one.asked_at), _lies(element, groups)
        )
        for one, element, groups in rows
    }
    return list(found.values())


def _lies(element: str, groups: list[str]) -> With:
    if element == "ask_owner":
        return With.OWNER
    if any(f"@{ScopeKind.UNIT}:" in group for group in groups):
        return With.UNIT
    is_committees = any(f"@{ScopeKind.COMMITTEE}:" in group and not group.startswith(LEADERS) for group in groups)
    return With.COMMITTEE if is_committees else With.CPPCC
