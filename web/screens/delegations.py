"""请假与委托: days on which one is away, posts that one lends, and what was decided in one's name meanwhile."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import clock
from engine.errors import BadAnswer, NotFound
from engine.forms import Option, load
from engine.text import Text
from web import known, shell
from web.auth import actor
from web.forms import decode
from web.numbers import number
from web.screens import delegation_view, form_page
from web.screens.task import request_key
from web.transaction import once, reading, writing
from web.words import fmt_day, t, tr
from workflows import access, in_name
from workflows.bootstrap import DOMAIN
from workflows.in_name import ObjectionForm
from workflows.people import absences, delegations
from workflows.people.absences import AbsenceForm
from workflows.people.delegations import DelegationForm
from workflows.people.models import Person
from workflows.people.rights import Action
from workflows.people.standing_in import Wish

pages = Blueprint("delegations", __name__)
Errors = dict[str, list[Text]]
MINE = Text("请假与委托", "Absence and delegation")
EVERY = Text("委托", "Delegations")
LEND = Text("委托职务", "Lend a post")
LENT = Text("已委托给{name}，{day}起生效。", "Lent to {name} from {day} on.")
TAKEN_BACK = Text("已收回，即时生效。", "Taken back at once.")
TAKEN_BACK_TOO = Text(
    "已收回，即时生效；为此登记的请假，在其余委托也收回后随之结束。",
    "Taken back at once. The absence entered with it ends as soon as nothing else is lent for it.",
)


@pages.get("/me/delegations")
def mine() -> str:
    """One's absences, what one has lent, and what was lent to one."""
    me = actor()
    with reading() as session:
        given = delegation_view.rows(session, me, delegations.given_by(session, me.person_id), may_end=True)
        taken = delegation_view.rows(session, me, delegations.given_to(session, me.person_id), may_end=False)
        away = absences.coming(session, me.person_id)
        may_lend = bool(delegations.may_lend(session, me.person_id))
    return render_template(
        "delegations.html",
        title=tr(MINE),
        crumbs=[{"label": t("我的设置", "My settings"), "href": url_for("account.mine")}, {"label": tr(MINE)}],
        away=[
            {"id": one.id, "days": " – ".join(dict.fromkeys((fmt_day(one.valid_from), fmt_day(one.valid_until))))}
            for one in away
        ],
        given=given,
        taken=taken,
        may_lend=may_lend,
    )


def news(session: Session) -> list[dict[str, Any]]:
    """What the first page tells the reader of delegations."""
    me = actor()
    stands_in = any(one.on_behalf_of is not None for one in me.standings.values())
    running = delegations.running_for(session, me.person_id) if stands_in else []
    return delegation_view.news(delegations.to_open(session, me.person_id), running)


@pages.get("/me/delegations/new")
def ask() -> str:
    """The form in which one lends one's own posts."""
    return _lending(actor().person_id, MultiDict(), {})


@pages.post("/me/delegations/new")
def lend() -> Response | tuple[str, int]:
    """Lend posts of one's own; what is wrong stays in the form with the reason."""
    return _lent(actor().person_id, url_for("delegations.mine"))


def _lending(holder_id: int, posted: MultiDict[str, str], errors: Errors) -> str:
    is_own = holder_id == actor().person_id
    with reading() as session:
        posts = delegations.may_lend(session, holder_id)
        choices = [Option(str(one.id), _both(delegation_view.post_words(session, one))) for one in posts]
        only = [one.id for one in posts] if len(posts) == 1 else None
        begun = {"posts": only, "first": clock.today()}
        view = form_page.view(session, DelegationForm, posted, errors, begun, {"posts": choices})
        holder = session.get_one(Person, holder_id).name
    home = url_for("delegations.mine" if is_own else "delegations.every")
    return form_page.draw(
        view,
        title=tr(LEND) if is_own else t(f"代{holder}委托", f"Lend for {holder}"),
        crumbs=[{"label": tr(MINE if is_own else EVERY), "href": home}, {"label": tr(LEND)}],
        action=request.url if is_own else url_for("delegations.lend_for", person=holder_id),
        back_href=home,
        submit=t("委托", "Lend"),
        note="" if choices else t("没有可以委托的职务。", "There is no post to lend."),
    )


def _both(words: str) -> Text:
    return Text(words, words)


def _lent(holder_id: int, home: str) -> Response | tuple[str, int]:
    try:
        data = known.read(DelegationForm, decode(DelegationForm, request.form))
        wish = Wish(data["posts"], data["to"], data["first"], data["last"], data["basis"])

        def act(session: Session) -> dict[str, Any]:
            in_name.lend(session, holder_id, wish, actor(), is_away=bool(data["is_away"]))
            return {"to": session.get_one(Person, wish.to_person_id).name}

        reply = once(request_key(), actor().person_id, (request.path, holder_id, form_page.typed()), act)
    except BadAnswer as error:
        return _lending(holder_id, request.form, error.errors), 422
    shell.say(LENT.format(name=reply["to"], day=_both(fmt_day(wish.first))))
    return redirect(home)


@pages.post("/me/delegations/<int:delegation_id>/take-back")
def take_back(delegation_id: int) -> Response:
    """End a delegation at once."""
    with writing() as session:
        found = delegations.take_back(session, delegation_id, actor())
        is_own, had_absence = found.post.person_id == actor().person_id, found.absence_id is not None
    shell.say(TAKEN_BACK_TOO if had_absence else TAKEN_BACK)
    return redirect(url_for("delegations.mine" if is_own else "delegations.every"))


