"""The field types of a form. Each is a marshmallow field; what screens need stands in its `metadata`.

Metadata: `text` (Text, the label), `control` (how it is drawn and decoded),
`required_when`, `shown_when` (conditions), `fixed` (set by the step, not asked), `minimum` (binding) and
`advise_min` (advised) lengths, `hint` (Text).
Values after loading: line -> str, integer -> int, day -> date, instant -> aware datetime, month -> "YYYY-MM",
yes_no -> bool, choice -> str, choices -> list[str], ref -> int, refs -> list[int], files -> list[int]
(attachment ids), geo -> "lat,lon", group -> dict, rows -> list[dict], numbers -> list[int].
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from marshmallow import ValidationError, fields

from engine.text import Text

MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
GEO = re.compile(r"^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$")
REQUIRED = Text("请填写。", "This is required.")
FROM_LIST = Text("请从列表中选择。", "Choose from the list.")
A_NUMBER = Text("应为1至999之间的整数。", "A whole number from 1 to 999.")


class Option(NamedTuple):
    """One choice: the stored value, its words, and for a decision what it leads to."""

    value: str
    text: Text
    leads_to: Text | None = None


def message(text: Text) -> ValidationError:
    """A validation error that carries both languages: in a list, since a pair alone would be taken for two words."""
    return ValidationError([text])


def _common(
    control: str, label: Text, required: bool, when: Mapping[str, Any], extra: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    metadata = {"text": label, "control": control, **when, **(extra or {})}
    messages = {"required": REQUIRED, "null": REQUIRED}
    return {
        "required": required,
        "allow_none": not required,
        "metadata": metadata,
        "error_messages": messages,
    }


def _not_longer(limit: int) -> Any:
    def check(value: str) -> None:
        if len(value) > limit:
            raise message(
                Text("最多{limit}字，现为{length}字。", "At most {limit} characters; there are {length}.").format(
                    limit=limit, length=len(value)
                )
            )

    return check


def _one_of(allowed: Sequence[str], words: Text) -> Any:
    def check(value: str) -> None:
        if value not in allowed:
            raise message(words)

    return check


def _between(low: int, high: int, words: Text) -> Any:
    def check(value: int) -> None:
        if not low <= value <= high:
            raise message(words)

    return check


class _Text(fields.String):
    """Text without surrounding blanks; blank counts as not given; control characters are refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        loaded = super()._deserialize(value, attr, data, **kwargs)
        cleaned = loaded.replace("\r\n", "\n").replace("\v", "\n").strip()  # Word breaks lines by \v
        if any(ord(char) < 32 and char not in "\n\t" for char in cleaned) or "\ufffe" in cleaned:
            raise message(Text("含有不能保存的控制字符。", "It contains control characters."))
        if not cleaned and self.required:
            raise message(REQUIRED)
        return cleaned or None


def line(limit: int, zh: str, en: str, required: bool = False, pattern: str | None = None, **when: Any) -> Any:
    """One line of at most `limit` characters; `pattern` must match the whole."""
    checks = [_not_longer(limit)]
    if pattern:
        checks.append(_matches(pattern))
    return _Text(**_common("text", Text(zh, en), required, when, {"limit": limit}), validate=checks)


def _matches(pattern: str) -> Any:
    compiled = re.compile(pattern)

    def check(value: str) -> None:
        if value and not compiled.fullmatch(value):
            raise message(Text("格式不正确。", "The format is not right."))

    return check


def longtext(limit: int, zh: str, en: str, required: bool = False, minimum: int = 0, **when: Any) -> Any:
    """Several lines. `minimum` binds where the text is required (reasons of return, refusal, non-adoption);
    `advise_min` only advises."""
    extra = {"limit": limit, "minimum": minimum}
    return _Text(**_common("longtext", Text(zh, en), required, when, extra), validate=[_not_longer(limit)])


def integer(zh: str, en: str, low: int, high: int, required: bool = False, **when: Any) -> Any:
    """A whole number from `low` to `high`."""
    words = Text("应为{low}至{high}之间的整数。", "A whole number from {low} to {high}.").format(low=low, high=high)
    field = fields.Integer(
        strict=True,
        validate=_between(low, high, words),
        **_common("integer", Text(zh, en), required, when, {"low": low, "high": high}),
    )
    field.error_messages.update({"invalid": words, "too_large": words})  # type: ignore[dict-item]
    return field


