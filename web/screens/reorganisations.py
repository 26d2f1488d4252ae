"""机构调整 (X12): a unit is renamed, merged or split, with a preview; the secretary-general confirms."""

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
from web.numbers import number
from web.screens import agreeing, form_page, house
from web.transaction import reading
from web.words import fmt_instant, listed, t, tr
from workflows import access
from workflows.keeping import reorganising
from workflows.keeping.reorganising import KINDS, SPLIT, Goes, ReorganisationForm
from workflows.people import lookup, proposals, rights
from workflows.people.models import Proposal, ProposalState, Unit
from workflows.people.rights import Action, Scene
from workflows.people.roles import Role

pages = Blueprint("reorganisations", __name__, url_prefix="/admin/reorganisations")
TITLE = Text("机构调整", "Reorganisations")
WORDS = {option.value: option.text for option in KINDS}
NOBODY = Text("{unit}没有联络员：生效后由承办人代录，请尽快登记联络员。", "{unit} has no liaison: enter one soon.")
KEPT = Text("环节和期限都不变，已发信函仍用原名。", "Steps and dates stay; letters that went out keep the old name.")
NONE_OPEN = Text("没有正在办理的事项。", "Nothing is open.")
READERS = (Role.OFFICE_CLERK, Role.SECRETARY_GENERAL)


def bodies() -> frozenset[int]:
    """The CPPCCs whose reorganisations the reader sees."""
    return rights.bodies(actor(), *READERS)


@pages.get("")
def index() -> str:
    """What was entered, the latest first."""
    with reading() as session:
        inside = bodies()
        if not inside:
            raise NotFound
        kinds = (reorganising.KIND,)
        found = proposals.listed(session, kinds, house.PAGE, cppccs=inside, before=house.after())
        rows = [
            {
                "title": session.get_one(Unit, one.subject_id).name,
                "href": url_for("reorganisations.show", proposal_id=one.id),
                "cells": [_said(session, one), one.facts["effective_on"], one.facts["doc_no"]],
                "tag": tr(house.STATES[one.state]),
            }
            for one in found
        ]
    return house.list_page(
        "reorganisations.index",
        rows,
        found[-1].id if len(found) == house.PAGE else None,
        title=tr(TITLE),
        columns=[t("原单位", "Old unit"), t("调整", "What happens"), t("日期", "On"), t("依据", "Document")],
        acts=[house.link(t("办理机构调整", "Enter one"), url_for("reorganisations.ask"), is_primary=True)]
        if rights.bodies(actor(), Role.OFFICE_CLERK)
        else [],
        empty=(t("没有机构调整", "No reorganisation"), t("单位更名、合并、分立时在这里办理。", "Enter one here.")),
    )


def _said(session: Session, one: Proposal) -> str:
    """“并入其他单位：市城市管理局”."""
    heirs = [session.get_one(Unit, unit_id).name for unit_id in one.facts["successors"]]
    return f"{tr(WORDS[one.facts['kind']])} → {listed(heirs) or one.facts['new_name']}"


def _crumbs(name: str) -> list[dict[str, str]]:
    return [{"label": tr(TITLE), "href": url_for("reorganisations.index")}, {"label": name, "href": ""}]


def _authorize(session: Session) -> None:
    body = min(rights.bodies(actor(), Role.OFFICE_CLERK), default=None)
    access.authorize(session, actor(), Action.REORGANISE, Scene(cppcc_id=body))


@pages.get("/new")
def ask() -> str:
    """The form."""
    return _form(form_page.BLANK, {})


def _form(posted: MultiDict[str, str], errors: form_page.Errors, preview: dict[str, Any] | None = None) -> str:
    with reading() as session:
        _authorize(session)
        begun = {"old_org": number(request.args.get("unit", ""))}
        view = form_page.view(session, ReorganisationForm, posted, errors, begun)
    return form_page.draw(
        view,
        title=t("办理机构调整", "A reorganisation"),
        crumbs=[
            {"label": tr(TITLE), "href": url_for("reorganisations.index")},
            {"label": t("办理", "New"), "href": ""},
        ],
        action=url_for("reorganisations.propose"),
        back_href=url_for("reorganisations.index"),
        submit=t("提交秘书长确认", "Send to the secretary-general") if preview else t("预览", "See what goes where"),
        **(preview or {}),
    )


@pages.post("/new")
def propose() -> Response | str | tuple[str, int]:
    """See what goes where; then, confirmed, send it on."""
    moves = {int(name[5:]): int(value) for name, value in request.form.items() if _is_move(name, value)}

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        return {"id": reorganising.propose(session, data, moves, actor()).id}

    try:
        if "confirmed" not in request.form:
            return _form(form_page.posted(), {}, _preview())
        made = form_page.take(ReorganisationForm, act)
    except BadAnswer as error:
        return _form(form_page.posted(), error.errors), 422
    shell.say(Text("已提交，待秘书长确认。", "Sent; the secretary-general has to confirm it."))
    return redirect(url_for("reorganisations.show", proposal_id=made["id"]))


