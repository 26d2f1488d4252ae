"""The setting in force on a day: the one with the latest first day not after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.editions import kept
from engine.errors import NotFound
from engine.text import Text
from workflows.settings.models import ClockUnit, DeadlineRule, Threshold


@dataclass(frozen=True)
class Rule:
    """A row of `deadline_rule`, as it is kept in memory."""

    key: str
    valid_from: date
    unit: ClockUnit
    count: int
    is_internal: bool


@dataclass(frozen=True)
class Value:
    """A row of `threshold`."""

    key: str
    valid_from: date
    value: Any


class Lasting(Protocol):
    @property
    def valid_from(self) -> date: ...


Setting = TypeVar("Setting", bound=Lasting)


def rule(session: Session, key: str, on: date) -> Rule:
    """Raises `NotFound`, naming the key, where none is in force on that day."""
    return in_force(kept(session, _rules).get(key, ()), key, on)


def calendar_unit(session: Session, key: str, on: date, unit_id: int | None) -> int | None:
    """The unit by whose special days a clock runs: the track's; none for internal rules, which go by the city's."""
    return None if unit_id is None or rule(session, key, on).is_internal else unit_id


def threshold(session: Session, key: str, on: date) -> Any:
    """The value of a threshold for a case that started on that day. Raises `NotFound` for an unknown key."""
    return in_force(kept(session, _thresholds).get(key, ()), key, on).value


def in_force(settings: Iterable[Setting], key: str, on: date) -> Setting:
    """The newest of these that is in force on a day. Raises `NotFound`, naming the key."""
    begun = [setting for setting in settings if setting.valid_from <= on]
    if not begun:
        raise NotFound(Text("{on} 没有生效的设置“{key}”。", "No setting “{key}” is in force on {on}."), key=key, on=on)
    return max(begun, key=lambda setting: setting.valid_from)


def _rules(session: Session) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for row in session.scalars(select(DeadlineRule)):
        found.setdefault(row.key, []).append(Rule(row.key, row.valid_from, row.unit, row.count, row.is_internal))
    return found


def _thresholds(session: Session) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for row in session.scalars(select(Threshold)):
        found.setdefault(row.key, []).append(Value(row.key, row.valid_from, row.value))
    return found
