"""人员: who there is, with account and posts. The system administrator keeps people and accounts; the security
administrator proposes and ends posts; the auditor reads."""

import secrets
from typing import Any

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import clock
from engine.errors import BadAnswer, NotFound
from engine.text import Text
from web import shell
from web.auth import actor
from web.screens import form_page, house
from web.transaction import reading
from web.words import fmt_instant, listed, t, tr
from workflows import access
from workflows.people import absences, candidates, persons, proposals, rights
from workflows.people.actors import printed_title
from workflows.people.models import Account, Cppcc, Person, Post, Proposal, ProposalKind, Unit
from workflows.people.persons import AccountForm, PersonForm
from workflows.people.rights import Action
from workflows.people.roles import Role

pages = Blueprint("people", __name__, url_prefix="/admin/people")
TITLE = Text("人员", "People")
STATES = (
    ("held", Text("有职务", "Holds a post")),
    ("free", Text("无职务", "Holds none")),
    ("shut", Text("账号停用或锁定", "Account closed or locked")),
)
FIRST = Text(
    "只显示这一次，请当面或电话告知本人，首次登录须修改。",
    "Shown this once: tell it in person; it is changed at the first sign-in.",
)


def may(action: Action) -> bool:
    return rights.may(action, actor())


@pages.get("")
def index() -> str:
    """People, with a search, a filter and pages."""
    wanted = persons.Filter(house.sought(), house.sought("role"), house.sought("state"))
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_PEOPLE)
        found = persons.listed(session, wanted, house.PAGE, house.after())
    return house.list_page(
        "people.index",
        [
            {
                "title": one.person.name,
                "href": url_for("people.show", person_id=one.person.id),
                "cells": [listed(one.titles), one.person.sector, tr(account_state(one.account))],
                "tag": t("委员", "Member") if one.person.is_member else "",
            }
            for one in found
        ],
        found[-1].person.id if len(found) == house.PAGE else None,
        title=tr(TITLE),
        columns=[t("姓名", "Name"), t("职务", "Posts"), t("界别", "Sector"), t("账号", "Account")],
        acts=[house.link(t("登记人员", "Enter somebody"), url_for("people.ask"), is_primary=True)]
        if may(Action.CHANGE_ACCOUNTS)
        else [],
        fields=[
            house.search_field(t("姓名、拼音、电话", "Name, pinyin, telephone")),
            house.select_field("role", t("岗位", "Role"), [(str(role), tr(role.label)) for role in Role]),
            house.select_field("state", t("状态", "State"), [(key, tr(words)) for key, words in STATES]),
        ],
    )


def account_state(account: Account | None) -> Text:
    if account is None:
        return Text("未开立", "none")
    if account.disabled_at is not None:
        return Text("已停用", "closed")
    if account.locked_until is not None and account.locked_until > clock.now():
        return Text("已锁定", "locked")
    return Text("可登录", "open")


@pages.get("/<int:person_id>")
def show(person_id: int) -> str:
    """Somebody: who he is, his account, his posts, and what is proposed for him."""
    return _record(person_id)


def _record(person_id: int, secret: dict[str, str] | None = None) -> str:
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_PEOPLE)
        person, account = persons.of(session, person_id), persons.account_of(session, person_id)
        told = _told(session, person, account)
        posts = [_post_row(session, post) for post in persons.posts_of(session, person_id)]
        waiting = proposals.listed(session, (ProposalKind.POST,), 20, subject_id=person_id)
        asked = [_proposal_row(session, one) for one in waiting]
    return house.record_page(
        title=person.name,
        crumbs=crumbs(person.name),
        acts=_acts(person_id, account),
        facts=told,
        secret=secret,
        sections=[
            {
                "title": t("职务", "Posts"),
                "columns": [t("职务", "Post"), t("岗位", "Role"), t("任期", "Days")],
                "rows": posts,
                "empty": t("没有职务，登录后看不到任何案件。", "No post: whoever holds none sees no case."),
                "act": house.link(t("提出任命", "Propose a post"), url_for("appointments.ask", person_id=person_id))
                if may(Action.GRANT_POSTS)
                else None,
            },
            {
                "title": t("任命复核", "Proposals"),
                "columns": [t("职务", "Post"), t("状态", "State"), t("提出", "Proposed")],
                "rows": asked,
                "empty": t("没有提出过任命。", "Nothing was proposed."),
            },
        ],
    )


