"""What a step's page shows beside its form: facts, opinions so far, material, where it goes next."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock, projection, queries
from engine.actors import Actor
from engine.db import asked_once
from engine.errors import NotFound
from engine.forms import Form
from engine.models import Instance, Task, WorkItem
from engine.process import Host, Step, UserTask, confirms
from web.screens import letter_view
from web.words import fmt_day, fmt_instant, t, tr
from workflows import access, correcting
from workflows.approval import Approve
from workflows.cases.light import NO_DATE, light
from workflows.cases.models import Case, CaseKind
from workflows.documents.models import Attachment
from workflows.people.models import Committee, District, Person, Unit
from workflows.reading import ahead, page_course
from workflows.reading.file_names import told_apart
from workflows.reading.words import OUTSIDE, opinion_for, step_label
from workflows.rectification.models import Track
from workflows.supervision.models import ResponsibleUnit

Row = dict[str, Any]


def case_address(session: Session, actor: Actor, instance: Instance) -> str:
    """Where the actor reads about an instance: its case, or for a unit its own track; else the list."""
    try:
        access.case_for(session, actor, instance.matter_id)
    except NotFound:
        if instance.subject_kind == "track":
            return url_for("units.track", track_id=instance.subject_id)
        return url_for("work.inbox")
    return url_for("cases.show", case_id=instance.matter_id)


def template(user_task: UserTask, task: Task, item: WorkItem) -> str:
    """Which page a step is drawn on."""
    if isinstance(user_task, Approve):
        return "approval.html"
    unit = any(seat.role in ("unit_liaison", "unit_head") for seat in user_task.seats)
    return "unit_task.html" if unit else "task.html"


def context(
    session: Session,
    host: Host,
    actor: Actor,
    instance: Instance,
    task: Task,
    item: WorkItem,
    brief: bool = False,
) -> Row:
    """The context of every step's page but its form; `brief`: what the pane beside the list shows of it."""
    user_task = host.process(instance.process).task(task.element)
    case = session.get_one(Case, instance.matter_id)
    unit = _unit(session, instance)
    inside = _is_inside(session, actor, case)
    opinions = _opinions(session, host, actor, instance)
    shown: Row = {
        "crumbs": [
            {"label": t("待办", "To do"), "href": url_for("work.inbox")},
            {"label": case.case_no or t("线索", "Lead"), "href": case_address(session, actor, instance)},
        ],
        "title": f"{tr(step_label(host, instance.process, task, item))}{t('：', ': ')}{case.title}",
        "position": None if brief else position(session, actor, item),
        "item": {
            "step": tr(step_label(host, instance.process, task, item)),
            "kind": "topic" if case.kind is CaseKind.CONSULTATION else "case",
            "number": case.case_no or "",
            "units": (unit.short or unit.name) if unit else _unit_names(session, case),
            "light": _light(session, item),
            "acts_for": _acts_for(session, actor, item),
            "case_href": case_address(session, actor, instance),
        },
        "facts": facts(session, case) if inside else unit_facts(session, case),
        "files": files(session, actor, case),
        "opinions": [one for one in opinions if one["text"]],
        "note": tr(user_task.note) if user_task.note else "",
        "returned": _returned(session, task, opinions),
    }
    if brief:
        return shown
    if confirms(task, item) and task.answer:
        shown["facts"] += answer_facts(session, user_task.form, task.answer)
        shown["facts"] += correction_facts(session, task)
    told = _told(user_task, projection.step_of(session, instance, task, actor, item))
    shown["facts"] += told
    if isinstance(user_task, Approve):
        shown |= letter_view.context(session, actor, case, task, item)
        _lead_with(shown, told, asks_more=user_task.form is not Approve.form)
    elif instance.subject_kind == "track":
        shown |= unit_context(session, case, instance, user_task)
    return shown


def _lead_with(shown: Row, told: list[Row], *, asks_more: bool) -> None:
    """What the step tells goes before the key points; where its form asks for more than a word, the phone opens it."""
    shown["points"] = told + shown["points"]
    for confirm in shown["confirms"]:
        confirm["in_form"] = asks_more and confirm["value"] == "APPROVE"


