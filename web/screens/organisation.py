"""单位与专委会: which there are, since when and until when, and who holds a post there."""

from typing import Any

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import clock
from engine.errors import BadAnswer, NotPermitted
from engine.text import Text
from web import shell
from web.auth import actor
from web.screens import form_page, house
from web.transaction import reading
from web.words import listed, t, tr
from workflows import access
from workflows.people import candidates, organisation, rights
from workflows.people.models import Committee, District, Person, Post, Unit
from workflows.people.organisation import KINDS, CommitteeForm, UnitEditForm, UnitForm
from workflows.people.rights import Action, Scene
from workflows.people.roles import Role, ScopeKind

pages = Blueprint("organisation", __name__, url_prefix="/admin")
UNITS, COMMITTEES = Text("责任单位", "Responsible units"), Text("专门委员会", "Committees")
RENAMING = Text("更名、合并、分立请办理机构调整。", "To rename, merge or split it, use the reorganisation.")
STATES = (("open", Text("在册", "Open")), ("closed", Text("已撤销", "Closed")))


def seen(session: Session) -> list[int]:
    """The CPPCCs whose units the reader may see."""
    access.authorize(session, actor(), Action.SEE_UNITS)
    return organisation.kept_by(actor())


def own_body() -> int | None:
    """The CPPCC whose units the reader keeps; None where he keeps none."""
    return min(rights.bodies(actor(), Role.BUSINESS_ADMIN, Role.OFFICE_CLERK), default=None)


def _required_body() -> int:
    found = own_body()
    if found is None:
        raise NotPermitted(reason=rights.why_not(Action.KEEP_UNITS, actor(), Scene()))
    return found


@pages.get("/units")
def units() -> str:
    """Units, with a search, a filter and pages."""
    wanted = organisation.Filter(house.sought(), house.sought("kind"), house.sought("state"))
    with reading() as session:
        found = organisation.units(session, seen(session), wanted, house.PAGE, house.after())
        liaisons = candidates.liaisons(session, [one.id for one in found])
    today = clock.today()
    return house.list_page(
        "organisation.units",
        [
            {
                "title": one.name,
                "href": url_for("organisation.unit", unit_id=one.id),
                "cells": [one.short, tr(KINDS[one.kind]), liaisons.get(one.id, ("", ""))[0], house.span(one)],
                "tag": "" if one.is_valid(today) else t("已撤销", "closed"),
            }
            for one in found
        ],
        found[-1].id if len(found) == house.PAGE else None,
        title=tr(UNITS),
        columns=[
            t("全称", "Name"),
            t("简称", "Short"),
            t("类型", "Kind"),
            t("联络员", "Liaison"),
            t("有效期", "Days"),
        ],
        acts=[house.link(t("登记单位", "Enter a unit"), url_for("organisation.ask_unit"), is_primary=True)]
        if own_body() is not None
        else [],
        fields=[
            house.search_field(t("名称、拼音、别名", "Name, pinyin, other names")),
            house.select_field("kind", t("类型", "Kind"), [(str(kind), tr(words)) for kind, words in KINDS.items()]),
            house.select_field("state", t("状态", "State"), [(key, tr(words)) for key, words in STATES]),
        ],
    )


@pages.get("/units/<int:unit_id>")
def unit(unit_id: int) -> str:
    """A unit: its days, its other names, its successor, and who speaks for it."""
    with reading() as session:
        one = organisation.unit_of(session, unit_id, seen(session))
        posts = [_post_row(session, post) for post in organisation.holders(session, ScopeKind.UNIT, one.id)]
        heir = session.get(Unit, one.successor_id) if one.successor_id else None
        before = organisation.merged_into(session, one.id)
        district = session.get(District, one.district_id) if one.district_id else None
    keeps = organisation.keeps(actor(), one.cppcc_id)
    told = [
        {"label": t("简称", "Short"), "value": one.short},
        {"label": t("类型", "Kind"), "value": tr(KINDS[one.kind])},
        {"label": t("别名", "Other names"), "value": listed(one.aliases or [])},
        {"label": t("区县", "District"), "value": district.name if district else ""},
        {"label": t("有效期", "Days"), "value": house.span(one)},
        {
            "label": t("承接单位", "Taken over by"),
            "value": heir.name if heir else "",
            "href": url_for("organisation.unit", unit_id=heir.id) if heir else "",
        },
        {"label": t("并入的单位", "Took over"), "value": listed(found.name for found in before)},
        {
            "label": t("负责人在系统内审批", "Its head approves here"),
            "value": t("是", "yes") if one.has_unit_head_step else t("否", "no"),
        },
    ]
    return house.record_page(
        title=one.name,
        subtitle="" if one.is_valid(clock.today()) else t("已撤销", "Closed"),
        crumbs=_crumbs(UNITS, "organisation.units", one.name),
        acts=[house.link(t("修改", "Edit"), url_for("organisation.ask_unit_change", unit_id=one.id))] if keeps else [],
        facts=told,
        sections=[_posts_section(posts)],
    )


