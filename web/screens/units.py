"""A responsible unit's own pages: what it has to do, one track, the letter. One screen each, no training."""

from typing import Any

from flask import Blueprint, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import queries
from engine.errors import NotFound
from engine.models import Instance, WorkItem
from web.auth import actor
from web.screens import case_view, letter_view, look, unit_view
from web.transaction import reading
from web.words import fmt_instant, t, tr
from workflows import access, correcting
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
from workflows.documents.models import Document
from workflows.people import candidates, rights
from workflows.people.roles import Role, ScopeKind
from workflows.reading import worklist
from workflows.rectification import recalling
from workflows.rectification.models import Track
from workflows.rectification.states import SETTLED, TrackState

pages = Blueprint("units", __name__, url_prefix="/unit")
MOST = 100


def own_units() -> list[int]:
    """The units for which the reader stands."""
    return rights.places(actor(), ScopeKind.UNIT, Role.UNIT_LIAISON, Role.UNIT_HEAD)


@pages.get("")
def home() -> str:
    """What the unit has to do and what is under way."""
    units = own_units()
    if not units:
        raise NotFound
    with reading() as session:
        todo = [_todo(session, row) for row in worklist.inbox(session, DOMAIN, actor(), MOST) if row.unit_id in units]
        tracks = session.scalars(
            select(Track).where(Track.unit_id.in_(units)).order_by(Track.id.desc()).limit(MOST)
        ).all()
        going = [unit_view.going(session, track) for track in tracks if track.state not in SETTLED]
        case = session.get(Case, tracks[0].case_id) if tracks else None
        contact = unit_view.contact(session, case) if case else None
        name = unit_view.unit_name(session, units[0])
        liaison = candidates.liaisons(session, units[:1]).get(units[0], ("", ""))[0]
    return render_template(
        "unit_home.html",
        title=name,
        subtitle=t(f"待办{len(todo)}项，在办{len(going)}件", f"{len(todo)} to do, {len(going)} under way"),
        todo=todo,
        going=going,
        liaison=liaison,
        done_count=sum(1 for track in tracks if track.state in SETTLED),
        contact=contact,
    )


def _todo(session: Session, row: worklist.Row) -> dict[str, Any]:
    instance = session.get_one(Instance, row.instance_id)
    track = session.get_one(Track, instance.subject_id)
    document = session.get(Document, track.document_id) if track.document_id else None
    numbers = [str(one.rec_no) for one in track.obligations]
    items = t(f"建议第{'、'.join(numbers)}条", f"recommendation{'' if len(numbers) == 1 else 's'} {', '.join(numbers)}")
    return {
        "href": url_for("task.show", item_id=row.item_id),
        "title": row.title,
        "number": row.number or "",
        "letter": (document.doc_no or "") if document else "",
        "asked": items if numbers else "",
        "step": tr(row.step),
        "light": {**look.shown_light(row.light), "why": look.why("item", row.item_id)},
        "returned": unit_view.returned(session, session.get_one(Case, row.case_id), track, row),
    }


@pages.get("/tracks/<int:track_id>")
def track(track_id: int) -> str:
    """One track: what is asked, where it stands, what the unit has handed in."""
    with reading() as session:
        found = access.track_for(session, actor(), track_id)
        case = session.get_one(Case, found.case_id)
        instance = session.get(Instance, found.instance_id) if found.instance_id else None
        done = queries.history(session, [instance.id]) if instance else []
        corrected = correcting.of(session, [item.id for item, _task in done])
        history = [_history(item, task, instance, corrected.get(item.id, [])) for item, task in done if instance]
        mine = [r for r in worklist.inbox(session, DOMAIN, actor(), MOST) if instance and r.instance_id == instance.id]
        acts = [*_to_enter(session, found), *_acts(session, found)]
        shown = unit_view.context(session, case, found)
        crumbs = _crumbs(session, case, found)
        asked_time, chased = unit_view.asked_time(session, case, found), unit_view.chased(session, found)
    state = tr(found.state.label) + case_view.asking(bool(asked_time))
    if found.state is TrackState.WITHDRAWN and found.ended_reason.startswith(recalling.WITHDRAWN):
        state = t("误送，已收回", "Sent by mistake, recalled")
    return render_template(
        "unit_track.html",
        title=case.title,
        crumbs=crumbs,
        state=state,
        number=case.case_no or "",
        todo=[
            {
                "href": url_for("task.show", item_id=row.item_id),
                "step": tr(row.step),
                "light": look.dated_light(row.light, look.why("item", row.item_id)),
            }
            for row in mine
        ],
        history=history,
        acts=acts,
        asked_time=asked_time,
        chased=chased,
        **shown,
    )


