"""Beginning something: a lead, or an act beside a case or a unit's track. Nothing exists until it is submitted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import commands, queries
from engine.entries import Entry
from engine.errors import BadAnswer, NeedsConfirmation, NotFound, TaskNotReady
from engine.models import WorkItem
from engine.process import Process, Step
from engine.text import Text
from web import back, known, shell
from web.auth import actor
from web.forms import FormView, decode
from web.numbers import number
from web.screens import entry as c0
from web.screens import letter_view
from web.screens.filling import Filling
from web.screens.task import VOLATILE, may_take_back, request_key
from web.transaction import once, reading, writing
from web.words import t, tr
from workflows import access, scopes
from workflows.bootstrap import DOMAIN
from workflows.cases import drafts
from workflows.cases.models import Case
from workflows.entering import begun_on, may_enter_for, record
from workflows.people.models import Unit
from workflows.rectification.models import Track
from workflows.supervision.preparation import leads

pages = Blueprint("start", __name__, url_prefix="/start")
LEAD = "supervision"
MOST_TRACKS = 50


def step_of(session: Session, subject_kind: str, subject_id: int) -> Step:
    """A step that does not exist yet, by the reader."""
    return Step(session, None, subject_kind, subject_id, {}, actor())


def step_for(session: Session, process: Process, subject: tuple[str, int]) -> Step:
    """The first step before its instance exists; NotFound unless one of the actor's posts may begin it, or enter it
    for the unit that may."""
    kind, subject_id = subject
    model = Track if kind == "track" else Case
    if (process.key == LEAD) != (subject_id == 0) or (subject_id and session.get(model, subject_id) is None):
        raise NotFound
    step = step_of(session, kind, subject_id)
    if not (may_start(session, process, step) or may_enter(session, process, step)):
        raise NotFound
    return step


def may_start(session: Session, process: Process, step: Step) -> bool:
    """Whether one of the actor's posts lets him begin the process on the step's subject."""
    if not process.starters:
        return False
    if step.subject_id == 0:
        return any(f"{seat.role}@any" in actor().standings for seat in process.starters)
    return actor().standing_for(_starters(session, process, step)) is not None


def may_enter(session: Session, process: Process, step: Step) -> bool:
    """Whether the actor may enter for a unit what only the unit itself begins on its track (C0)."""
    track = session.get(Track, step.subject_id) if step.subject_kind == "track" else None
    return track is not None and may_enter_for(session, actor(), track.case_id, _starters(session, process, step))


def not_now(process: Process, step: Step) -> Text | None:
    """Why the process cannot be begun on the subject as it stands."""
    return process.task(process.start_task).not_now(step) if step.subject_id else None


def _starters(session: Session, process: Process, step: Step) -> list[str]:
    placed = [seat for seat in process.starters if _has_place(session, step, seat.scope)]
    return [group for seat in placed for group in DOMAIN.candidates(step, seat.role, seat.scope)]


def _has_place(session: Session, step: Step, scope: str) -> bool:
    """Whether the subject knows the place of a scope: a lead has no committee before it is assigned."""
    found = scopes.of(session, step.subject_kind, step.subject_id)
    return {"committee": found.committee_id, "unit": found.unit_id}.get(scope, 1) is not None


def subject_of(process: Process, subject_id: int) -> tuple[str, int]:
    """The subject of an act; a lead has none yet."""
    return process.subject_kind, subject_id


def _process(key: str) -> Process:
    try:
        return DOMAIN.process(key)
    except KeyError as error:
        raise NotFound from error


def _where(process: str, subject_id: int) -> dict[str, Any]:
    """What the addresses of a beginning name; `?track`: the tracks of a unit from whose rows of a list it was begun,
    `?document`: the incoming document by which the unit asks for it."""
    tracks = [found for raw in request.args.getlist("track")[:MOST_TRACKS] if (found := number(raw))]
    document = number(request.args.get("document", ""))
    return {
        "process": process,
        "subject_id": subject_id,
        **({"track": tracks} if tracks else {}),
        **({"document": document} if document else {}),
    }


def _draft_key(where: Mapping[str, Any]) -> str:
    """What was begun from one row is not found in the form of another."""
    return ":".join(["start", *map(str, where.values())])


@pages.get("/<process>/<int:subject_id>")
def ask(process: str, subject_id: int) -> str:
    """The form of the first step."""
    found = _process(process)
    with reading() as session:
        step = step_for(session, found, subject_of(found, subject_id))
        if why := not_now(found, step):
            raise TaskNotReady(why)
        return _page(session, found, step, MultiDict(), {}, [])


def _page(
    session: Session,
    process: Process,
    step: Step,
    posted: MultiDict[str, str],
    errors: dict[str, list[Text]],
    advice: list[Text],
) -> str:
    task = process.task(process.start_task)
    where = _where(process.key, step.subject_id)
    step = replace(step, values=where)
    of_entry, errors = c0.apart(errors)
    filling = Filling(
        form=task.form,
        key=_draft_key(where),
        draft_url=url_for("start.keep_draft", **where),
        initial=lambda: task.initial(step),
        options=task.options(step),
        posted=posted,
        errors=errors,
    )
    return render_template(
        "new_lead.html",
        **filling.context(session),
        action=url_for("start.begin", **where, **back.there()),
        submit_words=t("提交", "Submit"),
        title=_title(session, process, step),
        crumbs=_crumbs(session, process, step),
        note=tr(task.note) if task.note else "",
        next=None,
        advice=[tr(line) for line in advice],
        similar_url=url_for("cases.similar_ones") if process.key == LEAD else "",
        similar=[],
        is_asked=False,
        entry=None,
        entry_view=_entry_view(session, process, step, posted, of_entry),
        more=[],
        draft_letter=letter_view.drafted(session, task, step),
    )


def _entry_view(
    session: Session, process: Process, step: Step, posted: MultiDict[str, str], errors: dict[str, list[Text]]
) -> FormView | None:
    """Form C0 in front of the step's own, where the reader enters it for the unit."""
    if not may_enter(session, process, step):
        return None
    track = session.get_one(Track, step.subject_id)
    begun = {"acted_by": {"name": session.get_one(Unit, track.unit_id).name}}
    return c0.view(session, posted, errors, begun | begun_on(session, track, step.values.get("document")))