def _crumbs(words: Text, endpoint: str, name: str) -> list[dict[str, str]]:
    return [{"label": tr(words), "href": url_for(endpoint)}, {"label": name, "href": ""}]


def _posts_section(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": t("任职人员", "Who holds a post here"),
        "columns": [t("姓名", "Name"), t("职务", "Post"), t("任期", "Days")],
        "rows": rows,
        "empty": t("无人任职。", "Nobody holds a post here."),
    }


def _post_row(session: Session, post: Post) -> dict[str, Any]:
    person = session.get_one(Person, post.person_id)
    opens = rights.may(Action.SEE_PEOPLE, actor())
    return {
        "href": url_for("people.show", person_id=person.id) if opens else "",
        "cells": [person.name, f"{post.title} · {tr(post.role.label)}", house.span(post)],
    }


@pages.get("/units/new")
def ask_unit() -> str:
    """The form of a new unit."""
    return _unit_form(None, form_page.BLANK, {})


@pages.post("/units/new")
def add_unit() -> Response | tuple[str, int]:
    """Enter a unit."""
    body = _required_body()

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        return {"id": organisation.add_unit(session, body, data, actor()).id}

    try:
        made = form_page.take(UnitForm, act)
    except BadAnswer as error:
        return _unit_form(None, form_page.posted(), error.errors), 422
    shell.say(Text("已登记单位。", "The unit is entered."))
    return redirect(url_for("organisation.unit", unit_id=made["id"]))


@pages.get("/units/<int:unit_id>/edit")
def ask_unit_change(unit_id: int) -> str:
    """The form of what may change of a unit."""
    return _unit_form(unit_id, form_page.BLANK, {})


@pages.post("/units/<int:unit_id>/edit")
def change_unit(unit_id: int) -> Response | tuple[str, int]:
    """Change a unit, but for its name."""

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        organisation.change_unit(session, _kept_unit(session, unit_id), data, actor())
        return {}

    with reading() as session:
        _kept_unit(session, unit_id)
    try:
        form_page.take(UnitEditForm, act)
    except BadAnswer as error:
        return _unit_form(unit_id, form_page.posted(), error.errors), 422
    shell.say(Text("已修改。", "Changed."))
    return redirect(url_for("organisation.unit", unit_id=unit_id))


def _kept_unit(session: Session, unit_id: int) -> Unit:
    found = organisation.unit_of(session, unit_id, seen(session))
    access.authorize(session, actor(), Action.KEEP_UNITS, Scene(cppcc_id=found.cppcc_id))
    return found