def yes_no(zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """True or false; where not required, no answer is None."""
    field = fields.Boolean(truthy={True}, falsy={False}, **_common("yes_no", Text(zh, en), required, when))
    field.error_messages["invalid"] = Text("请选择是或否。", "Choose yes or no.")  # type: ignore[assignment]
    return field


def day(zh: str, en: str, required: bool = False, not_future: bool = False, **when: Any) -> Any:
    """A date. `not_future` refuses days after today."""
    field = fields.Date(format="iso", **_common("day", Text(zh, en), required, when, {"not_future": not_future}))
    field.error_messages["invalid"] = Text(  # type: ignore[assignment]
        "日期不正确，请按“2026-03-05”填写。", "Not a date; write it as 2026-03-05."
    )
    return field


def instant(zh: str, en: str, required: bool = False, not_future: bool = False, **when: Any) -> Any:
    """A date with time; an aware datetime after loading."""
    field = fields.AwareDateTime(
        format="iso", **_common("instant", Text(zh, en), required, when, {"not_future": not_future})
    )
    field.error_messages["invalid"] = Text(  # type: ignore[assignment]
        "时间不正确，请按“2026-03-05 14:30”填写。", "Not a time; write it as 2026-03-05 14:30."
    )
    return field


def month(zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """A month as "2026-03"."""
    return _Text(**_common("month", Text(zh, en), required, when), validate=[_matches(MONTH.pattern)])


def geo(zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """A place on the map as "latitude,longitude"."""
    return _Text(**_common("geo", Text(zh, en), required, when), validate=[_matches(GEO.pattern)])


def choice(options: Sequence[Option], zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """One of `options`; nothing is ever preselected."""
    allowed = [option.value for option in options]
    words = Text("请在所列选项中选择。", "Choose one of the options.")
    return fields.String(
        validate=_one_of(allowed, words),
        **_common("choice", Text(zh, en), required, when, {"options": tuple(options)}),
    )


def choices(options: Sequence[Option], zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """Any number of `options`; at least one where required."""
    allowed = [option.value for option in options]
    words = Text("请在所列选项中选择。", "Choose from the options.")
    inner = fields.String(validate=_one_of(allowed, words))
    return fields.List(inner, **_list("choices", Text(zh, en), required, when, {"options": tuple(options)}))


def _list(
    control: str, label: Text, required: bool, when: Mapping[str, Any], extra: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    minimum = int(when.get("at_least", 1 if required else 0))
    rest = {key: value for key, value in when.items() if key not in ("at_least", "at_most")}
    maximum = when.get("at_most")

    def count(value: Sequence[Any]) -> None:
        if len(value) < minimum:
            raise message(Text("至少{n}项。", "At least {n}.").format(n=minimum))
        if maximum is not None and len(value) > maximum:
            raise message(Text("最多{n}项。", "At most {n}.").format(n=maximum))

    found = _common(control, label, required, rest, {"at_least": minimum, "at_most": maximum, **(extra or {})})
    return {**found, "validate": [count]}


def _reference_id() -> Any:
    field = fields.Integer(strict=True, validate=_between(1, 2**53, FROM_LIST))
    field.error_messages["invalid"] = FROM_LIST  # type: ignore[assignment]
    return field


def ref(kind: str, zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """One row of another kind (`unit`, `person`, `member`, `committee`, `district`, `case` …) by id."""
    field = fields.Integer(
        strict=True,
        validate=_between(1, 2**53, FROM_LIST),
        **_common("ref", Text(zh, en), required, when, {"kind": kind}),
    )
    field.error_messages["invalid"] = FROM_LIST  # type: ignore[assignment]
    return field


def refs(kind: str, zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """Several rows of another kind, by id."""
    return fields.List(_reference_id(), **_list("refs", Text(zh, en), required, when, {"kind": kind}))


def numbers(zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """Several whole numbers from 1 to 999, such as the numbers of recommendations."""
    inner = fields.Integer(strict=True, validate=_between(1, 999, A_NUMBER))
    return fields.List(inner, **_list("numbers", Text(zh, en), required, when))


def files(zh: str, en: str, required: bool = False, kinds: str = "any", **when: Any) -> Any:
    """Attachment ids, 20 at most; `kinds` is "any", "image", "pdf" or "mp4"; one file: `at_most=1`."""
    when.setdefault("at_most", 20)
    return fields.List(_reference_id(), **_list("files", Text(zh, en), required, when, {"kinds": kinds}))


def group(form: type, zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """A part of the form with fields of its own; a dict after loading."""
    return fields.Nested(form, **_common("group", Text(zh, en), required, when))


def rows(form: type, zh: str, en: str, required: bool = False, **when: Any) -> Any:
    """A table whose rows are forms of their own; `at_least`, `at_most` count rows."""
    when.setdefault("at_most", 200)
    return fields.List(fields.Nested(form), **_list("rows", Text(zh, en), required, when, {"form": form}))