def _is_move(name: str, value: str) -> bool:
    return name.startswith("move-") and number(name[5:]) is not None and number(value) is not None


def _preview() -> dict[str, Any]:
    with reading() as session:
        _authorize(session)
    data = known.read(ReorganisationForm, decode(ReorganisationForm, request.form))
    with reading() as session:
        facts = reorganising.read(session, data)
        found = reorganising.goes(session, data["old_org"], facts)
        heirs = [(str(unit_id), session.get_one(Unit, unit_id).name) for unit_id in facts["successors"]]
        missing = reorganising.without_liaison(session, facts)
    lines = [t(f"正在办理{len(found)}件：", f"{len(found)} open: ")] if found else [tr(NONE_OPEN)]
    asks = facts["kind"] == SPLIT and found
    lines += [] if asks else [_line(one) for one in found]
    choices = [
        {"name": f"move-{one.track.id}", "label": _line(one), "options": heirs, "value": heirs[0][0]} for one in found
    ]
    warned = [tr(NOBODY.format(unit=name)) for name in missing]
    return {"preview": [*lines, tr(KEPT), *warned], "choices": choices if asks else []}


def _line(one: Goes) -> str:
    """By its number, which everybody in the office may read; the state; and who has it then."""
    return f"{one.case.case_no or f'#{one.case.id}'} · {tr(one.track.state.label)} → {one.heir}"


@pages.get("/<int:proposal_id>")
def show(proposal_id: int) -> str:
    """One reorganisation, what goes where, and for the secretary-general the decision."""
    with reading() as session:
        one = _of(session, proposal_id)
        old = session.get_one(Unit, one.subject_id)
        found = [] if one.facts.get("moved") else reorganising.goes(session, old.id, one.facts)
        people = lookup.labels(session, "person", [one.made_by, one.decided_by or 0])
        names = {key: value.label for key, value in people.items()}
        told = [
            {"label": t("原单位", "Old unit"), "value": old.name, "href": url_for("organisation.unit", unit_id=old.id)},
            {"label": t("调整", "What happens"), "value": _said(session, one)},
            {"label": t("调整日期", "Effective on"), "value": one.facts["effective_on"]},
            {"label": t("依据文号", "Document no."), "value": one.facts["doc_no"]},
            {"label": t("提出", "Entered by"), "value": f"{names.get(one.made_by, '')} {fmt_instant(one.made_at)}"},
            {"label": t("确认", "Decided"), "value": _decided(one, names)},
        ]
        may_confirm = rights.may(Action.CONFIRM_REORGANISATION, actor(), Scene(cppcc_id=one.cppcc_id))
    is_open, is_own = one.state is ProposalState.WAITING, one.made_by == actor().person_id
    confirms = is_open and may_confirm and not is_own
    acts = []
    if confirms:
        done = url_for("reorganisations.confirm", proposal_id=one.id)
        acts.append(house.button(t("确认调整", "Confirm"), done, is_primary=True))
    if is_open and is_own:
        acts.append(house.button(t("撤回", "Take back"), url_for("reorganisations.take_back", proposal_id=one.id)))
    moved = {
        "title": t("承接事项", "What goes where"),
        "columns": [t("案件", "Case"), t("环节", "State"), t("承接单位", "Taken over by")],
        "rows": [{"cells": [g.case.case_no or f"#{g.case.id}", tr(g.track.state.label), g.heir]} for g in found],
        "empty": t("已全部移交。", "All has moved.") if one.facts.get("moved") else tr(NONE_OPEN),
    }
    return house.record_page(
        title=f"{old.name} · {tr(WORDS[one.facts['kind']])}",
        subtitle=tr(house.STATES[one.state]),
        crumbs=_crumbs(old.name),
        acts=acts,
        facts=told,
        sections=[moved],
        refuse=house.button("", url_for("reorganisations.refuse", proposal_id=one.id)) if confirms else None,
    )


def _of(session: Session, proposal_id: int) -> Proposal:
    found = proposals.of(session, proposal_id, (reorganising.KIND,))
    if found.cppcc_id not in bodies():
        raise NotFound
    return found


def _decided(one: Proposal, names: dict[int, str]) -> str:
    return f"{names.get(one.decided_by or 0, '')} {fmt_instant(one.decided_at)} {one.reason}".strip()


AGREED = Text("已确认，到调整日期自动移交。", "Confirmed; everything moves on its day.")
agreeing.answers(pages, reorganising.AGREEMENT, reorganising.confirm, AGREED)
