"""The letter of a case as documents: one, or with route BOTH two, and what stands in a new draft."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.process import ServiceStep, Step, Values
from workflows.cases.models import Case, CaseState, Priority
from workflows.documents import drafts, issue, letter
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.people.models import Person, Unit, UnitKind
from workflows.settings import deadlines
from workflows.settings.models import Direction, IssuerKind, PaperFormat
from workflows.supervision.models import Finding
from workflows.supervision.preparation import units
from workflows.supervision.symposium.models import SymposiumRecord

ASKED = "商请于{day}前书面反馈。"


def draft_of(session: Session, case_id: int) -> Document | None:
    """The letter that is still being written or approved."""
    last = drafts.of_case(session, case_id, DocumentKind.LETTER)
    return last if last is not None and last.status in drafts.OPEN else None


def submitted_upwards(session: Session, case_id: int) -> Document | None:
    """The letter that has gone to the Party committee and is now to go to the units (CONVERT_TO_DIRECT)."""
    last = drafts.of_case(session, case_id, DocumentKind.LETTER)
    went = draft_of(session, case_id)
    if went is not None:
        linked = select(Document).where(Document.linked_to_id == went.id, Document.kind == DocumentKind.LETTER)
        return session.scalar(linked.limit(1))
    is_up = last is not None and last.status is DocumentStatus.ISSUED and issue.is_upward(last)
    return last if is_up else None


def submit(step: Step, data: Values) -> tuple[Document, Document | None]:
    """Save the letter, and of route BOTH the report that encloses it; one that is no longer wanted is void."""
    session, case = step.session, step.session.get_one(Case, step.subject_id)
    earlier = submitted_upwards(session, case.id)
    found = draft_of(session, case.id)
    made = _save(step, DocumentKind.LETTER, data["title"], data, found)
    if earlier is not None:
        earlier.linked_to_id = made.id
    report = _report_of(session, made)
    if data["delivery_route"] == "BOTH":
        report = _save(step, DocumentKind.REPORT, letter.report_title(data["title"]), data, report)
        report.linked_to_id = made.id
    elif report is not None:
        report.status, report.linked_to_id, report = DocumentStatus.VOID, None, None
    case.state = CaseState.IN_APPROVAL
    return made, report


def _report_of(session: Session, made: Document) -> Document | None:
    linked = select(Document).where(Document.linked_to_id == made.id, Document.kind == DocumentKind.REPORT)
    return session.scalar(linked.limit(1))


def _save(step: Step, kind: DocumentKind, title: str, data: Values, found: Document | None) -> Document:
    session, case = step.session, step.session.get_one(Case, step.subject_id)
    document_id = found.id if found else None
    revision = drafts.save(session, case.id, kind, title, data, step.actor.person_id, document_id)
    unit_ids = units.ids(session, case.id)
    countersign = data.get("countersign_committees") or []
    return drafts.concern(
        session,
        revision.document_id,
        unit_ids,
        {
            "is_key": case.priority is Priority.KEY,
            "is_sensitive": case.is_sensitive,
            "unit_count": len(unit_ids),
            "needs_chair_meeting": bool(data["needs_chair_meeting"]),
            "has_countersign": bool(countersign),
            "countersign_committees": countersign,
        },
    )


def address_letter(step: ServiceStep) -> dict[str, Any]:
    """Service: the row of issuer × direction that the table has chosen goes onto each document."""
    session = step.session
    document = session.get_one(Document, step.values["document_id"])
    _address(document, step.values["letter_row"])
    content = drafts.latest(session, document.id).content
    if document.direction is Direction.PARALLEL and content.get("doc_template") == "FILE_FORM":
        document.paper = PaperFormat.DOCUMENT
    report_id = step.values.get("report_id")
    if report_id:
        _address(session.get_one(Document, report_id), step.values["report_row"])
    for found in issue.together(session, document):
        revision = drafts.latest(session, found.id)
        revision.text = letter.compose(session, found, revision.content).text
    return {}


def _address(document: Document, row: str) -> None:
    issuer, direction = row.split("_")
    document.issuer, document.direction, document.paper = IssuerKind(issuer), Direction(direction), None


def first_draft(session: Session, case: Case, person_id: int) -> dict[str, Any]:
    """What a new letter starts with: the findings as problems, the causes of the symposium, the usual words."""
    findings = session.scalars(select(Finding).where(Finding.case_id == case.id).order_by(Finding.id)).all()
    symposium = session.scalar(
        select(SymposiumRecord).where(SymposiumRecord.case_id == case.id).order_by(SymposiumRecord.id.desc()).limit(1)
    )
    person = session.get(Person, person_id)
    unit_ids = units.ids(session, case.id)
    return {
        "title": f"关于{case.title}的民主监督建议书"[:80],
        "doc_template": "LETTER_FORM",
        "main_send": unit_ids,
        "report_to": session.scalar(select(Unit.id).where(Unit.kind == UnitKind.PARTY).order_by(Unit.id).limit(1)),
        "problems": [
            {"no": number, "text": found.description, "finding_refs": [found.no]}
            for number, found in enumerate(_open(findings), start=1)
        ],
        "causes": [{"text": text} for text in (symposium.root_causes if symposium else [])],
        "recommendations": [{"no": number, "target_unit": unit} for number, unit in enumerate(unit_ids, start=1)],
        "reply_requirements": ASKED.format(day=letter.chinese_day(reply_day(session, case))),
        "contact": {"name": person.name, "phone": person.phone} if person else None,
    }


def _open(findings: Any) -> list[Finding]:
    """What was put right on the spot is told among what is done already."""
    return [found for found in findings if not found.is_fixed_on_site]


def reply_day(session: Session, case: Case) -> Any:
    """The day that a letter of today asks an answer for, by the rule."""
    found = deadlines.due(session, "unit_report", clock.now(), case.clocks_on)
    return clock.day_of(found.due_at) if found else None


def last_content(session: Session, case_id: int) -> Mapping[str, Any] | None:
    """The draft as it stands; of a letter converted, or made anew, what the one before it said, to the units of now."""
    found = draft_of(session, case_id)
    if found is not None:
        return drafts.latest(session, found.id).content
    converted = submitted_upwards(session, case_id)
    earlier = converted or _taken_back(session, case_id)
    if earlier is None:
        return None
    content = {**drafts.latest(session, earlier.id).content, "main_send": units.ids(session, case_id)}
    return {**content, "delivery_route": None} if converted else content


def _taken_back(session: Session, case_id: int) -> Document | None:
    """The letter that was recalled, or whose number is void, so that another is to be made."""
    found = select(Document).where(
        Document.case_id == case_id,
        Document.kind == DocumentKind.LETTER,
        Document.status.in_((DocumentStatus.RECALLED, DocumentStatus.VOID)),
    )
    return session.scalar(found.order_by(Document.id.desc()).limit(1))
