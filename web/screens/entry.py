"""Form C0 in front of a step's own, on the page where it is entered for another (代录)."""

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine import commands
from engine.entries import Entry
from engine.text import Text
from web import known
from web.forms import FormView, decode, form_view
from web.screens import labels
from web.words import language
from workflows.entering import EntryForm, to_entry

MARK = "entry-"
"""Before the names of its fields, which are posted with those of the step."""


Errors = dict[str, list[Text]]


def apart(errors: Errors) -> tuple[Errors, Errors]:
    """Those of its own fields, and those of the step's."""
    names = EntryForm.shared().fields
    own = {path: words for path, words in errors.items() if path.partition(".")[0] in names}
    return own, {path: words for path, words in errors.items() if path not in own}


def is_posted(posted: Mapping[str, Any]) -> bool:
    """Whether it was filled in."""
    return f"{MARK}happened_on" in posted


def view(session: Session, posted: MultiDict[str, str], errors: Errors, begun: Mapping[str, Any]) -> FormView:
    """What was posted of it, else what it starts with; `errors`: its own."""
    typed = decode(EntryForm, _fields(posted)) if posted else begun
    named, filed = labels.names(session, labels.ids_of(EntryForm, typed))
    how = {"errors": errors, "language": language(), "label_of": named, "file_of": filed, "prefix": MARK}
    return form_view(EntryForm, commands.as_json(typed), **how)


def read(case_id: int | None) -> Entry:
    """The entry that was posted. BadAnswer where it is not whole."""
    return to_entry(known.read(EntryForm, decode(EntryForm, _fields(request.form)), case_id))


def _fields(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was posted of it, under the names of its fields."""
    return MultiDict([(k.removeprefix(MARK), v) for k, v in posted.items(multi=True) if k.startswith(MARK)])
