"""A changed deadline rule or threshold as an administrator types it, and what is wrong with it by field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine import clock
from engine.errors import BadAnswer
from engine.text import Text
from workflows.settings.models import ClockUnit, DeadlineRule, Threshold
from workflows.settings.rules import Setting, Value, held

LONGEST = {ClockUnit.WORKDAY: 250, ClockUnit.CALENDAR_DAY: 366, ClockUnit.MONTH: 24}
COUNTED = tuple(LONGEST)
MAY_BE_ZERO = frozenset({"plan_return_max", "extension_max_count", "late_entry_flag", "outbox_grace", "re_rectify_max"})
PARTS = ("short", "long_from", "long")
PART_WORDS = {
    "short": Text("提前几个工作日提醒", "Working days before, usually"),
    "long_from": Text("时限不短于几个工作日算长时限", "A clock is long from so many working days on"),
    "long": Text("长时限提前几个工作日提醒", "Working days before, of a long clock"),
}

CHOOSE = Text("请选择。", "Choose one.")
NOT_A_NUMBER = Text("请填整数。", "Write a whole number.")
OUTSIDE = Text("请填{low}至{high}。", "From {low} to {high}.")
NOT_A_SHARE = Text("请填0至1之间的小数，如0.5。", "Write a share between 0 and 1, such as 0.5.")
NOT_A_DAY = Text("日期应如 2026-03-05。", "Write the date as 2026-03-05.")
TOO_SOON = Text(
    "最早从明天起生效：今天已经受理的案件不能改变时限。", "Tomorrow at the earliest: what began today keeps its clocks."
)
NOT_A_DATE = Text("月日应如 6-30。", "Write month and day as 6-30.")
SAME = Text("与那一天的现值相同，不必登记。", "It is so anyway on that day; there is nothing to change.")
TAKEN = Text(
    "这一天已有一项更改，请先撤回它，或另选一天。",
    "That day has a change already: take it back, or choose another day.",
)
LEFT = Text("长时限的提醒不应短于一般提醒。", "A long clock is not warned of later than others.")


def read(rows: list[Setting], typed: Mapping[str, str]) -> Value:
    """The value of a posted form, for the setting of these rows. BadAnswer with what is wrong by field.

    `typed` of a rule: {valid_from, unit, length, side}, of a date of the year {valid_from, date}; of a threshold
    {valid_from, value} or, of the warning, its three parts.
    """
    errors: dict[str, list[Text]] = {}
    day = _day(typed.get("valid_from", ""), errors)
    now = rows[0]
    if isinstance(now, DeadlineRule):
        new = _rule(now, typed, errors)._replace(valid_from=day)
    else:
        new = Value(day, value=_value(now, typed, errors))
    if any(row.valid_from == day for row in rows):
        errors["valid_from"] = [TAKEN]
    if errors:
        raise BadAnswer(errors)
    if is_as_before(held(rows, day), new):
        raise BadAnswer({"valid_from": [SAME]})
    return new


def is_as_before(row: Setting, new: Value) -> bool:
    if isinstance(row, DeadlineRule):
        return (row.unit, row.count) == (new.unit, new.span)
    return bool(row.value == new.value)


def _day(raw: str, errors: dict[str, list[Text]]) -> date:
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        errors["valid_from"] = [NOT_A_DAY]
        return date.max
    if day <= clock.today():
        errors["valid_from"] = [TOO_SOON]
    return day


def _rule(row: DeadlineRule, typed: Mapping[str, str], errors: dict[str, list[Text]]) -> Value:
    if row.unit is ClockUnit.DATE:
        return Value(date.max, ClockUnit.DATE, _month_and_day(typed.get("date", ""), errors))
    unit = next((one for one in COUNTED if one == typed.get("unit")), None)
    side = typed.get("side", "AFTER")
    if unit is None:
        errors["unit"] = [CHOOSE]
    if side not in ("AFTER", "BEFORE"):
        errors["side"] = [CHOOSE]
    count = _number(typed, "length", 1, LONGEST[unit or ClockUnit.WORKDAY], errors)
    return Value(date.max, unit, -count if side == "BEFORE" else count)


def _month_and_day(raw: str, errors: dict[str, list[Text]]) -> int:
    month, _, day = raw.strip().partition("-")
    try:
        found = date(2025, int(month), int(day))  # a common year: 29 February is no date of every year
    except ValueError:
        errors["date"] = [NOT_A_DATE]
        return 0
    return found.month * 100 + found.day


def _number(typed: Mapping[str, str], name: str, low: int, high: int, errors: dict[str, list[Text]]) -> int:
    raw = typed.get(name, "").strip()
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6):
        errors[name] = [NOT_A_NUMBER]
        return low
    if not low <= int(raw) <= high:
        errors[name] = [OUTSIDE.format(low=low, high=high)]
    return int(raw)


def _value(row: Threshold, typed: Mapping[str, str], errors: dict[str, list[Text]]) -> Any:
    raw = typed.get("value", "").strip()
    match row.value:
        case bool():
            if raw not in ("yes", "no"):
                errors["value"] = [CHOOSE]
            return raw == "yes"
        case int():
            return _number(typed, "value", 0 if row.key in MAY_BE_ZERO else 1, 250, errors)
        case float():
            return _share(raw, errors)
        case _:
            parts = {name: _number(typed, name, 1, 250, errors) for name in PARTS}
            if not errors and parts["long"] < parts["short"]:
                errors["long"] = [LEFT]
            return parts


def _share(raw: str, errors: dict[str, list[Text]]) -> float:
    try:
        found = float(raw)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1:
        errors["value"] = [NOT_A_SHARE]
    return round(found, 4)
