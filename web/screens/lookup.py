"""Searching rows of another kind for a form's picker."""

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request

from engine.errors import NotFound
from engine.text import Text
from web.auth import actor
from web.transaction import reading
from web.words import tr
from workflows import access
from workflows.finding import search as case_search
from workflows.people import absences, lookup, rights
from workflows.people.rights import Action

pages = Blueprint("lookup", __name__)


@pages.get("/pick/<kind>")
def pick(kind: str) -> Response:
    """The best matches of a kind for ?q=: {"items": [{"id", "label", "note"}]}."""
    query = request.args.get("q", "")[:60]
    with reading() as session:
        if kind == "case":
            if not rights.may(Action.SEE_OFFICE_LISTS, actor()):
                raise NotFound
            cases = case_search.search(session, query, 10, access.seen_by(actor()))
            items = [{"id": c.id, "label": f"{c.case_no or ''} {c.title}".strip(), "note": ""} for c in cases]
        elif kind in lookup.KINDS or kind == "org":
            kind = "unit" if kind == "org" else kind
            found = lookup.search(session, kind, query, limit=10)
            people = [one.id for one in found] if kind in ("person", "member") else []
            away = absences.shown(session, actor(), people) if people else {}
            items = [{"id": one.id, "label": one.label, "note": _note(one, away)} for one in found]
        else:
            raise NotFound
    return jsonify(items=items)


def _note(one: lookup.Found, away: Mapping[int, Text]) -> str:
    """Which of several namesakes it is, and whether he is away: told where work is given out, and no bar."""
    return " · ".join(part for part in (tr(away.get(one.id)), one.hint) if part)
