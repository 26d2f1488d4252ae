"""A page that is one form: drawn from a form class, read back with every error beside its field, and done once."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine import commands
from engine.forms import Form, Option
from engine.text import Text
from web import known
from web.auth import actor
from web.forms import FormView, decode, form_view
from web.screens import labels
from web.screens.task import VOLATILE, request_key
from web.transaction import once
from web.words import language

Errors = Mapping[str, Sequence[Text]]
BLANK: MultiDict[str, str] = MultiDict()


def view(
    session: Session,
    form: type[Form],
    posted: MultiDict[str, str],
    errors: Errors,
    initial: Mapping[str, Any],
    options: Mapping[str, Sequence[Option]] | None = None,
) -> FormView:
    """The form as it was typed, or as it begins."""
    values = decode(form, posted) if posted else commands.as_json(dict(initial))
    named, _filed = labels.names(session, labels.ids_of(form, values))
    found = {name: list(texts) for name, texts in errors.items()}
    return form_view(form, values, errors=found, options=options, label_of=named, language=language())


def draw(shown: FormView, **words: Any) -> str:
    """The page. `words`: title, crumbs, action, back_href, submit (words of the button), note."""
    return render_template(
        "form_page.html",
        view=shown,
        urls={"upload": "", "pick": url_for("lookup.pick", kind="KIND")},
        request_key=request.form.get("request_key") or secrets.token_urlsafe(18),
        **{"note": "", **words},
    )


def typed() -> list[tuple[str, str]]:
    """What was posted, to tell a repeat from another answer under the same key."""
    return [pair for pair in sorted(request.form.items(multi=True)) if pair[0] not in VOLATILE]


def take(form: type[Form], act: Callable[[Session, dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Read the posted form and do `act` with it, once. BadAnswer with what is wrong, by field."""
    data = known.read(form, decode(form, request.form))
    return do(lambda session: act(session, data))


def do(act: Callable[[Session], dict[str, Any]]) -> dict[str, Any]:
    """Do something that was asked for on this page, once for its request key."""
    return once(request_key(), actor().person_id, (request.full_path, typed()), act)


def posted() -> MultiDict[str, str]:
    """What was typed, to be shown again."""
    return MultiDict(request.form)
