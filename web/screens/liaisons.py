"""联络员变更 (X19): a unit names its new liaison, or the office enters it; a case officer confirms."""

import secrets
from typing import Any

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import clock
from engine.errors import BadAnswer, NotFound
from engine.forms import Option
from engine.text import Text
from web import shell
from web.auth import actor
from web.screens import form_page, house
from web.screens.people import first_secret
from web.transaction import reading
from web.words import fmt_day, fmt_instant, listed, t, tr
from workflows.keeping import liaisons
from workflows.keeping.liaisons import EnteredLiaisonForm, LiaisonForm
from workflows.people import candidates, lookup, persons, rights
from workflows.people.models import Person, Proposal, ProposalState, Unit
from workflows.people.rights import Action
from workflows.people.roles import Role, ScopeKind
from workflows.settings import deadlines

pages = Blueprint("liaisons", __name__, url_prefix="/liaisons")
TITLE = Text("联络员变更", "Change of liaison")
SAID = Text("已提出，待承办人确认。", "Asked; a case officer has to confirm it.")


def own_units() -> list[int]:
    """The units for which the reader speaks."""
    return rights.places(actor(), ScopeKind.UNIT, Role.UNIT_LIAISON, Role.UNIT_HEAD)


def bodies() -> frozenset[int]:
    """The CPPCCs for whose units the reader enters."""
    return rights.bodies(actor(), Role.CASE_OFFICER, Role.OFFICE_CLERK)


@pages.get("")
def index() -> str:
    """What was asked for, the latest first: of one's own units, or of the office's."""
    units, inside = own_units(), bodies()
    if not units and not inside:
        raise NotFound
    with reading() as session:
        found = liaisons.listed(session, inside, units, house.PAGE, house.after())
        rows = [_row(session, one) for one in found]
    return house.list_page(
        "liaisons.index",
        rows,
        found[-1].id if len(found) == house.PAGE else None,
        title=tr(TITLE),
        columns=[t("单位", "Unit"), t("新联络员", "New liaison"), t("起始日期", "From"), t("最迟确认", "Confirm by")],
        acts=[house.link(t("更换联络员", "Change a liaison"), url_for("liaisons.ask"), is_primary=True)],
        empty=(
            t("没有联络员变更", "No change of liaison"),
            t("单位提出或办公室代录后在这里确认。", "What a unit asks for, or the office enters, is confirmed here."),
        ),
    )


def _row(session: Session, one: Proposal) -> dict[str, Any]:
    is_open = one.state is ProposalState.WAITING
    due = deadlines.due(session, liaisons.RULE, one.made_at, clock.day_of(one.made_at)) if is_open else None
    return {
        "title": session.get_one(Unit, one.subject_id).name,
        "href": url_for("liaisons.show", proposal_id=one.id),
        "cells": [one.facts["name"], one.facts["valid_from"], fmt_day(clock.day_of(due.due_at)) if due else ""],
        "tag": tr(house.STATES[one.state]),
    }


@pages.get("/new")
def ask() -> str:
    """The form: of the unit, or (with the unit to be named) of the office."""
    return _form(form_page.BLANK, {})


def _shape(units: list[int]) -> type[LiaisonForm]:
    return LiaisonForm if len(units) == 1 else EnteredLiaisonForm


