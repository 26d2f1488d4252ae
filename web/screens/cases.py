"""Cases: the list, one whole, its diagram, search, and similar ones."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from engine.errors import NotFound
from engine.models import Definition, Instance
from web.auth import actor
from web.numbers import number
from web.screens import case_diagram, case_view, letter_view
from web.screens.start import may_start, not_now, step_of
from web.transaction import reading, writing
from web.words import t, tr
from workflows import access
from workflows.bootstrap import DOMAIN
from workflows.cases import state_words
from workflows.cases.models import Case, CaseState
from workflows.catalog import processes
from workflows.documents.models import DocumentKind
from workflows.finding import search, similar
from workflows.people import rights
from workflows.people.models import Committee
from workflows.people.rights import Action
from workflows.people.roles import Role
from workflows.reading import ledger, page
from workflows.supervision.dispatch_response import undercover
from workflows.supervision.symposium import leaving

pages = Blueprint("cases", __name__, url_prefix="/cases")
PAGE = 50
BESIDES = (Role.MEMBER, Role.KANJIAN_EDITOR, Role.LIAISON_POINT, Role.INSPECTION_OFFICE, Role.LEADER_VIEWER)
READERS = (*rights.OFFICE, *BESIDES)
"""Posts through which a case may be seen; units have pages of their own, administrators none."""


@pages.get("")
def index() -> str:
    """Cases with filters, newest first."""
    if not any(f"{role}@any" in actor().standings for role in READERS):
        raise NotFound
    after = request.args.get("after", "")
    wanted = ledger.Filter(
        state=request.args.get("state", ""),
        committee_id=_number("committee"),
        text=request.args.get("q", "").strip()[:60],
        mine=request.args.get("mine") == "1",
    )
    with reading() as session:
        found = ledger.cases(session, actor(), wanted, PAGE, number(after))
        rows = case_view.rows(session, actor(), found)
        committees = ledger.committees(session, actor())
    older = url_for("cases.index", **{**request.args, "after": found[-1].id}) if len(found) == PAGE else ""
    return render_template(
        "cases.html",
        title=t("案件", "Cases"),
        subtitle=t(f"{len(rows)}件", f"{len(rows)} cases") if rows and not (older or after) else "",
        acts=_acts(),
        filters={"action": url_for("cases.index"), "fields": _fields(wanted, committees)},
        chips=[],
        rows=rows,
        empty_words={
            "title": t("没有符合条件的案件", "No case like that"),
            "text": t("换一个条件试试。", "Try another filter."),
        },
        older_href=older,
        newer_href="",
    )


def _fields(wanted: ledger.Filter, committees: list[Committee]) -> list[dict[str, Any]]:
    """What the list can be narrowed by."""
    states = [{"value": "", "label": t("全部状态", "Any state")}]
    states += [
        {"value": key, "label": tr(words)} for key, words in state_words.STATES.items() if key != CaseState.DRAFT
    ]
    chosen = [{"value": "", "label": t("全部专委会", "Any committee")}]
    chosen += [{"value": str(one.id), "label": one.short} for one in committees]
    return [
        {
            "name": "q",
            "label": t("标题、编号、地点", "Title, number, place"),
            "kind": "search",
            "value": wanted.text,
            "options": [],
        },
        {"name": "state", "label": t("状态", "State"), "kind": "select", "value": wanted.state, "options": states},
        {
            "name": "committee",
            "label": t("专委会", "Committee"),
            "kind": "select",
            "value": str(wanted.committee_id or ""),
            "options": chosen,
        },
    ]


def _number(name: str) -> int | None:
    return number(request.args.get(name, ""))


def _acts() -> list[dict[str, Any]]:
    if not rights.may(Action.REGISTER_LEAD, actor()):
        return []
    return [
        {
            "label": t("登记线索", "Register a lead"),
            "href": url_for("cases.new_lead"),
            "icon": "plus",
            "is_primary": True,
        }
    ]


@pages.get("/new")
def new_lead() -> Answer:
    """Register a lead."""
    return redirect(url_for("start.ask", process="supervision", subject_id=0))


@pages.get("/search")
def search_for() -> str | Answer:
    """One box: an exact number jumps to its case."""
    query = request.args.get("q", "").strip()[:60]
    with reading() as session:
        seen = access.seen_by(actor())
        jump = search.by_number(session, query, seen) if query else None
        if jump is not None:
            return redirect(url_for("cases.show", case_id=jump.id))
        found = search.search(session, query, PAGE, seen)
        rows = case_view.rows(session, actor(), found)
    return render_template(
        "cases.html",
        title=t("搜索", "Search"),
        subtitle=t(f"“{query}”：{len(rows)}件", f"“{query}”: {len(rows)}"),
        acts=[],
        filters={"action": url_for("cases.search_for"), "fields": []},
        chips=[],
        rows=rows,
        empty_words={
            "title": t("没有找到", "Nothing found"),
            "text": t("可按标题、地点、编号或文号搜索。", "Search by title, place or number."),
        },
        older_href="",
        newer_href="",
    )


@pages.get("/similar")
def similar_ones() -> str:
    """Earlier cases like a title, beside the form of a lead."""
    title, place = request.args.get("q", "")[:120], request.args.get("place", "")[:120]
    with reading() as session:
        found = similar.similar(session, title, place, access.seen_by(actor())) if title else []
    shown = [
        {
            "title": one.case.title,
            "number": one.case.case_no or "",
            "href": url_for("cases.show", case_id=one.case.id),
            "state": tr(state_words.STATES[one.case.state]),
            "distance": t(f"相似{one.score:.0%}", f"{one.score:.0%} alike"),
        }
        for one in found
    ]
    return render_template("partials/similar.html", similar=shown, is_asked=bool(title))


@pages.get("/<int:case_id>")
def show(case_id: int) -> str:
    """The whole case: who has it, stages, units, documents, opinions; the diagram one tap away."""
    tab = request.args.get("tab", "course")
    with reading() as session:
        case, view = access.case_for(session, actor(), case_id)
        found = page.case_page(session, DOMAIN, case_id, actor(), page.View(view.value))
        context = case_view.context(session, DOMAIN, actor(), case, found, tab, view)
        context["more"] = _beside(session, case, view)
        sent = leaving.to_take_back(session, case, actor())
        context["take_back_href"] = url_for("task.withdraw", item_id=sent) if sent else ""
        if tab == "diagram" and view is access.View.INTERNAL:
            context["diagram"] = case_diagram.context(session, case, request.args.get("file"))
    return render_template("case.html", **context)


def _beside(session: Session, case: Case, view: access.View) -> list[dict[str, str]]:
    """What may be begun beside the case by the reader."""
    if view is not access.View.INTERNAL:
        return []
    step = step_of(session, "case", case.id)
    return [
        {
            "label": tr(process.label),
            "href": url_for("start.ask", process=process.key, subject_id=case.id),
            "icon": "arrow-right",
        }
        for process in processes().values()
        if process.subject_kind == "case" and process.key != "supervision"
        if may_start(session, process, step) and not_now(process, step) is None
    ]


@pages.get("/<int:case_id>/diagram/<file>")
def diagram_xml(case_id: int, file: str) -> Response:
    """A diagram of the version that the case runs."""
    with reading() as session:
        case, view = access.case_for(session, actor(), case_id)
        if view is not access.View.INTERNAL or case.instance_id is None:
            raise NotFound
        instance = session.get_one(Instance, case.instance_id)
        found = session.get_one(Definition, instance.definition_id).files
    if file not in found:
        raise NotFound
    return Response(found[file], mimetype="application/xml")


@pages.get("/papers/<int:document_id>")
def paper(document_id: int) -> str:
    """A document of a case as it reads, to look at or print; who opens an undercover plan is noted."""
    with reading() as session:
        document, case = access.paper_for(session, actor(), document_id)
        html, kind = letter_view.issued(session, document_id)
        is_secret = case.is_undercover and document.kind is DocumentKind.PLAN
    if is_secret:
        with writing() as session:
            undercover.note_opened(session, case, document_id, actor())
    crumbs = [
        {"label": case.case_no or "", "href": url_for("cases.show", case_id=case.id)},
        {"label": document.doc_no or document.title, "href": ""},
    ]
    return render_template("letter.html", title=document.title, crumbs=crumbs, letter_html=html, letter_class=kind)