def _told(session: Session, person: Person, account: Account | None) -> list[dict[str, str]]:
    employer = session.get(Unit, person.employer_unit_id) if person.employer_unit_id else None
    away = [house.span(one) for one in absences.coming(session, person.id)]
    return [
        {"label": t("电话", "Telephone"), "value": person.phone if may(Action.CHANGE_ACCOUNTS) else ""},
        {"label": t("工作单位", "Employer"), "value": employer.name if employer else ""},
        {"label": t("政协委员", "Member"), "value": person.sector or (t("是", "yes") if person.is_member else "")},
        {"label": t("登录名", "Login"), "value": account.login if account else ""},
        {"label": t("账号", "Account"), "value": tr(account_state(account))},
        {"label": t("请假", "Away"), "value": listed(away)},
    ]


def crumbs(*names: str) -> list[dict[str, str]]:
    return [{"label": tr(TITLE), "href": url_for("people.index")}, *({"label": one, "href": ""} for one in names)]


def _acts(person_id: int, account: Account | None) -> list[dict[str, Any]]:
    acts = []
    if may(Action.CHANGE_ACCOUNTS):
        acts.append(house.link(t("修改", "Edit"), url_for("people.ask_change", person_id=person_id)))
        if account is None:
            acts.append(
                house.link(t("开立账号", "Open an account"), url_for("people.ask_account", person_id=person_id))
            )
        elif account.disabled_at is not None:
            acts.append(house.button(t("启用账号", "Reopen"), url_for("people.reopen_account", person_id=person_id)))
        else:
            reset = url_for("people.reset_account", person_id=person_id)
            acts.append(house.button(t("重置密码", "New password"), reset))
            acts.append(house.button(t("停用账号", "Close"), url_for("people.close_account", person_id=person_id)))
    if may(Action.GRANT_POSTS):
        acts.append(house.link(t("办理离任", "Leaves office"), url_for("appointments.ask_leave", person_id=person_id)))
    return acts


def _post_row(session: Session, post: Post) -> dict[str, Any]:
    is_over = post.valid_until is not None and post.valid_until < clock.today()
    place = candidates.place_of(session, post.group)
    acts = [house.link(t("免职", "End it"), url_for("appointments.ask_end", post_id=post.id))]
    return {
        "cells": [printed_title(post), tr(post.role.label) + (f" · {place}" if place else ""), house.span(post)],
        "acts": acts if may(Action.GRANT_POSTS) and not is_over else [],
    }


def _proposal_row(session: Session, one: Proposal) -> dict[str, Any]:
    by = session.get(Person, one.made_by)
    name = by.name if by else ""
    return {
        "href": url_for("appointments.show", proposal_id=one.id),
        "cells": [one.facts["title"], tr(house.STATES[one.state]), f"{name} {fmt_instant(one.made_at)}".strip()],
    }


@pages.get("/new")
def ask() -> str:
    """The form of somebody new."""
    return _person(None, form_page.BLANK, {})


@pages.post("/new")
def add() -> Response | tuple[str, int]:
    """Enter somebody."""
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_ACCOUNTS)
        home = session.query(Cppcc.id).order_by(Cppcc.id).limit(1).scalar()
        bodies = rights.bodies(actor(), Role.SYS_ADMIN)
    own = min(bodies) if bodies else home

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        return {"id": persons.create(session, own, data, actor()).id}

    try:
        made = form_page.take(PersonForm, act)
    except BadAnswer as error:
        return _person(None, form_page.posted(), error.errors), 422
    shell.say(Text("已登记。下一步：开立账号，由安全管理员提出任命。", "Entered. Next: an account, and a post."))
    return redirect(url_for("people.show", person_id=made["id"]))


@pages.get("/<int:person_id>/edit")
def ask_change(person_id: int) -> str:
    """The form of what is known of somebody."""
    return _person(person_id, form_page.BLANK, {})


