"""A form as JSON Schema (2020-12) with its conditions, for the API and for other programs."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from engine.forms import conditions
from engine.forms.form import Form

PLAIN: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "longtext": {"type": "string"},
    "integer": {"type": "integer"},
    "yes_no": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "instant": {"type": "string", "format": "date-time"},
    "month": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
    "geo": {"type": "string"},
    "choice": {"type": "string"},
    "ref": {"type": "integer", "minimum": 1},
}
LISTS: dict[str, dict[str, Any]] = {
    "choices": {"type": "string"},
    "refs": {"type": "integer", "minimum": 1},
    "files": {"type": "integer", "minimum": 1},
    "numbers": {"type": "integer", "minimum": 1, "maximum": 999},
}


def json_schema(form: type[Form], language: str = "zh") -> dict[str, Any]:
    """The schema of what may be posted; titles in `language`."""
    shown = form.shared().fields
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _property(field, language) for name, field in shown.items()},
        "required": [name for name, field in shown.items() if field.required],
    }
    rules = [
        {"if": _condition(field.metadata["required_when"]), "then": {"required": [name]}}
        for name, field in shown.items()
        if field.metadata.get("required_when")
    ]
    return {**schema, "allOf": rules} if rules else schema


def _property(field: fields.Field[Any], language: str) -> dict[str, Any]:
    meta = field.metadata
    control = meta["control"]
    if control == "group":
        found = json_schema(type(field.schema), language)  # type: ignore[attr-defined]
    elif control == "rows":
        found = {"type": "array", "items": json_schema(meta["form"], language)}
    elif control in LISTS:
        found = {"type": "array", "items": dict(LISTS[control])}
    else:
        found = dict(PLAIN[control])
    found["title"] = meta["text"].in_language(language)
    _limits(found, meta)
    if not field.required and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    return found


def _limits(found: dict[str, Any], meta: Mapping[str, Any]) -> None:
    names = {
        "limit": "maxLength",
        "low": "minimum",
        "high": "maximum",
        "at_least": "minItems",
        "at_most": "maxItems",
    }
    for key, keyword in names.items():
        if meta.get(key):
            found[keyword] = meta[key]
    if "options" in meta:
        values = [option.value for option in meta["options"]]
        target = found["items"] if found["type"] == "array" else found
        target["enum"] = values


def _condition(text: str) -> dict[str, Any]:
    clauses = conditions.parse(text)
    properties = {clause.field: {"enum": [_value(value) for value in clause.values]} for clause in clauses}
    return {"properties": properties, "required": [clause.field for clause in clauses]}


def _value(value: str) -> Any:
    return {"true": True, "false": False}.get(value, value)
