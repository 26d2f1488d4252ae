"""A posted HTML form as the JSON that `engine.forms.load` takes.

Names: `field`, `group-field`, `rows-0-field`. Rows stand in the order of the `rows--order` inputs, which
travel with their rows when these are moved; without them, by number. Rows that were left blank are dropped.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from marshmallow import fields

from engine.forms import Form
from web.forms import written

ORDER = "-order"
ONE: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "longtext": str,
    "integer": written.whole_number,
    "ref": written.whole_number,
    "yes_no": written.answer,
    "day": written.day,
    "instant": written.instant,
    "month": written.month,
    "geo": written.place,
    "choice": written.plain,
}
MANY: Mapping[str, Callable[[list[str]], list[Any]]] = {
    "choices": lambda posted: [written.plain(value) for value in posted],
    "refs": lambda posted: [written.whole_number(value) for value in posted],
    "files": lambda posted: [written.whole_number(value) for value in posted],
    "numbers": written.listed,
}


class Posted(Protocol):
    """What is needed of werkzeug's MultiDict."""

    def getlist(self, key: str) -> list[str]: ...

    def keys(self) -> Iterable[str]: ...


def decode(form: type[Form], posted: Posted) -> dict[str, Any]:
    """The values by field; blank is None. Whatever cannot be read stays as posted. Unknown names are passed over."""
    return _decode(form.shared(), posted, "")


def _decode(form: Form, posted: Posted, prefix: str) -> dict[str, Any]:
    return {name: _value(field, posted, prefix + name) for name, field in form.fields.items()}


def _value(field: fields.Field[Any], posted: Posted, name: str) -> Any:
    control = field.metadata["control"]
    if control == "group":
        return _group(field, posted, name)
    if control == "rows":
        return _rows(field, posted, name)
    given = [value for value in posted.getlist(name) if value.strip()]
    if not given:
        return None
    return MANY[control](given) or None if control in MANY else ONE[control](given[-1])


def _group(field: fields.Field[Any], posted: Posted, name: str) -> dict[str, Any] | None:
    found = _decode(field.schema, posted, f"{name}-")  # type: ignore[attr-defined] # a Nested
    return found if field.required or not _is_blank(found) else None


def _rows(field: fields.Field[Any], posted: Posted, name: str) -> list[dict[str, Any]] | None:
    form = field.metadata["form"]()
    found = [_decode(form, posted, f"{name}-{number}-") for number in _numbers(posted, name)]
    return [row for row in found if not _is_blank(row)] or None


def _numbers(posted: Posted, name: str) -> list[str]:
    ordered = [number for number in posted.getlist(f"{name}-{ORDER}") if re.fullmatch("[0-9]{1,6}", number)]
    pattern = re.compile(re.escape(name) + r"-([0-9]{1,6})-")
    seen = {match.group(1) for key in posted.keys() if (match := pattern.match(key))}  # noqa: SIM118
    rest = sorted(seen - set(ordered), key=int)
    return [*(number for number in dict.fromkeys(ordered) if number in seen), *rest]


def _is_blank(found: Mapping[str, Any]) -> bool:
    return all(value is None or (isinstance(value, dict) and _is_blank(value)) for value in found.values())
