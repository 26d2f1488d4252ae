"""A form as plain objects that one template macro draws.

A field's `name` is the HTML name (`rows-0-unit`), `key` its name in the form, `value` the text of the
input (for lists: the texts). Words are already in the reader's language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

from engine.forms import Form, Option
from engine.text import Text
from web.forms import shown

Errors = Mapping[str, Sequence[Text]]
Options = Mapping[str, Sequence[Option]]
ROW = Text("第{n}项 ", "No. {n} ")
NEW_ROW = "__n__"  # the row number in the blank row, which the page replaces when it adds one


@dataclass(frozen=True)
class OptionView:
    value: str
    text: str
    leads_to: str
    selected: bool


@dataclass(frozen=True)
class Chosen:
    """A row of another kind that was picked, or a file that was uploaded."""

    id: str
    label: str
    href: str = ""


@dataclass(frozen=True)
class RowView:
    number: str
    fields: tuple["FieldView", ...]


@dataclass(frozen=True)
class FieldView:
    name: str
    key: str
    prefix: str
    control: str
    label: str
    required: bool
    meta: Mapping[str, Any]
    value: str = ""
    values: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    hint: str = ""
    options: tuple[OptionView, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    fields: tuple["FieldView", ...] = ()
    rows: tuple[RowView, ...] = ()
    blank_row: RowView | None = None

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def is_decision(self) -> bool:
        """Drawn as cards: every option says where it leads, or the field is the decision."""
        return self.control == "choice" and (self.key == "decision" or any(o.leads_to for o in self.options))

    @property
    def is_native(self) -> bool:
        """Whether the browser's own date or time input can hold the value; else it is shown as typed."""
        return shown.fits_native_input(self.control, self.value)


@dataclass(frozen=True)
class Fault:
    """A line of the error summary; `anchor` is the id of the field, or empty."""

    anchor: str
    label: str
    message: str