def _acts_for(session: Session, actor: Actor, item: WorkItem) -> str:
    """代林书华办理, where the reader would act under a delegation."""
    standing = actor.standing_for(item.groups)
    if standing is None or standing.on_behalf_of is None:
        return ""
    name = session.get_one(Person, standing.on_behalf_of).name
    return t(f"代{name}办理", f"on behalf of {name}")


def _light(session: Session, item: WorkItem) -> Row:
    found = light(item.due_at, item.warn_at, clock.now(), calendar.load(session), item.is_suspended)
    return {**shown_light(found), "why": why("item", item.id) if item.due_at or item.is_suspended else ""}


def why(kind: str, subject_id: int) -> str:
    """Where the date of an "item" or an "obligation" opens into its sum (时限由来)."""
    return url_for("why.show", kind=kind, subject_id=subject_id)


def _told(user_task: UserTask, step: Step) -> list[Row]:
    """What the step itself tells beside its form."""
    return [
        {"label": tr(label), "value": "\n".join(one if isinstance(one, str) else tr(one) for one in lines), "href": ""}
        for label, lines in user_task.tells(step)
    ]


def shown_light(found: Any) -> Row:
    """A light as the macro draws it."""
    return {
        "colour": found.colour.value,
        "words": tr(found.words),
        "is_today": found.is_today,
        "date": found.date,
        "basis": "",
    }


def dated_light(found: Any, why: str = "") -> Row | None:
    """A light only where there is a date or a pause to show: what is closed needs none. `why`: where it opens."""
    return {**shown_light(found), "why": why} if found != NO_DATE else None


def _is_inside(session: Session, actor: Actor, case: Case) -> bool:
    try:
        return access.view_of(session, actor, case) is access.View.INTERNAL
    except NotFound:
        return False


def _unit(session: Session, instance: Instance) -> Unit | None:
    if instance.subject_kind != "track":
        return None
    return session.get_one(Unit, session.get_one(Track, instance.subject_id).unit_id)


def _unit_names(session: Session, case: Case) -> str:
    named = (
        select(Unit.short, Unit.name)
        .join(ResponsibleUnit, ResponsibleUnit.unit_id == Unit.id)
        .where(ResponsibleUnit.case_id == case.id, ResponsibleUnit.removed_at.is_(None))
    )
    rows = asked_once(session, ("unit names", case.id), lambda: session.execute(named).all())
    return t("、", ", ").join(short or name for short, name in rows)


def facts(session: Session, case: Case) -> list[Row]:
    """What the case is about, for those inside."""
    committee = session.get(Committee, case.committee_id) if case.committee_id else None
    district = session.get(District, case.district_id) if case.district_id else None
    lines = [
        (t("问题描述", "Problem"), case.problem),
        (t("地点", "Place"), " ".join(part for part in ((district.name if district else ""), case.location) if part)),
        (t("承办专委会", "Committee"), committee.name if committee else ""),
        (t("责任单位", "Responsible units"), _unit_names(session, case)),
        (t("登记时间", "Registered"), fmt_instant(case.created_at)),
    ]
    return [{"label": label, "value": value, "href": ""} for label, value in lines if value]


def unit_facts(session: Session, case: Case) -> list[Row]:
    """What a unit, or somebody outside, reads of the case."""
    return [{"label": t("事项", "Matter"), "value": case.title, "href": ""}]


def answer_facts(session: Session, form: type[Form], answer: Mapping[str, Any]) -> list[Row]:
    """What another has filled in, read-only, for the one who confirms it."""
    from web.screens import labels

    named, filed = labels.names(session, labels.ids_of(form, answer))
    return [{"label": label, "value": value, "href": ""} for label, value in readable(form, answer, named, filed)]


def correction_facts(session: Session, task: Task) -> list[Row]:
    """What was corrected in the answer that waits for confirmation."""
    found = correcting.of(session, [item.id for item in task.items])
    return [
        {"label": t("更正", "Corrected"), "value": f"{one.wrong} → {one.right}{t('：', ': ')}{one.reason}", "href": ""}
        for listed in found.values()
        for one in listed
    ]