def _unit_form(unit_id: int | None, posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    with reading() as session:
        found = _kept_unit(session, unit_id) if unit_id else None
        if found is None:
            _required_body()
        known = {**organisation.facts(found), "aliases": "、".join(found.aliases or [])} if found else {}
        form = UnitEditForm if found else UnitForm
        begun = {name: known.get(name) for name in form.shared().fields} if found else {}
        view = form_page.view(session, form, posted, errors, begun)
    title = found.name if found else t("登记单位", "Enter a unit")
    return form_page.draw(
        view,
        title=title,
        crumbs=_crumbs(UNITS, "organisation.units", title),
        action=url_for("organisation.change_unit", unit_id=unit_id) if unit_id else url_for("organisation.add_unit"),
        back_href=url_for("organisation.unit", unit_id=unit_id) if unit_id else url_for("organisation.units"),
        submit=t("保存", "Save"),
        note=tr(RENAMING) if found else "",
    )


@pages.get("/committees")
def committees() -> str:
    """All committees, closed ones too."""
    with reading() as session:
        found = organisation.committees(session, seen(session))
    today = clock.today()
    return house.list_page(
        "organisation.committees",
        [
            {
                "title": one.name,
                "href": url_for("organisation.committee", committee_id=one.id),
                "cells": [one.code, one.short, house.span(one)],
                "tag": "" if one.is_valid(today) else t("已撤销", "closed"),
            }
            for one in found
        ],
        None,
        title=tr(COMMITTEES),
        columns=[t("全称", "Name"), t("代码", "Code"), t("简称", "Short"), t("有效期", "Days")],
        acts=[house.link(t("登记专委会", "Enter a committee"), url_for("organisation.ask_committee"), is_primary=True)]
        if own_body() is not None
        else [],
    )


@pages.get("/committees/<int:committee_id>")
def committee(committee_id: int) -> str:
    """A committee: its days, and who holds a post there."""
    with reading() as session:
        one = organisation.committee_of(session, committee_id, seen(session))
        posts = [_post_row(session, post) for post in organisation.holders(session, ScopeKind.COMMITTEE, one.id)]
    change = url_for("organisation.ask_committee_change", committee_id=one.id)
    return house.record_page(
        title=one.name,
        subtitle="" if one.is_valid(clock.today()) else t("已撤销", "Closed"),
        crumbs=_crumbs(COMMITTEES, "organisation.committees", one.name),
        acts=[house.link(t("修改", "Edit"), change)] if organisation.keeps(actor(), one.cppcc_id) else [],
        facts=[
            {"label": t("代码", "Code"), "value": one.code},
            {"label": t("简称", "Short"), "value": one.short},
            {"label": t("有效期", "Days"), "value": house.span(one)},
        ],
        sections=[_posts_section(posts)],
    )


@pages.get("/committees/new")
def ask_committee() -> str:
    """The form of a new committee."""
    return _committee_form(None, form_page.BLANK, {})


@pages.post("/committees/new")
def add_committee() -> Response | tuple[str, int]:
    """Enter a committee."""
    return _committee_saved(None)


@pages.get("/committees/<int:committee_id>/edit")
def ask_committee_change(committee_id: int) -> str:
    """The form of a committee."""
    return _committee_form(committee_id, form_page.BLANK, {})


@pages.post("/committees/<int:committee_id>/edit")
def change_committee(committee_id: int) -> Response | tuple[str, int]:
    """Change a committee."""
    return _committee_saved(committee_id)


def _kept_committee(session: Session, committee_id: int) -> Committee:
    found = organisation.committee_of(session, committee_id, seen(session))
    access.authorize(session, actor(), Action.KEEP_UNITS, Scene(cppcc_id=found.cppcc_id))
    return found


def _committee_saved(committee_id: int | None) -> Response | tuple[str, int]:
    with reading() as session:
        body = _kept_committee(session, committee_id).cppcc_id if committee_id else _required_body()

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        found = _kept_committee(session, committee_id) if committee_id else None
        return {"id": organisation.save_committee(session, body, found, data, actor()).id}

    try:
        made = form_page.take(CommitteeForm, act)
    except BadAnswer as error:
        return _committee_form(committee_id, form_page.posted(), error.errors), 422
    shell.say(Text("已保存。", "Saved."))
    return redirect(url_for("organisation.committee", committee_id=made["id"]))


def _committee_form(committee_id: int | None, posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    with reading() as session:
        found = _kept_committee(session, committee_id) if committee_id else None
        if found is None:
            _required_body()
        names = ("code", "name", "short", "valid_from", "valid_until")
        begun = {name: getattr(found, name) for name in names} if found else {}
        view = form_page.view(session, CommitteeForm, posted, errors, begun)
    title = found.name if found else t("登记专委会", "Enter a committee")
    home = "organisation.committee" if committee_id else "organisation.committees"
    at = {"committee_id": committee_id} if committee_id else {}
    return form_page.draw(
        view,
        title=title,
        crumbs=_crumbs(COMMITTEES, "organisation.committees", title),
        action=url_for("organisation.change_committee" if committee_id else "organisation.add_committee", **at),
        back_href=url_for(home, **at),
        submit=t("保存", "Save"),
    )
