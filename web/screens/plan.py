"""年度监督计划: the office enters the year's rows; an initiation picks from them."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import clock
from engine.errors import BadAnswer
from engine.text import Text
from web import shell
from web.auth import actor
from web.numbers import number
from web.screens.task import request_key
from web.transaction import once, reading, writing
from web.words import t, tr
from workflows import access
from workflows.people.models import Committee, Cppcc
from workflows.people.rights import Action, Scene, may
from workflows.supervision import year_plan

pages = Blueprint("plan", __name__, url_prefix="/plan")


def own(session: Session) -> int:
    """The CPPCC whose plan the actor keeps. Raises NotPermitted where there is none."""
    ids = session.scalars(select(Cppcc.id).order_by(Cppcc.id)).all()
    found = next((one for one in ids if may(Action.KEEP_PLAN, actor(), Scene(cppcc_id=one))), ids[0] if ids else 0)
    access.authorize(session, actor(), Action.KEEP_PLAN, Scene(cppcc_id=found))
    return found


@pages.get("")
def show() -> str:
    """The rows of a year, what was initiated on each, and a line to add one."""
    return _page(number(request.args.get("year", "")) or clock.today().year)


def _page(year: int, typed: dict[str, Any] | None = None, errors: dict[str, list[Text]] | None = None) -> str:
    with reading() as session:
        cppcc_id = own(session)
        plan = year_plan.of_year(session, cppcc_id, year)
        mine = select(Committee).where(Committee.cppcc_id == cppcc_id).order_by(Committee.id)
        committees = [(str(one.id), one.short) for one in session.scalars(mine)]
    counted = f"计划内立项{plan.planned}件，计划外{plan.unplanned}件", f"{plan.planned} planned, {plan.unplanned} not"
    return render_template(
        "plan.html",
        title=t("年度监督计划", "Supervision plan of the year"),
        subtitle=t(f"{year}年 · {counted[0]}", f"{year} · initiated: {counted[1]}"),
        year=year,
        years=[year - 1, year + 1],
        lines=plan.lines,
        committees=committees,
        typed=typed or {},
        errors={name: [tr(text) for text in found] for name, found in (errors or {}).items()},
        request_key=str(uuid.uuid4()),
    )


@pages.post("")
def add() -> Response | tuple[str, int]:
    """Enter a row; what is wrong stays in the form with the reason."""
    year, typed = number(request.form.get("year", "")), request.form.to_dict()
    data = {"year": year, "title": typed.get("title"), "committee_id": number(typed.get("committee", ""))}

    def act(session: Session) -> dict[str, Any]:
        return {"id": year_plan.add(session, own(session), data, actor()).id}

    try:
        once(request_key(), actor().person_id, (request.path, data), act)
    except BadAnswer as error:
        return _page(year or clock.today().year, typed, error.errors), 422
    shell.say(Text("已列入年度监督计划。", "The row is in the plan."))
    return redirect(url_for("plan.show", year=year))


@pages.post("/<int:item_id>/remove")
def remove(item_id: int) -> Response:
    """Take out a row that no initiation names; a second time it is gone already."""
    with writing() as session:
        year_plan.remove(session, own(session), item_id, actor())
    shell.say(Text("已从计划中删除。", "The row is taken out."))
    return redirect(url_for("plan.show", year=number(request.form.get("year", "")) or clock.today().year))