def readable(form: type[Form], answer: Mapping[str, Any], named: Any, filed: Any) -> list[tuple[str, str]]:
    """An answer as label and text, in the order of its form; what was not asked is left out."""
    found = []
    for name, field in form.shared().fields.items():
        value = answer.get(name)
        if value not in (None, "", [], {}):
            found.append((tr(field.metadata["text"]), _as_words(field, value, named, filed)))
    return found


SIMPLE: Mapping[str, Callable[[Any], str]] = {
    "yes_no": lambda value: t("是", "Yes") if value else t("否", "No"),
    "day": lambda value: fmt_day(date.fromisoformat(str(value))),
    "instant": lambda value: fmt_instant(datetime.fromisoformat(str(value))),
}
"""Days and instants stand in a stored answer as ISO text."""


def _as_words(field: Any, value: Any, named: Any, filed: Any) -> str:
    meta, control = field.metadata, field.metadata["control"]
    if control in ("choice", "choices"):
        words = {option.value: tr(option.text) for option in meta["options"]}
        return t("、", ", ").join(words.get(v, str(v)) for v in (value if isinstance(value, list) else [value]))
    if control in SIMPLE:
        return SIMPLE[control](value)
    if control in ("ref", "refs"):
        return t("、", ", ").join(named(meta["kind"], v) for v in (value if isinstance(value, list) else [value]))
    if control == "files":
        return t("、", ", ").join(filed(v).label for v in value)
    if control == "rows":
        return "\n".join(
            f"{n}. " + "；".join(f"{label} {text}" for label, text in readable(meta["form"], row, named, filed))
            for n, row in enumerate(value, 1)
        )
    if control == "group":
        return "；".join(f"{label} {text}" for label, text in readable(type(field.schema), value, named, filed))
    return t("、", ", ").join(str(v) for v in value) if isinstance(value, list) else str(value)


def files(session: Session, actor: Actor, case: Case) -> list[Row]:
    """The case's files that the actor may open."""
    kept_here = session.scalars(select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id)).all()
    seen = access.visible_files(session, actor, case, kept_here)
    pictures = {kept.id for kept in seen if kept.is_image}
    return [
        {
            "name": one.name,
            "href": url_for("files.download", attachment_id=one.id),
            "icon": "photo" if one.id in pictures else "file-text",
            "note": "",
        }
        for one in told_apart(seen)
    ]


def _opinions(session: Session, host: Host, actor: Actor, instance: Instance) -> list[Row]:
    """What was said before, latest first, as far as the actor may read it."""
    only = None if _sees_all(session, actor, instance) else instance.id
    found = []
    for item in queries.opinions(session, instance.matter_id, only):
        words, is_seen = opinion_for(actor, item.opinion, item.groups, item.element)
        if words:
            found.append(
                {
                    "who": f"{item.post or ''} {item.acted_name or ''}".strip() if is_seen else tr(OUTSIDE),
                    "text": beside_verdict(item.decision, words),
                    "verdict": verdict(item.decision),
                    "at": fmt_instant(item.acted_at),
                }
            )
    return found[:8]


def _sees_all(session: Session, actor: Actor, instance: Instance) -> bool:
    return _is_inside(session, actor, session.get_one(Case, instance.matter_id))


VERDICTS = {"APPROVE": ("同意", "Approved"), "RETURN": ("退回", "Returned"), "REFUSE": ("不同意", "Refused")}


def verdict(decision: str | None) -> str:
    """A decision of an approval in words."""
    return t(*VERDICTS[decision]) if decision in VERDICTS else ""


def beside_verdict(decision: str | None, words: str) -> str:
    """What was said more than the verdict; an agreement without words is recorded as 同意."""
    return "" if decision in VERDICTS and words == VERDICTS[decision][0] else words


def _returned(session: Session, task: Task, opinions: list[Row]) -> Row | None:
    """Why the step came back, if it was sent back or the last word on it was a return."""
    back = page_course.sent_back(session, task)
    if back is not None:
        return {"who": back.who, "at": fmt_instant(back.at), "text": back.reason}
    if opinions and opinions[0]["verdict"] == t(*VERDICTS["RETURN"]):
        last = opinions[0]
        return {"who": last["who"], "at": last["at"], "text": last["text"]}
    return None


