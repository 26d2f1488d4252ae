"""The initiation sheet: what it must keep to, what the route reads of it, and what follows from its approval."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.calendar import load as load_calendar
from engine.process import ServiceStep, Step, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState, Priority
from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind
from workflows.people.models import Post
from workflows.people.roles import Role
from workflows.supervision.models import InitiationSheet, PlanItem, SourceResult
from workflows.supervision.preparation import papers, sources, units

LEADERS = (Role.CHAIRPERSON, Role.VICE_CHAIR, Role.SECRETARY_GENERAL)
LONGEST = 12  # months
TITLE = "关于“{topic}”的立项审批单"

NO_PLAN_ITEM = Text("请从年度监督计划中选择条目。", "Choose an item of the yearly supervision plan.")
END_FIRST = Text("监督止不能早于监督起。", "The end may not be before the start.")
TOO_LONG = Text("监督期限最长12个月。", "A supervision lasts 12 months at most.")
NO_LEADER = Text(
    "带队领导须为现任主席、副主席或秘书长。", "The leader must be a chair, a vice-chair or the secretary-general."
)
LATE = Text("监督起早于今天，将标注“补录”。", "The period has begun already; the sheet is marked as entered late.")
SLOT_TAKEN = Text("本委{month}已安排“{topic}”。", "The committee has “{topic}” in {month} already.")


def faults(session: Session, case: Case, data: Values) -> dict[str, list[Text]]:
    """Errors by field."""
    errors: dict[str, list[Text]] = {}
    item = session.get(PlanItem, data["plan_item"]) if data.get("plan_item") else None
    if data["planned"] and (item is None or item.cppcc_id != case.cppcc_id):
        errors["plan_item"] = [NO_PLAN_ITEM]
    start, end = data["period_start"], data["period_end"]
    if end < start:
        errors["period_end"] = [END_FIRST]
    elif end > load_calendar(session).add_months(start, LONGEST):
        errors["period_end"] = [TOO_LONG]
    if not is_leader(session, data["lead_leader"]):
        errors["lead_leader"] = [NO_LEADER]
    return errors


def advice(session: Session, case: Case, data: Values) -> list[Text]:
    """Warnings: entered late, a second topic in the same month."""
    found = [LATE] if data["period_start"] < clock.today() else []
    month = data.get("monthly_slot")
    taken = select(InitiationSheet.topic_title).join(Case, Case.id == InitiationSheet.case_id)
    taken = taken.where(InitiationSheet.monthly_slot == month, Case.committee_id == case.committee_id)
    other = session.scalars(taken.where(Case.id != case.id).limit(1)).first() if month else None
    return found + ([SLOT_TAKEN.format(month=month, topic=other)] if other else [])


def is_leader(session: Session, person_id: int, on: date | None = None) -> bool:
    """Whether the person is a leader in office."""
    held = select(Post.id).where(
        Post.person_id == person_id, Post.role.in_(LEADERS), Post.valid_on(on or clock.today())
    )
    return session.scalars(held.limit(1)).first() is not None


def plan_items(session: Session, case: Case) -> list[PlanItem]:
    """The yearly plan that an initiation of today may name: this year's and the last."""
    year = clock.today().year
    found = select(PlanItem).where(PlanItem.cppcc_id == case.cppcc_id, PlanItem.year.in_([year, year - 1]))
    return list(session.scalars(found.order_by(PlanItem.year.desc(), PlanItem.no)))


def words(item: PlanItem) -> Text:
    """A plan item in a list."""
    line = f"{item.year}-{item.no:02} {item.title}"
    return Text(line, line)


def submit(step: Step, data: Values) -> Document:
    """Save the sheet as a document with what its route may read, and its facts as a row."""
    session, case_id = step.session, step.subject_id
    case = session.get_one(Case, case_id)
    title = TITLE.format(topic=data["topic_title"])
    document = papers.submit(session, case_id, DocumentKind.INITIATION, title, data, step.actor.person_id)
    case.is_sensitive = data["is_sensitive"]
    unit_ids = units.ids(session, case_id)
    route_facts = {
        "is_key": case.priority is Priority.KEY,
        "is_sensitive": data["is_sensitive"],
        "is_unplanned": not data["planned"],
        "unit_count": len(unit_ids),
    }
    drafts.concern(session, document.id, unit_ids, route_facts)
    _keep(session, case_id, document.id, data)
    return document


def _keep(session: Session, case_id: int, document_id: int, data: Values) -> None:
    sheet = session.get(InitiationSheet, case_id)
    if sheet is None:
        sheet = InitiationSheet(case_id=case_id)
        session.add(sheet)
    sheet.document_id = document_id
    sheet.topic_title, sheet.topic_source = data["topic_title"], data["topic_source"]
    sheet.plan_item_id = data.get("plan_item")
    sheet.unplanned_reason = data.get("unplanned_reason") or ""
    sheet.basis = data["basis"]
    sheet.period_start, sheet.period_end = data["period_start"], data["period_end"]
    sheet.is_late = data["period_start"] < clock.today()
    sheet.lead_leader_id, sheet.monthly_slot = data["lead_leader"], data.get("monthly_slot")
    sheet.approved_on = None
    session.flush()


def last_entry(session: Session, case_id: int) -> dict[str, Any]:
    """The sheet as it was; a first one begins with the title of the lead."""
    before = papers.last_content(session, case_id, DocumentKind.INITIATION)
    return before or {"topic_title": session.get_one(Case, case_id).title}


def initiate(step: ServiceStep) -> dict[str, Any]:
    """The route is through: the supervision begins."""
    case = step.session.get_one(Case, step.instance.matter_id)
    case.state = CaseState.INITIATED
    step.session.get_one(InitiationSheet, case.id).approved_on = clock.today()
    return {"outcome": "INITIATED"}


def refuse_initiation(step: ServiceStep) -> dict[str, Any]:
    """The route said no: the lead is not taken up, and its sources are told."""
    case = step.session.get_one(Case, step.instance.matter_id)
    case.state = CaseState.REJECTED
    sources.expect_answers(step.session, case.id, SourceResult.REJECTED)
    return {}