def _crumbs(session: Session, case: Case, found: Track) -> list[dict[str, str]]:
    """Back to one's own unit, or for who sees the case to that."""
    number = case.case_no or ""
    if found.unit_id in own_units() or not access.views_of(session, actor(), [case]):
        return [{"label": t("本单位事项", "My unit"), "href": url_for("units.home")}, {"label": number, "href": ""}]
    unit = unit_view.unit_name(session, found.unit_id)
    return [{"label": number, "href": url_for("cases.show", case_id=case.id)}, {"label": unit, "href": ""}]


def _history(item: Any, task: Any, instance: Instance, corrected: list[correcting.Correction]) -> dict[str, Any]:
    label = DOMAIN.process(instance.process).task(task.element).label
    inside = not _is_units(item)
    who = t("市政协", "CPPCC") if inside else f"{item.post or ''} {item.acted_name or ''}".strip()
    shown = {"title": tr(label), "who": who, "at": fmt_instant(item.acted_at), "state": "done"}
    if correcting.may_correct(actor(), item):
        shown |= {"href": url_for("task.ask_correct", item_id=item.id), "href_label": t("更正", "Correct")}
    return shown if inside else shown | {"corrections": case_view.corrections(corrected)}


def _to_enter(session: Session, found: Track) -> list[dict[str, str]]:
    """The unit's open steps that the reader may enter for it."""
    on_track = select(Instance).where(Instance.subject_kind == "track", Instance.subject_id == found.id)
    instances = {one.id: one for one in session.scalars(on_track)}
    offered = []
    for item, task in queries.open_items(session, list(instances)):
        link = look.entry_link(session, DOMAIN, actor(), item) if _is_units(item) else None
        if link is not None:
            label = tr(DOMAIN.process(instances[item.instance_id].process).task(task.element).label)
            offered.append({"label": t("代录：", "Enter for it: ") + label, "href": link["href"]})
    return offered


def _is_units(item: WorkItem) -> bool:
    return any(group.startswith((Role.UNIT_LIAISON, Role.UNIT_HEAD)) for group in item.groups)


def _acts(session: Session, found: Track) -> list[dict[str, str]]:
    """What the unit may begin by itself: report progress, object, ask for more time; or the office enter for it."""
    from engine.process import Step
    from web.screens.start import may_enter, may_start, not_now
    from workflows.catalog import processes

    step = Step(session, None, "track", found.id, {}, actor())
    offered = []
    for process in processes().values():
        if process.subject_kind != "track" or not process.start_task:
            continue
        if not_now(process, step) is not None:
            continue
        href = url_for("start.ask", process=process.key, subject_id=found.id)
        if may_start(session, process, step):
            offered.append({"label": tr(process.label), "href": href})
        elif may_enter(session, process, step):
            offered.append({"label": t("代录：", "Enter for it: ") + tr(process.label), "href": href})
    return offered


@pages.get("/tracks/<int:track_id>/letter")
def letter(track_id: int) -> str:
    """The letter as the unit got it."""
    with reading() as session:
        found = access.track_for(session, actor(), track_id)
        if found.document_id is None or found.state is TrackState.WITHDRAWN:
            raise NotFound
        html, kind = letter_view.issued(session, found.document_id)
    crumbs = [
        {"label": t("返回", "Back"), "href": url_for("units.track", track_id=track_id)},
        {"label": t("建议书", "Letter"), "href": ""},
    ]
    return render_template(
        "letter.html",
        title=t("民主监督建议书", "Recommendation letter"),
        crumbs=crumbs,
        letter_html=html,
        letter_class=kind,
    )


@pages.get("/tracks/<int:track_id>/letters/<int:document_id>")
def other_letter(track_id: int, document_id: int) -> str:
    """Another letter that went out to the unit about its track: an urging letter, a supplement."""
    with reading() as session:
        found = access.track_for(session, actor(), track_id)
        document = access.letter_to_unit(session, found, document_id)
        html, kind = letter_view.issued(session, document.id)
        name = document.doc_no or document.title
    crumbs = [
        {"label": t("返回", "Back"), "href": url_for("units.track", track_id=track_id)},
        {"label": name, "href": ""},
    ]
    return render_template("letter.html", title=name, crumbs=crumbs, letter_html=html, letter_class=kind)