def unit_context(session: Session, case: Case, instance: Instance, user_task: UserTask) -> Row:
    """What the letter asks of this unit, and whom to call."""
    from web.screens import unit_view

    return unit_view.context(session, case, session.get_one(Track, instance.subject_id), user_task.step)


def what_follows(session: Session, instance: Instance, user_task: UserTask) -> Row | None:
    """A line on what comes after submitting, where the step's form has no decision that leads several ways."""
    if "decision" in user_task.form.shared().fields:
        return None
    steps = ahead.next_steps(session, instance.definition_id, user_task.element)
    return {"text": tr(ahead.words(steps))} if steps else None


def position(session: Session, actor: Actor, item: WorkItem) -> Row | None:
    """第2项，共11项: where the item stands in the reader's list, and its neighbours."""
    ids = [found.id for found, _task in queries.worklist(session, actor.groups, limit=50)]
    if item.id not in ids or len(ids) < 2:
        return None
    at = ids.index(item.id)
    return {
        "text": t(f"第{at + 1}项，共{len(ids)}项", f"{at + 1} of {len(ids)}"),
        "previous_href": url_for("task.show", item_id=ids[at - 1]) if at else "",
        "next_href": url_for("task.show", item_id=ids[at + 1]) if at + 1 < len(ids) else "",
    }


def entry_link(session: Session, host: Host, actor: Actor, item: WorkItem) -> Row | None:
    """代录, where the actor may enter this step for the one whose it is."""
    if actor.standing_for(item.groups) is not None or host.why_not(session, actor, "enter", item) is not None:
        return None
    return {"label": t("代录", "Enter it for them"), "href": url_for("task.show", item_id=item.id, entry=1)}


def sends(session: Session, host: Host, actor: Actor, item: WorkItem, user_task: UserTask) -> list[Row]:
    """How else than by its answer the reader may end the step: 改为不发建议书."""
    if not user_task.sends or host.why_not(session, actor, "complete", item) is not None:
        return []
    return [
        {
            "label": tr(one.label),
            "href": url_for("task.ask_send", item_id=item.id, message=one.message),
            "icon": "arrow-right",
        }
        for one in user_task.sends
    ]


def more_acts(session: Session, host: Host, actor: Actor, item: WorkItem, user_task: UserTask) -> list[Row]:
    """转办, 加签, 退回: what else may be done with an open item."""
    if actor.standing_for(item.groups) is None:
        return []
    acts = [
        {"label": t("转办", "Hand over"), "href": url_for("task.ask_transfer", item_id=item.id), "icon": "arrow-right"}
    ]
    if host.why_not(session, actor, "return_to", item) is None:
        href = url_for("task.ask_return", item_id=item.id)
        acts.append({"label": t("退回环节", "Send back"), "href": href, "icon": "arrow-left"})
    if user_task.completion.opens_one_by_one():
        acts.append(
            {"label": t("加签", "Add a signer"), "href": url_for("task.ask_signer", item_id=item.id), "icon": "plus"}
        )
    return acts


def typed(form: type[Form], values: Mapping[str, Any]) -> list[Row]:
    """What somebody had typed, as label and text, so that it can be copied; rows and groups too."""
    found: list[Row] = []
    for name, field in form.shared().fields.items():
        value, meta = values.get(name), field.metadata
        if meta["control"] in ("text", "longtext") and value:
            found.append({"label": tr(meta["text"]), "text": str(value)})
        elif meta["control"] == "rows":
            for row in value or []:
                found += typed(meta["form"], row)
        elif meta["control"] == "group" and value:
            found += typed(type(field.schema), value)  # type: ignore[attr-defined] # a Nested
    return found


def instance_of(session: Session, holder: Any) -> Instance:
    """The instance of a work item, a reading or anything else that has an `instance_id`."""
    return session.get_one(Instance, holder.instance_id)
