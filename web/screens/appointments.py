"""任命: a post is proposed by the security administrator and confirmed by the system administrator; one is ended at
once, with a warning where nobody follows. Who holds what, as a list."""

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
from web.screens.people import crumbs, may
from web.transaction import reading
from web.words import fmt_instant, listed, t, tr
from workflows import access
from workflows.people import appointing, candidates, persons, proposals
from workflows.people.actors import printed_title
from workflows.people.appointing import AppointForm, EndForm
from workflows.people.models import Person, Post, Proposal, ProposalKind, ProposalState
from workflows.people.posts import Appointment
from workflows.people.rights import Action
from workflows.people.roles import Role

pages = Blueprint("appointments", __name__, url_prefix="/admin")
TITLE = Text("任命复核", "Appointments")
POST = (ProposalKind.POST,)
CANNOT = Text("现在不能生效：{why}", "It cannot take effect now: {why}")
SAID = Text("已提出，待系统管理员复核后生效。", "Proposed; it takes effect when the system administrator confirms it.")


@pages.get("/posts")
def posts() -> str:
    """Who holds what, today or to come."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_PEOPLE)
        found = appointing.holdings(session, house.sought("role"), house.sought().lower(), house.PAGE, house.after())
        places = {one.post.id: candidates.place_of(session, one.post.group) for one in found}
    return house.list_page(
        "appointments.posts",
        [
            {
                "title": printed_title(one.post),
                "href": url_for("people.show", person_id=one.person.id),
                "cells": [
                    one.person.name,
                    tr(one.post.role.label) + (f" · {places[one.post.id]}" if places[one.post.id] else ""),
                    house.span(one.post),
                ],
            }
            for one in found
        ],
        found[-1].post.id if len(found) == house.PAGE else None,
        title=t("职务与岗位", "Posts and roles"),
        columns=[t("职务", "Post"), t("任职人", "Held by"), t("岗位", "Role"), t("任期", "Days")],
        fields=[
            house.search_field(t("姓名、职务", "Name, title")),
            house.select_field("role", t("岗位", "Role"), [(str(role), tr(role.label)) for role in Role]),
        ],
    )


@pages.get("/appointments")
def index() -> str:
    """What is proposed, the latest first."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_PEOPLE)
        waits = house.sought("state") != "all"
        found = proposals.listed(session, POST, house.PAGE, only_waiting=waits, before=house.after())
        names = _names(session, found)
    return house.list_page(
        "appointments.index",
        [
            {
                "title": names.get(one.subject_id, ""),
                "href": url_for("appointments.show", proposal_id=one.id),
                "cells": [
                    tr(appointing.said(Appointment.read(one.facts))),
                    f"{names.get(one.made_by, tr(proposals.NOBODY))} {fmt_instant(one.made_at)}",
                ],
                "tag": tr(house.STATES[one.state]),
            }
            for one in found
        ],
        found[-1].id if len(found) == house.PAGE else None,
        title=tr(TITLE),
        columns=[t("人员", "Person"), t("职务", "Post"), t("提出", "Proposed")],
        fields=[
            {
                "name": "state",
                "label": t("状态", "State"),
                "kind": "select",
                "value": house.sought("state"),
                "options": [
                    {"value": "", "label": t("待复核", "To be confirmed")},
                    {"value": "all", "label": t("全部", "All")},
                ],
            }
        ],
        empty=(
            t("没有待复核的任命", "No post waits to be confirmed"),
            t("安全管理员提出任命后在这里复核。", "What the security administrator proposes is confirmed here."),
        ),
    )


def _names(session: Session, found: Any) -> dict[int, str]:
    ids = {one.subject_id for one in found} | {one.made_by for one in found} | {one.decided_by or 0 for one in found}
    return dict(session.query(Person.id, Person.name).filter(Person.id.in_(ids)).all())