@dataclass(frozen=True)
class FormView:
    fields: tuple[FieldView, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def decision(self) -> FieldView | None:
        return next((found for found in self.fields if found.is_decision), None)


@dataclass
class Drawing:
    """What stays the same over the whole form while it is laid out."""

    errors: Errors
    options: Options
    label_of: Callable[[str, int], str]
    file_of: Callable[[int], Chosen]
    language: str
    faults: list[Fault] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


class How(TypedDict, total=False):
    """What a form is laid out with, beside its values."""

    errors: Errors | None  # by path, as `BadAnswer` carries them
    options: Options | None  # choices of the case instead of the form's, by path without row numbers
    label_of: Callable[[str, int], str]  # names a picked row by kind and id
    file_of: Callable[[int], Chosen]
    language: str
    prefix: str  # before every name, where two forms share a page


def form_view(form: type[Form], values: Mapping[str, Any] | None = None, **how: Unpack[How]) -> FormView:
    """Lay out `form` with typed, drafted or decoded `values`."""
    language = how.get("language", "zh")
    drawing = Drawing(
        errors=how.get("errors") or {},
        options=how.get("options") or {},
        label_of=how.get("label_of", lambda kind, found: f"{kind} {found}"),
        file_of=how.get("file_of", lambda found: Chosen(str(found), str(found))),
        language=language,
    )
    found = _fields(drawing, form.shared(), values or {}, prefix=how.get("prefix", ""), path="", rule="")
    unplaced = [
        Fault("", "", message.in_language(language))
        for path, messages in drawing.errors.items()
        if path not in drawing.used
        for message in messages
    ]
    return FormView(found, (*drawing.faults, *unplaced))


def _fields(
    drawing: Drawing, form: Form, values: Mapping[str, Any], *, prefix: str, path: str, rule: str
) -> tuple[FieldView, ...]:
    return tuple(
        _field(drawing, name, found, values.get(name), prefix=prefix, path=path + name, rule=rule + name)
        for name, found in form.fields.items()
    )


def _field(drawing: Drawing, key: str, found: Any, value: Any, *, prefix: str, path: str, rule: str) -> FieldView:
    meta, name = found.metadata, prefix + key
    control, hint = meta["control"], meta.get("hint")
    common: dict[str, Any] = {
        "name": name,
        "key": key,
        "prefix": prefix,
        "control": control,
        "label": meta["text"].in_language(drawing.language),
        "required": found.required,
        "meta": meta,
        "hint": hint.in_language(drawing.language) if hint else "",
        "errors": _errors(drawing, meta, f"f-{name}", path, is_leaf=control not in ("group", "rows")),
    }
    if control == "group":
        inner = value if isinstance(value, Mapping) else {}
        fields = _fields(drawing, found.schema, inner, prefix=f"{name}-", path=f"{path}.", rule=f"{rule}.")
        return FieldView(**common, fields=fields)
    if control == "rows":
        return FieldView(**common, **_rows(drawing, meta, value, name, path, rule))
    return FieldView(**common, **_leaf(drawing, meta, value, rule))


def _rows(drawing: Drawing, meta: Mapping[str, Any], value: Any, name: str, path: str, rule: str) -> dict[str, Any]:
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
    given += [{}] * max(0, (meta.get("at_least") or 0) - len(given))

    def row(number: str, values: Mapping[str, Any]) -> RowView:
        fields = _fields(
            drawing,
            meta["form"](),
            values,
            prefix=f"{name}-{number}-",
            path=f"{path}.{number}.",
            rule=f"{rule}.",
        )
        return RowView(number, fields)

    return {
        "rows": tuple(row(str(number), values) for number, values in enumerate(given)),
        "blank_row": row(NEW_ROW, {}),
    }


def _leaf(drawing: Drawing, meta: Mapping[str, Any], value: Any, rule: str) -> dict[str, Any]:
    control = meta["control"]
    is_many = control in shown.MANY
    values = tuple(shown.text_of(control, part) for part in shown.parts(value)) if is_many else ()
    text = "、".join(values) if control == "numbers" else "" if is_many else shown.text_of(control, value)
    chosen_values = values if is_many else (text,)
    options = drawing.options.get(rule, meta.get("options", ()))
    return {
        "value": text,
        "values": values,
        "options": tuple(_option(drawing, option, chosen_values) for option in options),
        "chosen": _chosen(drawing, meta, control, [part for part in chosen_values if part]),
    }


def _option(drawing: Drawing, option: Option, chosen: Sequence[str]) -> OptionView:
    leads_to = option.leads_to.in_language(drawing.language) if option.leads_to else ""
    value = str(option.value)
    return OptionView(value, option.text.in_language(drawing.language), leads_to, value in chosen)


def _chosen(drawing: Drawing, meta: Mapping[str, Any], control: str, values: Sequence[str]) -> tuple[Chosen, ...]:
    if control not in ("ref", "refs", "files"):
        return ()
    named = [value for value in values if value.isascii() and value.isdigit()]
    if control == "files":
        return tuple(drawing.file_of(int(value)) for value in named)
    return tuple(Chosen(value, drawing.label_of(meta["kind"], int(value))) for value in named)


def _errors(drawing: Drawing, meta: Mapping[str, Any], anchor: str, path: str, *, is_leaf: bool) -> tuple[str, ...]:
    """The errors of a field; those of the parts of a list (`kinds.0`) count as its own."""
    found: list[str] = []
    for at, messages in drawing.errors.items():
        if at == path or (is_leaf and at.startswith(f"{path}.")):
            drawing.used.add(at)
            found += [message.in_language(drawing.language) for message in messages]
    words = tuple(dict.fromkeys(found))
    label = "".join(_row_words(drawing, path)) + meta["text"].in_language(drawing.language)
    drawing.faults += [Fault(anchor, label, word) for word in words]
    return words


def _row_words(drawing: Drawing, path: str) -> list[str]:
    """Which row is meant, since a label stands in every row: “第2项 ”."""
    numbers = [int(step) + 1 for step in path.split(".") if step.isdecimal()]
    return [ROW.format(n=number).in_language(drawing.language) for number in numbers]
