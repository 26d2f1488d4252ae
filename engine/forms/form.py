"""The base of every form: strict types, conditions between fields, advice on lengths."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Self, TypeVar

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validates_schema

from engine import clock
from engine.errors import BadAnswer
from engine.forms import conditions
from engine.forms.fields import REQUIRED
from engine.text import Text

Json = Any
TOO_SHORT = Text("至少{minimum}字，请写明。", "At least {minimum} characters.")


class Form(Schema):
    """Fields as posted in JSON. Unknown fields are refused; a field whose `shown_when` fails is dropped."""

    class Meta:
        unknown = RAISE
        ordered = True

    @classmethod
    def shared(cls) -> Self:
        """The one instance of a form: making one copies every field, and none is changed afterwards."""
        instance: Self = _instance(cls)
        return instance

    @pre_load
    def _drop_what_is_not_asked(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise ValidationError({"_schema": [Text("应为一组栏目。", "A set of fields is expected.")]})
        kept = dict(data)
        for name, field in self.fields.items():
            shown_when = field.metadata.get("shown_when")
            if shown_when and not conditions.holds(shown_when, data):
                kept.pop(name, None)
        return kept

    @validates_schema(skip_on_field_errors=False)
    def _conditions(self, data: Mapping[str, Any], **_: Any) -> None:
        errors: dict[str, list[Any]] = {}
        for name, field in self.fields.items():
            value = data.get(name)
            wanted = field.metadata.get("required_when")
            is_required = conditions.holds(wanted, data) if wanted else field.required
            if wanted and is_required and value in (None, "", [], {}):
                errors[name] = [REQUIRED]
            elif isinstance(value, str) and value and _binds(field.metadata, is_required):
                minimum = field.metadata.get("minimum", 0)
                errors |= {name: [TOO_SHORT.format(minimum=minimum)]} if len(value) < minimum else {}
            if field.metadata.get("not_future") and value is not None and _is_future(value):
                errors[name] = [Text("不能晚于今天。", "It may not be after today.")]
        if errors:
            raise ValidationError(errors)


F = TypeVar("F", bound=Form)


@cache
def _instance(form: type[F]) -> F:
    return form()


def _binds(metadata: Mapping[str, Any], is_required: bool) -> bool:
    """A shortest length binds where the text is asked for: a consent may be as short as one likes."""
    return is_required or not metadata.get("required_when")


def _is_future(value: date | datetime) -> bool:
    if isinstance(value, datetime):
        return value > clock.now()
    return value > clock.today()


def load(form: type[Form], payload: object) -> dict[str, Any]:
    """The typed values of a posted JSON object; BadAnswer with every error by field path ("rows.0.unit")."""
    try:
        loaded: dict[str, Any] = form.shared().load(payload)  # type: ignore[arg-type]
    except ValidationError as error:
        raise BadAnswer(dict(_flatten(error.messages))) from error
    return {name: loaded.get(name) for name in form.shared().fields}


def _flatten(messages: Any, path: str = "") -> Iterator[tuple[str, list[Text]]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            step = "" if key == "_schema" else str(key)
            yield from _flatten(inner, ".".join(part for part in (path, step) if part))
    else:
        yield path, [_as_text(item) for item in (messages if isinstance(messages, list) else [messages])]


STOCK = {
    "Unknown field.": Text("没有这一栏。", "There is no such field."),
    "Not a valid string.": Text("应为文字。", "Text is expected."),
    "Not a valid list.": Text("应为多项。", "A list is expected."),
}


def _as_text(item: Any) -> Text:
    if isinstance(item, Text):
        return item
    return STOCK.get(str(item), Text("内容不正确。", str(item)))


def advice_of(form: type[Form], data: Mapping[str, Any]) -> list[Text]:
    """What the form itself advises: texts that are shorter than is usual. Never an error."""
    found = []
    for name, field in form.shared().fields.items():
        value, minimum = data.get(name), field.metadata.get("advise_min", 0)
        if isinstance(value, str) and minimum and len(value) < minimum:
            words = Text("“{label}”通常不少于{n}字。", "“{label}” usually has at least {n} characters.")
            found.append(words.format(label=field.metadata["text"], n=minimum))
        if isinstance(field, fields.List) and "form" in field.metadata:
            for row in value or []:
                found += [line for line in advice_of(field.metadata["form"], row) if line not in found]
    return found
