"""审批路线: who approves what, in which order; another one from a day to come, the old ones in view."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import clock
from engine.errors import BadAnswer, NotFound
from engine.forms import load
from engine.text import Text
from web import shell
from web.auth import actor
from web.forms import decode
from web.screens import form_page, house
from web.transaction import reading
from web.words import fmt_day, t, tr
from workflows import access
from workflows.people import rights
from workflows.people.rights import Action, Scene
from workflows.settings import day_form, route_form
from workflows.settings.defaults import SINCE
from workflows.settings.models import Route
from workflows.settings.route_form import RouteForm

pages = Blueprint("routes", __name__, url_prefix="/admin/routes")
TITLE = Text("审批路线", "Approval chains")
KEPT = Text("此前已提交的文件仍按原路线办理。", "Papers submitted before keep theirs.")


def _scene(session: Session) -> Scene:
    return Scene(cppcc_id=day_form.keeper(session))


def _keeps(session: Session) -> bool:
    return rights.may(Action.CHANGE_SETTINGS, actor(), _scene(session))


@pages.get("")
def index() -> str:
    """Every chain as it holds today."""
    today = clock.today()
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_SETTINGS)
        found = route_form.by_name(session)
    rows = []
    for name, known in found.items():
        now, coming = route_form.held(known, today), [row for row in known if row.valid_from > today]
        rows.append(
            {
                "title": tr(Text(*now.words)),
                "href": url_for("routes.show", name=name),
                "cells": [" → ".join(tr(words) for words in route_form.in_words(now))],
                "tag": t(f"{coming[-1].valid_from}起更改", f"changes on {coming[-1].valid_from}") if coming else "",
            }
        )
    return house.list_page(
        "routes.index",
        rows,
        None,
        title=tr(TITLE),
        subtitle=t("今天提交的文件适用", "As they hold for a paper submitted today"),
        columns=[t("路线", "Chain"), t("环节", "Steps")],
    )


@pages.get("/<name>")
def show(name: str) -> str:
    """One chain with its history."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_SETTINGS)
        found, keeps = route_form.history(session, name), _keeps(session)
    now = route_form.held(found, clock.today())
    return house.record_page(
        title=tr(Text(*now.words)),
        crumbs=_crumbs(tr(Text(*now.words))),
        acts=[house.link(t("更改", "Change it"), url_for("routes.ask", name=name), is_primary=True)] if keeps else [],
        sections=[
            {
                "title": _state(row, now),
                "columns": [t("步", "Step"), t("环节", "Seats")],
                "rows": [
                    {"cells": [str(n), tr(words)], "acts": []}
                    for n, words in enumerate(route_form.in_words(row), start=1)
                ],
                "act": None,
                "undo": house.button(t("撤回", "Take back"), url_for("routes.take_back", name=name, day=row.valid_from))
                if keeps and row.valid_from > clock.today()
                else None,
            }
            for row in found
        ],
    )


def _state(row: Route, now: Route) -> str:
    since = t("最初", "the beginning") if row.valid_from == SINCE else fmt_day(row.valid_from)
    if row.valid_from > clock.today():
        return t(f"未生效：{since}起", f"To come: from {since}")
    return t(f"现行：{since}起", f"In force since {since}") if row is now else t(f"已失效：{since}起", f"Over: {since}")


def _crumbs(name: str) -> list[dict[str, str]]:
    return [{"label": tr(TITLE), "href": url_for("routes.index")}, {"label": name, "href": ""}]


@pages.get("/<name>/change")
def ask(name: str) -> str:
    """The form of another chain, begun from the one in force."""
    return _form(name, form_page.BLANK, {})


def _form(name: str, posted: MultiDict[str, str], errors: form_page.Errors, preview: list[str] | None = None) -> str:
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_SETTINGS, _scene(session))
        found = route_form.history(session, name)
        newest = found[0]
        begun = {"valid_from": None, "seats": route_form.as_typed(newest)}
        view = form_page.view(session, RouteForm, posted, errors, begun)
    label = tr(Text(*newest.words))
    return form_page.draw(
        view,
        title=label,
        crumbs=_crumbs(label),
        action=url_for("routes.change", name=name),
        back_href=url_for("routes.show", name=name),
        submit=t("确认更改", "Change it") if preview else t("预览更改", "See the change"),
        preview=preview or [],
    )


@pages.post("/<name>/change")
def change(name: str) -> Response | str | tuple[str, int]:
    """See what would change; then, confirmed, change it."""

    def act(session: Session, data: dict[str, Any]) -> dict[str, Any]:
        access.authorize(session, actor(), Action.CHANGE_SETTINGS, _scene(session))
        return {"valid_from": str(route_form.change(session, name, data, actor()).valid_from)}

    try:
        if "confirmed" not in request.form:
            return _form(name, form_page.posted(), {}, _preview(name))
        done = form_page.take(RouteForm, act)
    except BadAnswer as error:
        return _form(name, form_page.posted(), error.errors), 422
    shell.say(Text(f"已更改，{done['valid_from']}起生效。", f"Changed from {done['valid_from']} on."))
    return redirect(url_for("routes.show", name=name))


def _preview(name: str) -> list[str]:
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_SETTINGS, _scene(session))
        found = route_form.history(session, name)
        made = route_form.read(found, load(RouteForm, decode(RouteForm, request.form)))
    before = route_form.held(found, made.valid_from)
    lines = [
        t("原：", "Was: ") + " → ".join(tr(words) for words in route_form.in_words(before)),
        t("改为：", "Will be: ") + " → ".join(tr(words) for words in route_form.in_words(made)),
        t(f"{made.valid_from}起提交的文件适用。", f"For papers submitted from {made.valid_from} on."),
    ]
    return [*lines, tr(KEPT)]


@pages.post("/<name>/take-back/<day>")
def take_back(name: str, day: str) -> Response:
    """Take a change back that is not in force yet."""
    try:
        valid_from = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound from error

    def act(session: Session) -> dict[str, Any]:
        access.authorize(session, actor(), Action.CHANGE_SETTINGS, _scene(session))
        route_form.take_back(session, name, valid_from, actor())
        return {}

    form_page.do(act)
    shell.say(Text("已撤回。", "Taken back."))
    return redirect(url_for("routes.show", name=name))
