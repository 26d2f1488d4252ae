"""换届切换 (X13): who follows whom and what changes hands is seen first; the secretary-general confirms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.errors import BadAnswer, NotFound
from engine.text import Text
from web import known, shell
from web.auth import actor
from web.forms import decode
from web.screens import agreeing, form_page, house
from web.screens.delegation_view import post_words
from web.transaction import reading
from web.words import fmt_day, fmt_instant, t, tr
from workflows import access
from workflows.keeping import terms
from workflows.keeping.terms import Passing, TermForm
from workflows.people import lookup, proposals, rights
from workflows.people.models import Committee, Proposal, ProposalState
from workflows.people.rights import Action, Scene
from workflows.people.roles import Role

pages = Blueprint("terms", __name__, url_prefix="/admin/terms")
TITLE = Text("换届切换", "Changes of term")
KEPT = Text(
    "待办随岗位交接；原任到届满日仍可办理，之后没有其他职务的账号停用。",
    "Work follows the post. Who leaves works until the last day; without another post his account closes then.",
)
VACANT = Text("（空缺：请任命，或由主持工作的副主席代理）", " (vacant: appoint somebody, or a vice-chair who presides)")


def bodies() -> frozenset[int]:
    """The CPPCCs whose changes of term the reader sees."""
    return rights.bodies(actor(), Role.BUSINESS_ADMIN, Role.SECRETARY_GENERAL)


def _own(session: Session) -> int:
    body = min(rights.bodies(actor(), Role.BUSINESS_ADMIN), default=None)
    access.authorize(session, actor(), Action.CHANGE_TERM, Scene(cppcc_id=body))
    assert body is not None, "authorized in no CPPCC"
    return body


@pages.get("")
def index() -> str:
    """What was entered, the latest first."""
    with reading() as session:
        inside = bodies()
        if not inside:
            raise NotFound
        found = proposals.listed(session, (terms.KIND,), house.PAGE, cppccs=inside, before=house.after())
    return house.list_page(
        "terms.index",
        [
            {
                "title": t(f"届满 {one.facts['closing_date']}", f"Term until {one.facts['closing_date']}"),
                "href": url_for("terms.show", proposal_id=one.id),
                "cells": [str(len(one.facts["people"])), str(len(one.facts["committees"]))],
                "tag": tr(house.STATES[one.state]),
            }
            for one in found
        ],
        found[-1].id if len(found) == house.PAGE else None,
        title=tr(TITLE),
        columns=[t("届满", "Term"), t("交接人数", "People"), t("专委会", "Committees")],
        acts=[house.link(t("办理换届", "Enter one"), url_for("terms.ask"), is_primary=True)]
        if rights.bodies(actor(), Role.BUSINESS_ADMIN)
        else [],
        empty=(t("没有换届", "No change of term"), t("换届或大范围人事调整时在这里办理。", "Enter one here.")),
    )


def _crumbs(name: str) -> list[dict[str, str]]:
    return [{"label": tr(TITLE), "href": url_for("terms.index")}, {"label": name, "href": ""}]


@pages.get("/new")
def ask() -> str:
    """The form."""
    return _form(form_page.BLANK, {})


def _form(posted: MultiDict[str, str], errors: form_page.Errors, preview: list[str] | None = None) -> str:
    with reading() as session:
        _own(session)
        view = form_page.view(session, TermForm, posted, errors, {})
    return form_page.draw(
        view,
        title=t("办理换届", "A change of term"),
        crumbs=_crumbs(t("办理", "New")),
        action=url_for("terms.propose"),
        back_href=url_for("terms.index"),
        submit=t("提交秘书长确认", "Send to the secretary-general") if preview else t("预览", "See what changes hands"),
        preview=preview or [],
        note=t("只登记有变动的人；连任的不必登记。", "Only who leaves is entered; who stays is not."),
    )


@pages.post("/new")
def propose() -> Response | str | tuple[str, int]:
    """See what changes hands; then, confirmed, send it on."""

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        return {"id": terms.propose(session, _own(session), data, actor()).id}

    try:
        if "confirmed" not in request.form:
            return _form(form_page.posted(), {}, _preview())
        made = form_page.take(TermForm, act)
    except BadAnswer as error:
        return _form(form_page.posted(), error.errors), 422
    shell.say(Text("已提交，待秘书长确认。", "Sent; the secretary-general has to confirm it."))
    return redirect(url_for("terms.show", proposal_id=made["id"]))


def _preview() -> list[str]:
    with reading() as session:
        body = _own(session)
    data = known.read(TermForm, decode(TermForm, request.form))
    with reading() as session:
        facts = terms.read(session, body, data)
        lines = [" ".join(row["cells"]) for row in _rows(session, body, facts)]
        counts = [tr(line) for line in terms.by_name(session, facts)]
    last = fmt_day(date.fromisoformat(facts["closing_date"]))
    return [t(f"届满日期：{last}", f"Last day: {last}"), *lines, *counts, tr(KEPT)]


def _rows(session: Session, body: int, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What changes hands, a line per post and per committee."""
    names = {row.id: row.name for row in session.query(Committee)}
    found = [{"cells": [post_words(session, one.post), _hands(one)]} for one in terms.passings(session, body, facts)]
    return [*found, *({"cells": [names[old], f"→ {names[new]}"]} for old, new in facts["committees"])]