@pages.get("/me/absences/new")
def ask_absence() -> str:
    """The form of days on which one is away."""
    return _absence(MultiDict(), {})


def _absence(posted: MultiDict[str, str], errors: Errors) -> str:
    with reading() as session:
        view = form_page.view(session, AbsenceForm, posted, errors, {"first": clock.today()})
    return form_page.draw(
        view,
        title=t("登记请假", "Enter an absence"),
        crumbs=[{"label": tr(MINE), "href": url_for("delegations.mine")}, {"label": t("请假", "Absence")}],
        action=url_for("delegations.enter_absence"),
        back_href=url_for("delegations.mine"),
        submit=t("登记", "Enter it"),
        note=t(
            "同事选人、转办时会看到“请假至…”，您的待办不受影响；需要他人代办的，请另行委托。",
            "Colleagues see it where they pick somebody or hand over. Your work is not touched: lend your post as well "
            "if somebody is to do it.",
        ),
    )


@pages.post("/me/absences/new")
def enter_absence() -> Response | tuple[str, int]:
    """Note the days."""
    me = actor()
    try:
        data = load(AbsenceForm, decode(AbsenceForm, request.form))

        def act(session: Session) -> dict[str, Any]:
            return {"id": absences.enter(session, me.person_id, data["first"], data["last"], me).id}

        once(request_key(), me.person_id, (request.path, form_page.typed()), act)
    except BadAnswer as error:
        return _absence(request.form, error.errors), 422
    _tell_of_tasks_of_others(me.person_id)
    return redirect(url_for("delegations.mine"))


def _tell_of_tasks_of_others(person_id: int) -> None:
    """Whoever stands in for somebody and goes away himself is told so: the other one has to know."""
    with reading() as session:
        holders = list(dict.fromkeys(one.post.person.name for one in delegations.running_for(session, person_id)))
    if not holders:
        shell.say(Text("请假已登记。", "The absence is entered."))
        return
    names = Text("、".join(holders), ", ".join(holders))
    told = Text("请假已登记。您正受{names}委托，请告知其另行安排。", "Entered. You stand in for {names}: tell them.")
    shell.say(told.format(names=names), "warn")


@pages.post("/me/absences/<int:absence_id>/remove")
def remove_absence(absence_id: int) -> Response:
    """Take an absence out."""
    with writing() as session:
        absences.remove(session, absence_id, actor())
    shell.say(Text("已取消请假。", "The absence is taken out."))
    return redirect(url_for("delegations.mine"))


@pages.get("/me/delegations/<int:delegation_id>")
def show(delegation_id: int) -> str:
    """What was decided under a delegation, for its holder and its delegate."""
    page = _list(delegation_id)
    with reading() as session:
        is_new = in_name.is_unopened(delegations.of(session, delegation_id, actor()), actor())
    if is_new:
        with writing() as session:
            in_name.open_list(session, delegation_id, actor())
    return page


def _list(delegation_id: int, wrong: int = 0, errors: Errors | None = None) -> str:
    """`wrong`: the item whose objection was not taken, with the reason."""
    with reading() as session:
        one = delegations.of(session, delegation_id, actor())
        context = delegation_view.listed(session, DOMAIN, actor(), one)
    return render_template(
        "delegation.html",
        **context,
        delegation_id=delegation_id,
        wrong=wrong,
        errors=[tr(text) for found in (errors or {}).values() for text in found],
        typed=request.form.get("reason", ""),
        request_key=secrets.token_urlsafe(18),
    )


@pages.post("/me/delegations/<int:delegation_id>/objections/<int:item_id>")
def object_to(delegation_id: int, item_id: int) -> Response | tuple[str, int]:
    """Object to one thing that was decided in one's name."""
    me = actor()
    payload = decode(ObjectionForm, request.form)

    def act(session: Session) -> dict[str, Any]:
        return {"objection": in_name.object_to(session, DOMAIN, delegation_id, item_id, payload, actor=me).id}

    try:
        once(request_key(), me.person_id, (request.path, form_page.typed()), act)
    except BadAnswer as error:
        return _list(delegation_id, item_id, error.errors), 422
    shell.say(Text("异议已告知案件承办人和专委会主任。", "The case's officers and director are told."))
    return redirect(url_for("delegations.show", delegation_id=delegation_id))


@pages.get("/admin/delegations")
def every() -> str:
    """All delegations, for the security administrator: no case, no decision."""
    with reading() as session:
        access.authorize(session, actor(), Action.GRANT_POSTS)
        rows = delegation_view.rows(session, actor(), delegations.every(session), may_end=True)
    return render_template(
        "delegations_all.html",
        title=tr(EVERY),
        rows=rows,
        pick_url=url_for("lookup.pick", kind="person"),
    )


@pages.get("/admin/delegations/new")
def ask_for() -> str:
    """The form in which the security administrator lends for one who is away (?person)."""
    return _lending(_absent_one(), MultiDict(), {})


@pages.post("/admin/delegations/new")
def lend_for() -> Response | tuple[str, int]:
    """Lend for one who is away."""
    return _lent(_absent_one(), url_for("delegations.every"))


def _absent_one() -> int:
    found = number(request.args.get("person", ""))
    with reading() as session:
        access.authorize(session, actor(), Action.GRANT_POSTS)
        if found is None or session.get(Person, found) is None:
            raise NotFound
    return found