@pages.post("/<int:person_id>/edit")
def change(person_id: int) -> Response | tuple[str, int]:
    """Correct what is known of somebody."""

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        return {"id": persons.change(session, person_id, data, actor()).id}

    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_ACCOUNTS)
        persons.of(session, person_id)
    try:
        form_page.take(PersonForm, act)
    except BadAnswer as error:
        return _person(person_id, form_page.posted(), error.errors), 422
    shell.say(Text("已修改。", "Changed."))
    return redirect(url_for("people.show", person_id=person_id))


def _person(person_id: int | None, posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_ACCOUNTS)
        found = persons.of(session, person_id) if person_id else None
        known = (
            {
                "name": found.name,
                "phone": found.phone,
                "employer": found.employer_unit_id,
                "is_member": found.is_member,
                "sector": found.sector,
            }
            if found
            else {}
        )
        view = form_page.view(session, PersonForm, posted, errors, known)
    home = url_for("people.show", person_id=person_id) if person_id else url_for("people.index")
    title = t("修改人员", "Edit somebody") if found else t("登记人员", "Enter somebody")
    return form_page.draw(
        view,
        title=title,
        crumbs=crumbs(found.name if found else title),
        action=url_for("people.change", person_id=person_id) if person_id else url_for("people.add"),
        back_href=home,
        submit=t("保存", "Save"),
    )


@pages.get("/<int:person_id>/account")
def ask_account(person_id: int) -> str:
    """The form of a new account."""
    return _account(person_id, form_page.BLANK, {})


@pages.post("/<int:person_id>/account")
def open_account(person_id: int) -> str | tuple[str, int]:
    """Open an account; its first password is shown once."""
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_ACCOUNTS)
        person = persons.of(session, person_id)
    login = str(form_page.posted().get("login", ""))[:80]
    first, stamp = persons.first_password(person, login), secrets.token_hex(8)

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        persons.open_account(session, person_id, data["login"], first.hashed, actor())
        return {"stamp": stamp}

    try:
        done = form_page.take(AccountForm, act)
    except BadAnswer as error:
        return _account(person_id, form_page.posted(), error.errors), 422
    return _record(person_id, first_secret(first.password if done["stamp"] == stamp else ""))


def first_secret(password: str) -> dict[str, str] | None:
    """Told once; a repeat of the request made none."""
    if not password:
        return None
    return {"label": t("首次登录密码", "First password"), "value": password, "note": tr(FIRST)}


def _account(person_id: int, posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_ACCOUNTS)
        person = persons.of(session, person_id)
        view = form_page.view(session, AccountForm, posted, errors, {"login": person.pinyin.split(" ")[0]})
    return form_page.draw(
        view,
        title=t(f"为{person.name}开立账号", f"An account for {person.name}"),
        crumbs=crumbs(person.name),
        action=url_for("people.open_account", person_id=person_id),
        back_href=url_for("people.show", person_id=person_id),
        submit=t("开立", "Open it"),
        note=t("账号本身没有任何权限；权限来自职务。", "An account opens nothing by itself: rights come with posts."),
    )


@pages.post("/<int:person_id>/account/reset")
def reset_account(person_id: int) -> str:
    """A first password anew, shown once."""
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_ACCOUNTS)
        person, account = persons.of(session, person_id), persons.account_of(session, person_id)
        if account is None:
            raise NotFound
    first, stamp = persons.first_password(person, account.login), secrets.token_hex(8)

    def act(session: Session) -> dict[str, Any]:
        persons.reset_account(session, person_id, first.hashed, actor())
        return {"stamp": stamp}

    done = form_page.do(act)
    return _record(person_id, first_secret(first.password if done["stamp"] == stamp else ""))


@pages.post("/<int:person_id>/account/close")
def close_account(person_id: int) -> Response:
    """End an account at once."""
    return _switch(
        person_id, persons.close_account, Text("账号已停用，其登录即时失效。", "Closed; all sessions ended.")
    )


@pages.post("/<int:person_id>/account/reopen")
def reopen_account(person_id: int) -> Response:
    """Open a closed account again."""
    return _switch(person_id, persons.reopen_account, Text("账号已启用。", "Open again."))


def _switch(person_id: int, do: Any, said: Text) -> Response:
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_ACCOUNTS)
        persons.of(session, person_id)

    def act(session: Session) -> dict[str, Any]:
        do(session, person_id, actor())
        return {}

    form_page.do(act)
    shell.say(said)
    return redirect(url_for("people.show", person_id=person_id))
