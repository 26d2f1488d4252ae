"""The text of a value in an input: the other direction of `web.forms.written`."""

import re
from datetime import date, datetime
from typing import Any

from engine import clock

MANY = frozenset({"choices", "refs", "files", "numbers"})
NATIVE = {
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "instant": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?"),
    "month": re.compile(r"[0-9]{4}-[0-9]{2}"),
}


def text_of(control: str, value: Any) -> str:
    """Typed or as posted: dates in ISO, instants in the office's zone as "2026-03-05T14:30"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if control == "instant":
        return _instant(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _instant(value: Any) -> str:
    try:
        given = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if given.tzinfo is None:
        return str(value)
    local = given.astimezone(clock.CITY).replace(tzinfo=None)
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def parts(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def fits_native_input(control: str, value: str) -> bool:
    pattern = NATIVE.get(control)
    return pattern is None or not value or bool(pattern.fullmatch(value))
