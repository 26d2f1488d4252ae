"""What a look at a case can find, and what tells one finding from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from engine.models import Instance, InstanceState
from engine.text import Text
from workflows.guarding import words

NOBODY, IDLE, UNDATED = "nobody", "idle", "undated"
CODES = (NOBODY, IDLE, UNDATED)
"""Of incidents that come and go with what they tell of; NOBODY is written too when a step opens for nobody."""


class Key(NamedTuple):
    """What tells one finding from another: while an incident with this key is open, there is no second one."""

    code: str
    instance_id: int
    item_id: int | None


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a case from going on."""

    key: Key
    case_id: int
    words: Text


def running(cases: Mapping[int, Any]) -> tuple[ColumnElement[bool], ...]:
    """The condition of a query: instances of these cases that have not ended."""
    return Instance.matter_id.in_(list(cases)), Instance.status == InstanceState.ACTIVE


def called(case: Any) -> Text:
    """The case by its number, and by nothing else."""
    return words.NUMBERED.format(number=case.case_no or f"#{case.id}")