def _form(posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    units = own_units()
    if not units and not bodies():
        raise NotFound
    form = _shape(units)
    with reading() as session:
        begun = {"valid_from": clock.today()}
        choices = {"unit": [_option(session.get_one(Unit, one)) for one in units]} if len(units) > 1 else None
        view = form_page.view(session, form, posted, errors, begun, choices)
        now = candidates.liaisons(session, units[:1])
    name = next((name for name, _phone in now.values()), "")
    return form_page.draw(
        view,
        title=t("更换联络员", "Change the liaison"),
        crumbs=[{"label": tr(TITLE), "href": url_for("liaisons.index")}, {"label": t("更换", "Change"), "href": ""}],
        action=url_for("liaisons.propose"),
        back_href=url_for("units.home") if units else url_for("liaisons.index"),
        submit=t("提出", "Ask for it"),
        note=(t(f"现任：{name}。", f"Now: {name}. ") if name else "")
        + t(
            "承办人确认后生效：在办事项随岗位转给新联络员，原联络员的账号停用。",
            "A case officer confirms it: what is open goes to the new liaison, and the old account closes.",
        ),
    )


def _option(unit: Unit) -> Option:
    return Option(str(unit.id), Text(unit.name, unit.name))


@pages.post("/new")
def propose() -> Response | tuple[str, int]:
    """Ask for it."""
    units = own_units()
    if not units and not bodies():
        raise NotFound

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        unit_id = data["unit"] if "unit" in data else units[0]
        return {"id": liaisons.ask(session, unit_id, data, actor()).id}

    try:
        made = form_page.take(_shape(units), act)
    except BadAnswer as error:
        return _form(form_page.posted(), error.errors), 422
    shell.say(SAID)
    return redirect(url_for("liaisons.show", proposal_id=made["id"]))


@pages.get("/<int:proposal_id>")
def show(proposal_id: int) -> str:
    """One change, and for the officer the decision."""
    return _record(proposal_id)


def _record(proposal_id: int, secret: dict[str, str] | None = None) -> str:
    with reading() as session:
        one = liaisons.of(session, proposal_id, actor(), Action.CHANGE_LIAISON)
        unit = session.get_one(Unit, one.subject_id)
        may_confirm = rights.may(Action.CONFIRM_LIAISON, actor(), liaisons.scene(unit))
        told = _told(session, one, unit)
    is_open, is_own = one.state is ProposalState.WAITING, one.made_by == actor().person_id
    confirms = is_open and may_confirm and not is_own
    acts = []
    if confirms:
        done = url_for("liaisons.confirm", proposal_id=one.id)
        acts.append(house.button(t("确认更换", "Confirm"), done, is_primary=True))
    if is_open and is_own:
        acts.append(house.button(t("撤回", "Take back"), url_for("liaisons.take_back", proposal_id=one.id)))
    return house.record_page(
        title=f"{unit.name} · {one.facts['name']}",
        subtitle=tr(house.STATES[one.state]),
        crumbs=[{"label": tr(TITLE), "href": url_for("liaisons.index")}, {"label": unit.name, "href": ""}],
        acts=acts,
        facts=told,
        secret=secret,
        refuse=house.button("", url_for("liaisons.refuse", proposal_id=one.id)) if confirms else None,
    )


def _told(session: Session, one: Proposal, unit: Unit) -> list[dict[str, str]]:
    people = lookup.labels(session, "person", [one.made_by, one.decided_by or 0])
    now = session.query(Person.name).filter(Person.id.in_([post.person_id for post in liaisons.held(session, unit.id)]))
    names = {key: found.label for key, found in people.items()}
    decided = f"{names.get(one.decided_by or 0, '')} {fmt_instant(one.decided_at)} {one.reason}".strip()
    return [
        {"label": t("单位", "Unit"), "value": unit.name},
        {"label": t("现任", "Now"), "value": listed(name for (name,) in now)},
        {"label": t("新联络员", "New liaison"), "value": one.facts["name"]},
        {"label": t("电话", "Telephone"), "value": one.facts["phone"]},
        {"label": t("起始日期", "From"), "value": one.facts["valid_from"]},
        {"label": t("提出", "Asked by"), "value": f"{names.get(one.made_by, '')} {fmt_instant(one.made_at)}"},
        {"label": t("单位由谁提出", "Who at the unit asked"), "value": one.facts["asked_by"]},
        {"label": t("确认", "Decided"), "value": decided},
    ]


@pages.post("/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> str:
    """The officer agrees; the new liaison's first password is shown once."""
    with reading() as session:
        one = liaisons.of(session, proposal_id, actor(), Action.CONFIRM_LIAISON)
        person, login = liaisons.login_for(session, one)
    first, stamp = persons.first_password(person, login), secrets.token_hex(8)

    def act(session: Session) -> dict[str, Any]:
        is_new = liaisons.confirm(session, proposal_id, login, first.hashed, actor())
        return {"stamp": stamp if is_new else ""}

    is_his = form_page.do(act)["stamp"] == stamp
    return _record(proposal_id, first_secret(f"{login}  {first.password}" if is_his else ""))


@pages.post("/<int:proposal_id>/refuse")
def refuse(proposal_id: int) -> Response:
    """The officer does not agree."""
    reason = house.reason()

    def act(session: Session) -> dict[str, Any]:
        liaisons.refuse(session, proposal_id, reason, actor())
        return {}

    form_page.do(act)
    shell.say(Text("已答复不同意。", "Refused; nothing has changed."))
    return redirect(url_for("liaisons.show", proposal_id=proposal_id))


@pages.post("/<int:proposal_id>/take-back")
def take_back(proposal_id: int) -> Response:
    """Whoever asked thinks better of it."""

    def act(session: Session) -> dict[str, Any]:
        liaisons.take_back(session, proposal_id, actor())
        return {}

    form_page.do(act)
    shell.say(Text("已撤回。", "Taken back."))
    return redirect(url_for("liaisons.show", proposal_id=proposal_id))