def _hands(one: Passing) -> str:
    return f"{one.old.name} → {one.to.name}" if one.to else f"{one.old.name} → —{tr(VACANT)}"


@pages.get("/<int:proposal_id>")
def show(proposal_id: int) -> str:
    """One change of term, what changes hands, and for the secretary-general the decision."""
    with reading() as session:
        one = proposals.of(session, proposal_id, (terms.KIND,))
        if one.cppcc_id not in bodies():
            raise NotFound
        waits = one.state is ProposalState.WAITING
        rows = _rows(session, one.subject_id, one.facts) if waits else []
        counts = [tr(line) for line in terms.by_name(session, one.facts)] if waits else []
        people = lookup.labels(session, "person", [one.made_by, one.decided_by or 0])
        may_confirm = rights.may(Action.CONFIRM_TERM, actor(), Scene(cppcc_id=one.cppcc_id))
    is_own = one.made_by == actor().person_id
    confirms = waits and may_confirm and not is_own
    acts = []
    if confirms:
        acts.append(
            house.button(t("确认换届", "Confirm"), url_for("terms.confirm", proposal_id=one.id), is_primary=True)
        )
    if waits and is_own:
        acts.append(house.button(t("撤回", "Take back"), url_for("terms.take_back", proposal_id=one.id)))
    return house.record_page(
        title=t(f"届满 {one.facts['closing_date']}", f"Term until {one.facts['closing_date']}"),
        subtitle=tr(house.STATES[one.state]),
        crumbs=_crumbs(one.facts["closing_date"]),
        acts=acts,
        notes=counts,
        facts=_told(one, {key: found.label for key, found in people.items()}),
        sections=[
            {
                "title": t("交接内容", "What changes hands"),
                "columns": [t("职务或专委会", "Post or committee"), t("交接", "From and to")],
                "rows": rows,
                "empty": t("已处理。", "Dealt with."),
            }
        ],
        refuse=house.button("", url_for("terms.refuse", proposal_id=one.id)) if confirms else None,
    )


def _told(one: Proposal, names: Mapping[int, str]) -> list[dict[str, str]]:
    made = f"{names.get(one.made_by, '')} {fmt_instant(one.made_at)}"
    decided = f"{names.get(one.decided_by or 0, '')} {fmt_instant(one.decided_at)} {one.reason}".strip()
    return [
        {"label": t("届满日期", "Last day"), "value": fmt_day(date.fromisoformat(one.facts["closing_date"]))},
        {"label": t("提出", "Entered by"), "value": made},
        {"label": t("确认", "Decided"), "value": decided},
    ]


AGREED = Text("已确认，届满次日自动切换。", "Confirmed; it takes effect on the day after the last.")
agreeing.answers(pages, terms.AGREEMENT, terms.confirm, AGREED)
