"""Deadline rules and thresholds as the office keeps them: what holds, what held, and a new value from a day to come.

A row is never rewritten: a change is a new row from a later day, and a running case keeps the values of the day on
which its clocks began (`Case.clocks_on`). What is not in force yet can be taken away again. Each change is in the
journal with before and after.
"""

from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound
from engine.text import Text
from workflows.settings import deadlines, holidays, in_force
from workflows.settings.clocks import CHAINS, CROSS_CUTTING, RECTIFICATION, SUPERVISION
from workflows.settings.models import ClockUnit, DeadlineRule, Threshold

STREAM = "settings"
GROUPS = (
    (Text("监督", "Supervision"), tuple(made.key for made in SUPERVISION)),
    (Text("整改", "Rectification"), tuple(made.key for made in RECTIFICATION)),
    (Text("通用", "Cross-cutting"), tuple(made.key for made in CROSS_CUTTING)),
)
"""The rules by which a clock runs today, in the order of reference §10.2."""

UNUSED = frozenset({"ranking_min", "archive_after_lookback"})
"""Thresholds that nothing asks yet: nobody is offered to change what has no effect."""

UNITS = {
    ClockUnit.WORKDAY: Text("{n}个工作日", "{n} working days"),
    ClockUnit.CALENDAR_DAY: Text("{n}天", "{n} days"),
    ClockUnit.MONTH: Text("{n}个月", "{n} months"),
}
ONE = {
    ClockUnit.WORKDAY: Text("1个工作日", "1 working day"),
    ClockUnit.CALENDAR_DAY: Text("1天", "1 day"),
    ClockUnit.MONTH: Text("1个月", "1 month"),
}
BEFORE = Text("之前{length}", "{length} before")
SAME_DAY = Text("当日", "The same day")
FROM_CASE = Text("由案件确定", "The case says")
EACH_YEAR = Text("每年{month}月{day}日", "Each year on {month}/{day}")
BEGUN = Text(
    "该值已经生效，不能撤回；请从以后某日起另设。", "It is in force already; set another value from a later day."
)

Setting = DeadlineRule | Threshold


class Value(NamedTuple):
    """What is to hold from a day on: of a rule so many units (`span`), of a threshold `value`."""

    valid_from: date
    unit: ClockUnit | None = None
    span: int = 0
    value: Any = None


class Sum(NamedTuple):
    """The working days of a chain's parts against those for the whole."""

    label: Text
    parts: int
    whole: int


def length(unit: ClockUnit, count: int) -> Text:
    """“10个工作日”, “之前2个工作日”, “每年6月30日”."""
    if unit is ClockUnit.DATE:
        month, day = divmod(count, 100)
        return EACH_YEAR.format(month=month, day=day) if count else FROM_CASE
    if count == 0:
        return SAME_DAY
    told = ONE[unit] if abs(count) == 1 else UNITS[unit].format(n=abs(count))
    return BEFORE.format(length=told) if count < 0 else told


def by_key(session: Session, table: type[Setting]) -> dict[str, list[Setting]]:
    """The rows of each setting that has an effect, the newest first, in the order of the defaults."""
    found: dict[str, list[Setting]] = {}
    for row in cast("list[Setting]", list(session.scalars(select(table).order_by(table.id)))):
        if row.key not in UNUSED:
            found.setdefault(row.key, []).append(row)
    return {key: sorted(rows, key=lambda row: row.valid_from, reverse=True) for key, rows in found.items()}


def history(session: Session, table: type[Setting], key: str) -> list[Setting]:
    """Every row of a setting, the newest first. Raises NotFound for an unknown key."""
    found = session.scalars(select(table).where(table.key == key).order_by(table.valid_from.desc()))
    rows = cast("list[Setting]", list(found))
    if not rows or key in UNUSED:
        raise NotFound
    return rows


def held(rows: list[Setting], on: date) -> Setting:
    """Of a setting's rows the one in force on a day."""
    return in_force.in_force(rows, rows[0].key, on)


def change(session: Session, table: type[Setting], key: str, new: Value, actor: Actor) -> Setting:
    """A new row from a day to come, as `rule_form.read` has checked it."""
    before = held(history(session, table, key), new.valid_from)
    made: Setting
    if isinstance(before, DeadlineRule):
        made = DeadlineRule(key=key, unit=new.unit, count=new.span, is_internal=before.is_internal, words=before.words)
    else:
        made = Threshold(key=key, value=new.value, words=before.words)
    made.valid_from = new.valid_from
    session.add(made)
    session.flush()
    _tell(session, actor, key, new.valid_from, facts(before), facts(made))
    return made


def take_back(session: Session, table: type[Setting], key: str, valid_from: date, actor: Actor) -> None:
    """Let a change that is not in force yet never have been. Raises NotFound, or BadAnswer once it is in force."""
    rows = history(session, table, key)
    row = next((row for row in rows if row.valid_from == valid_from), None)
    if row is None:
        raise NotFound
    if row.valid_from <= clock.today():
        raise BadAnswer({"valid_from": [BEGUN]})
    rows.remove(row)
    session.delete(row)
    session.flush()
    _tell(session, actor, key, valid_from, facts(row), facts(held(rows, valid_from)))


def facts(row: Setting) -> dict[str, Any]:
    """A row as the journal keeps it."""
    if isinstance(row, DeadlineRule):
        return {"unit": str(row.unit), "count": row.count}
    return {"value": row.value}


def _tell(
    session: Session, actor: Actor, key: str, valid_from: date, before: dict[str, Any], after: dict[str, Any]
) -> None:
    event = journal.Event.SETTING_CHANGED
    journal.write(session, STREAM, event, actor, key=key, valid_from=valid_from, before=before, after=after)


def sums(session: Session, on: date, key: str = "", count: int = 0) -> list[Sum]:
    """What the chains add up to on a day; with another `count` for one rule, those that it is part of alone."""
    return [
        Sum(chain.label, sum(times * _count(session, part, on, key, count) for part, times in chain.parts), chain.whole)
        for chain in CHAINS
        if not key or any(part == key for part, _times in chain.parts)
    ]


def _count(session: Session, part: str, on: date, key: str, count: int) -> int:
    return count if part == key else in_force.rule(session, part, on).count


def example(session: Session, unit: ClockUnit, count: int, start: date) -> date | None:
    """The day on which a clock would end that starts on a day."""
    return deadlines.last_day(holidays.of_unit(session, None), start, unit, count)
