"""Forms of user tasks: one marshmallow schema serves screen, API, OpenAPI and validation."""

from engine.forms.fields import (
    Option,
    choice,
    choices,
    day,
    files,
    geo,
    group,
    instant,
    integer,
    line,
    longtext,
    message,
    month,
    numbers,
    ref,
    refs,
    rows,
    yes_no,
)
from engine.forms.form import Form, advice_of, load
from engine.forms.json_schema import json_schema

__all__ = [
    "Form",
    "Option",
    "advice_of",
    "choice",
    "choices",
    "day",
    "files",
    "geo",
    "group",
    "instant",
    "integer",
    "json_schema",
    "line",
    "load",
    "longtext",
    "message",
    "month",
    "numbers",
    "ref",
    "refs",
    "rows",
    "yes_no",
]