@pages.get("/appointments/<int:proposal_id>")
def show(proposal_id: int) -> str:
    """One proposal: what the person holds, what he would hold, and who decides."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_PEOPLE)
        one = proposals.of(session, proposal_id, POST)
        person, wish = persons.of(session, one.subject_id), Appointment.read(one.facts)
        told = _told(session, one, person, wish)
        wrong = appointing.faults(session, person, wish._replace(first=max(wish.first, clock.today())))
    is_open, is_own = one.state is ProposalState.WAITING, one.made_by == actor().person_id
    confirms = is_open and may(Action.CONFIRM_POSTS) and not is_own
    acts = []
    if confirms and not wrong:
        done = url_for("appointments.confirm", proposal_id=one.id)
        acts.append(house.button(t("同意，即时生效", "Confirm"), done, is_primary=True))
    if is_open and is_own:
        acts.append(house.button(t("撤回", "Take back"), url_for("appointments.take_back", proposal_id=one.id)))
    return house.record_page(
        title=f"{person.name} · {wish.title}",
        subtitle=tr(house.STATES[one.state]),
        crumbs=[{"label": tr(TITLE), "href": url_for("appointments.index")}, {"label": person.name, "href": ""}],
        acts=acts,
        notes=[tr(CANNOT.format(why=texts[0])) for texts in wrong.values()] if is_open else [],
        facts=told,
        refuse=house.button("", url_for("appointments.refuse", proposal_id=one.id)) if confirms else None,
    )


def _told(session: Session, one: Proposal, person: Person, wish: Appointment) -> list[dict[str, str]]:
    """Before and after, side by side, and who has had a hand in it."""
    held = [printed_title(post) for post in persons.posts_of(session, person.id) if post.is_valid(clock.today())]
    place = candidates.place_of(session, f"{wish.role}@{wish.scope[0]}:{wish.scope[1]}")
    names = _names(session, [one])
    made = f"{names.get(one.made_by, tr(proposals.NOBODY))} {fmt_instant(one.made_at)}"
    decided = f"{names.get(one.decided_by or 0, '')} {fmt_instant(one.decided_at)} {one.reason}".strip()
    return [
        {"label": t("人员", "Person"), "value": person.name, "href": url_for("people.show", person_id=person.id)},
        {"label": t("现任", "Holds now"), "value": listed(held) or t("无职务", "nothing")},
        {"label": t("拟任", "Would hold"), "value": tr(appointing.said(wish))},
        {"label": t("岗位", "Role"), "value": tr(wish.role.label) + (f" · {place}" if place else "")},
        {"label": t("提出", "Proposed by"), "value": made},
        {"label": t("复核", "Decided"), "value": decided},
    ]


@pages.post("/appointments/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> Response:
    """The second officer agrees."""
    form_page.do(lambda session: {"post": appointing.confirm(session, proposal_id, actor()).id})
    shell.say(Text("已复核，任命生效。", "Confirmed; the post is given."))
    return redirect(url_for("appointments.show", proposal_id=proposal_id))


@pages.post("/appointments/<int:proposal_id>/refuse")
def refuse(proposal_id: int) -> Response:
    """The second officer does not agree."""
    reason = house.reason()
    form_page.do(lambda session: {"id": appointing.refuse(session, proposal_id, reason, actor()).id})
    shell.say(Text("已答复不同意，任命不生效。", "Refused; nothing has changed."))
    return redirect(url_for("appointments.show", proposal_id=proposal_id))


@pages.post("/appointments/<int:proposal_id>/take-back")
def take_back(proposal_id: int) -> Response:
    """Whoever proposed it thinks better of it."""
    form_page.do(lambda session: {"id": appointing.take_back(session, proposal_id, actor()).id})
    shell.say(Text("已撤回。", "Taken back."))
    return redirect(url_for("appointments.show", proposal_id=proposal_id))


@pages.get("/people/<int:person_id>/post")
def ask(person_id: int) -> str:
    """The form in which a post is proposed."""
    return _propose(person_id, form_page.BLANK, {})


def _propose(person_id: int, posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    with reading() as session:
        access.authorize(session, actor(), Action.GRANT_POSTS)
        person = persons.of(session, person_id)
        view = form_page.view(session, AppointForm, posted, errors, {"valid_from": clock.today()})
    return form_page.draw(
        view,
        title=t(f"为{person.name}提出任命", f"Propose a post for {person.name}"),
        crumbs=crumbs(person.name),
        action=url_for("appointments.propose", person_id=person_id),
        back_href=url_for("people.show", person_id=person_id),
        submit=t("提出", "Propose"),
        note=t(
            "系统管理员复核后才生效。系统、安全、审计管理员互不兼任，也不兼办业务。",
            "It takes effect when the system administrator confirms it. The three administrators hold nothing else.",
        ),
    )


@pages.post("/people/<int:person_id>/post")
def propose(person_id: int) -> Response | tuple[str, int]:
    """Propose a post."""

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        wish = appointing.read(session, persons.of(session, person_id), data)
        return {"id": appointing.propose(session, person_id, wish, actor()).id}

    with reading() as session:
        access.authorize(session, actor(), Action.GRANT_POSTS)
        persons.of(session, person_id)
    try:
        made = form_page.take(AppointForm, act)
    except BadAnswer as error:
        return _propose(person_id, form_page.posted(), error.errors), 422
    shell.say(SAID)
    return redirect(url_for("appointments.show", proposal_id=made["id"]))


@pages.get("/posts/<int:post_id>/end")
def ask_end(post_id: int) -> str:
    """The form in which a post is ended."""
    return _ending(post_id, form_page.BLANK, {})


def _post(session: Session, post_id: int) -> Post:
    access.authorize(session, actor(), Action.GRANT_POSTS)
    found = session.get(Post, post_id)
    if found is None:
        raise NotFound
    return found


def _ending(post_id: int, posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    with reading() as session:
        post = _post(session, post_id)
        name = persons.of(session, post.person_id).name
        view = form_page.view(session, EndForm, posted, errors, {"from_day": clock.today()})
    return form_page.draw(
        view,
        title=t(f"免去{name}“{post.title}”", f"End “{post.title}” of {name}"),
        crumbs=crumbs(name),
        action=url_for("appointments.end", post_id=post_id),
        back_href=url_for("people.show", person_id=post.person_id),
        submit=t("免职", "End it"),
        note=t(
            "本人已认领的事项到时退回该岗位，由继任者或同岗位的人办理；没有其他职务的，账号同时停用。",
            "What this person had taken goes back to the post; without any other post the account closes too.",
        ),
    )


@pages.post("/posts/<int:post_id>/end")
def end(post_id: int) -> Response | tuple[str, int]:
    """End a post."""

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        appointing.end(session, post_id, data["from_day"], bool(data["anyway"]), actor())
        return {}

    with reading() as session:
        person_id = _post(session, post_id).person_id
    try:
        form_page.take(EndForm, act)
    except BadAnswer as error:
        return _ending(post_id, form_page.posted(), error.errors), 422
    shell.say(Text("已免职。", "The post is ended."))
    return redirect(url_for("people.show", person_id=person_id))


@pages.get("/people/<int:person_id>/leave")
def ask_leave(person_id: int) -> str:
    """The form in which somebody leaves office."""
    return _leaving(person_id, form_page.BLANK, {})


def _leaving(person_id: int, posted: MultiDict[str, str], errors: form_page.Errors) -> str:
    with reading() as session:
        access.authorize(session, actor(), Action.GRANT_POSTS)
        person = persons.of(session, person_id)
        titles = [p.title for p in persons.posts_of(session, person_id) if p.is_valid(clock.today())]
        view = form_page.view(session, EndForm, posted, errors, {"from_day": clock.today()})
    held = listed(titles)
    return form_page.draw(
        view,
        title=t(f"{person.name}离任", f"{person.name} leaves office"),
        crumbs=crumbs(person.name),
        action=url_for("appointments.leave", person_id=person_id),
        back_href=url_for("people.show", person_id=person_id),
        submit=t("办理离任", "End all posts"),
        note=t(f"全部职务到时结束：{held}。账号同时停用。", f"All posts end: {held}. The account closes with them."),
    )


@pages.post("/people/<int:person_id>/leave")
def leave(person_id: int) -> Response | tuple[str, int]:
    """All posts of somebody end."""

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        appointing.leave(session, person_id, data["from_day"], bool(data["anyway"]), actor())
        return {}

    with reading() as session:
        access.authorize(session, actor(), Action.GRANT_POSTS)
        persons.of(session, person_id)
    try:
        form_page.take(EndForm, act)
    except BadAnswer as error:
        return _leaving(person_id, form_page.posted(), error.errors), 422
    shell.say(Text("已办理离任。", "All posts are ended."))
    return redirect(url_for("people.show", person_id=person_id))