def _title(session: Session, process: Process, step: Step) -> str:
    label = tr(process.task(process.start_task).label)
    case = case_of(session, step)
    return f"{label}{t('：', ': ')}{case.title}" if case else label


def case_of(session: Session, step: Step) -> Case | None:
    """The case of the step's subject; None for a lead that is only being registered."""
    if step.subject_id == 0:
        return None
    if step.subject_kind == "track":
        return session.get(Case, access.track_for(session, actor(), step.subject_id).case_id)
    return session.get(Case, step.subject_id)


def _crumbs(session: Session, process: Process, step: Step) -> list[dict[str, str]]:
    if back.asked():
        return [{"label": t("返回", "Back"), "href": back.asked()}]
    case = case_of(session, step)
    if case is None:
        return [{"label": t("待办", "To do"), "href": url_for("work.inbox")}]
    if step.subject_kind == "track":
        return [{"label": case.case_no or "", "href": url_for("units.track", track_id=step.subject_id)}]
    return [{"label": case.case_no or "", "href": url_for("cases.show", case_id=case.id)}]


@pages.post("/<process>/<int:subject_id>")
def begin(process: str, subject_id: int) -> Response | tuple[str, int]:
    """Begin and answer the first step, in one transaction."""
    found = _process(process)
    subject = subject_of(found, subject_id)
    with reading() as session:
        step = step_for(session, found, subject)
        case, is_entered = case_of(session, step), may_enter(session, found, step)
    case_id = case.id if case else None
    task = found.task(found.start_task)
    try:
        entry = c0.read(case_id) if is_entered else None
        data = known.read(task.form, decode(task.form, request.form), case_id)
        reply = _begin(found, subject, data, entry)
    except (BadAnswer, NeedsConfirmation) as error:
        errors = error.errors if isinstance(error, BadAnswer) else {}
        advice = error.advice if isinstance(error, NeedsConfirmation) else []
        with reading() as session:
            step = step_for(session, found, subject)
            return _page(session, found, step, request.form, errors, advice), 422
    words = Text("已提交：{step} {number}。", "Submitted: {step} {number}.")
    undo = {"label": t("撤回", "Take back"), "post": url_for("task.withdraw", item_id=reply["item"])}
    acts = [undo] if reply["undo"] else []
    shell.say(words.format(step=task.label, number=reply["number"]), "done", *acts)
    return redirect(back.asked() or reply["href"])


def _begin(process: Process, subject: tuple[str, int], data: dict[str, Any], entry: Entry | None) -> dict[str, Any]:
    me = actor()
    confirmed = bool(request.form.get("confirmed"))

    def act(session: Session) -> dict[str, Any]:
        item_id, case = start_and_answer(session, process, subject, data, confirmed, entry)
        drafts.drop(session, me.person_id, _draft_key(_where(process.key, subject[1])))
        if subject[0] == "track" and subject[1]:
            href = url_for("units.track", track_id=subject[1])
        else:
            href = url_for("cases.show", case_id=case.id)
        undo = may_take_back(session, session.get_one(WorkItem, item_id))
        return {"item": item_id, "number": case.case_no or "", "href": href, "undo": undo}

    body = [pair for pair in sorted(request.form.items(multi=True)) if pair[0] not in VOLATILE]
    return once(request_key(), me.person_id, (request.path, body), act)


def start_and_answer(
    session: Session,
    process: Process,
    subject: tuple[str, int],
    data: dict[str, Any],
    confirmed: bool,
    entry: Entry | None = None,
) -> tuple[int, Case]:
    """Begin the process on its subject and answer its first step, or with `entry` enter it for another; (work item,
    case)."""
    me = actor()
    if why := not_now(process, step_for(session, process, subject)):
        raise TaskNotReady(why)
    if process.key == LEAD:
        instance = leads.begin(session, DOMAIN, actor=me)
    else:
        matter = subject[1]
        if subject[0] == "track":
            matter = session.get_one(Track, subject[1]).case_id
        instance = commands.start(session, DOMAIN, process.key, subject, matter, {}, actor=me)
    item, _ = queries.open_items(session, [instance.id])[0]
    if entry is not None:
        record(session, DOMAIN, item.id, data, entry, actor=me, confirmed=confirmed)
    else:
        commands.complete(session, DOMAIN, item.id, data, actor=me, confirmed=confirmed)
    return item.id, session.get_one(Case, instance.matter_id)


@pages.post("/<process>/<int:subject_id>/draft")
def keep_draft(process: str, subject_id: int) -> tuple[str, int]:
    """Keep what was typed."""
    found = _process(process)
    with reading() as session:
        step_for(session, found, subject_of(found, subject_id))
    entries = [[k, v] for k, v in request.form.items(multi=True) if k not in VOLATILE]
    with writing() as session:
        key = _draft_key(_where(process, subject_id))
        drafts.keep(session, actor().person_id, key, entries, request.form.get("request_key", ""))
    return "", 204
