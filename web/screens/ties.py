"""申报关系: the units to which one is related and from whose matters one keeps out."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.errors import BadAnswer
from engine.text import Text
from web import known, shell
from web.auth import actor
from web.forms import decode
from web.screens.filling import Filling
from web.screens.task import VOLATILE, request_key
from web.transaction import once, reading, writing
from web.words import fmt_day, tr
from workflows.people import ties
from workflows.people.ties import TieForm

pages = Blueprint("ties", __name__)
TITLE = Text("申报关系", "Declared relations")


@pages.get("/me/ties")
def mine() -> str:
    """What one has declared, and the form to declare one more."""
    return _page(MultiDict(), {})


def _page(posted: MultiDict[str, str], errors: dict[str, list[Text]]) -> str:
    with reading() as session:
        found = [
            {"id": tie.id, "unit": unit.name, "note": tie.note, "since": fmt_day(tie.valid_from)}
            for tie, unit in ties.declared(session, actor().person_id)
        ]
        filling = Filling(TieForm, "ties", "", dict, {}, posted, errors).context(session)
    return render_template("ties.html", **filling, title=tr(TITLE), declared=found)


@pages.post("/me/ties")
def declare() -> Response | tuple[str, int]:
    """Declare one."""
    me = actor()
    try:
        data = known.read(TieForm, decode(TieForm, request.form), None)

        def act(session: Session) -> dict[str, Any]:
            return {"id": ties.declare(session, data["unit"], data["note"], me).id}

        body = [pair for pair in sorted(request.form.items(multi=True)) if pair[0] not in VOLATILE]
        once(request_key(), me.person_id, (request.path, body), act)
    except BadAnswer as error:
        return _page(request.form, error.errors), 422
    shell.say(Text("已申报，即时生效。", "Declared; it counts from now on."))
    return redirect(url_for("ties.mine"))


@pages.post("/me/ties/<int:tie_id>/end")
def end(tie_id: int) -> Response:
    """End one."""
    with writing() as session:
        ties.end(session, tie_id, actor())
    shell.say(Text("已申请终止，今天仍须回避。", "Ended; today it still counts."))
    return redirect(url_for("ties.mine"))
