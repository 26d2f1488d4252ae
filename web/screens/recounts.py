"""按新日历核算期限: the running dates that move with the calendar, old and new, to agree to or to leave as they are."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from engine.errors import NotFound
from engine.text import Text
from web import shell
from web.auth import actor
from web.numbers import number
from web.screens.task import request_key
from web.transaction import once, reading
from web.words import fmt_day, fmt_instant, t, tr
from workflows import access
from workflows.people.rights import Action, Scene
from workflows.recounting import applying
from workflows.recounting import reading as recounts
from workflows.recounting.models import Recount, RecountState
from workflows.settings import day_form

pages = Blueprint("recounts", __name__, url_prefix="/admin/recounts")
PAGE = 100
AT_WORK = (RecountState.GATHERING, RecountState.APPLYING)
STATES = {
    RecountState.GATHERING: Text("正在核算在办期限", "The running dates are being looked through"),
    RecountState.PROPOSED: Text("待同意", "To be agreed to"),
    RecountState.APPLYING: Text("正在调整期限", "The dates are being moved"),
    RecountState.DONE: Text("已完成", "Done"),
    RecountState.DROPPED: Text("未调整", "Left as they were"),
}


def _open(session: Session, recount_id: int) -> Recount:
    access.authorize(session, actor(), Action.CHANGE_SETTINGS, Scene(cppcc_id=day_form.keeper(session)))
    found = session.get(Recount, recount_id)
    if found is None:
        raise NotFound
    return found


@pages.get("/<int:recount_id>")
def show(recount_id: int) -> str:
    """How far it has come, and each date with its old and new day."""
    after = number(request.args.get("after", "")) or 0
    with reading() as session:
        found = _open(session, recount_id)
        rows = recounts.dates(session, found, after, PAGE) if found.state is not RecountState.GATHERING else []
        days = recounts.count_of_days(session, found) if rows else 0
    return render_template(
        "recount.html",
        title=t("按新日历核算期限", "Count the dates again"),
        crumbs=[{"label": t("工作日历", "Working days"), "href": url_for("calendar.show", year=found.last.year)}],
        state=tr(STATES[found.state]),
        told=_told(found),
        is_at_work=found.state in AT_WORK,
        progress=(found.moved, found.to_move) if found.state is RecountState.APPLYING else None,
        is_proposed=found.state is RecountState.PROPOSED,
        recount_id=found.id,
        days=days,
        others=found.to_move - days,
        rows=[
            {
                "href": url_for("cases.show", case_id=one.case_id),
                "number": one.number or "",
                "title": one.title,
                "what": " · ".join(word for word in (one.unit, tr(one.label)) if word),
                "old": fmt_day(one.old),
                "new": fmt_day(one.new),
            }
            for one in rows
        ],
        next_href=url_for("recounts.show", recount_id=found.id, after=rows[-1].id) if len(rows) == PAGE else "",
        agree_key=str(uuid.uuid4()),
        drop_key=str(uuid.uuid4()),
    )


def _told(found: Recount) -> str:
    span = " – ".join(dict.fromkeys((fmt_day(found.first), fmt_day(found.last))))
    said = t(
        f"{found.begun_by_name}于{fmt_instant(found.begun_at)}更改了{span}的日历。",
        f"{found.begun_by_name} changed the calendar of {span} at {fmt_instant(found.begun_at)}.",
    )
    if found.agreed_at is None:
        return said
    return said + t(
        f"{found.agreed_by_name}于{fmt_instant(found.agreed_at)}同意，已调整{found.moved}个。",
        f" {found.agreed_by_name} agreed at {fmt_instant(found.agreed_at)}; {found.moved} have moved.",
    )


@pages.post("/<int:recount_id>/agree")
def agree(recount_id: int) -> Redirect:
    """Let the dates move."""

    def act(session: Session) -> dict[str, bool]:
        _open(session, recount_id)
        applying.agree(session, recount_id, actor())
        return {"agreed": True}

    once(request_key(), actor().person_id, (request.path,), act)
    shell.say(Text("已同意，期限正在调整。", "Agreed; the dates are being moved."))
    return redirect(url_for("recounts.show", recount_id=recount_id))


@pages.post("/<int:recount_id>/drop")
def drop(recount_id: int) -> Redirect:
    """Leave every running date as it is."""

    def act(session: Session) -> dict[str, bool]:
        _open(session, recount_id)
        applying.drop(session, recount_id)
        return {"dropped": True}

    once(request_key(), actor().person_id, (request.path,), act)
    shell.say(Text("期限维持不变。", "The dates stay as they are."), "info")
    return redirect(url_for("recounts.show", recount_id=recount_id))
