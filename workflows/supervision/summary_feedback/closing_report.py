"""The closing report: the summary as a document, and as rows that figures are counted from."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.commands.complete import as_json
from engine.process import Step, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.documents import drafts, storage
from workflows.documents.models import Document, DocumentKind
from workflows.supervision.summary_feedback.models import CaseMechanism, CaseSummary
from workflows.supervision.summary_feedback.units import units_of_case

TITLE = Text("关于“{title}”监督工作的结案报告", "Closing report: {title}")
LISTS = ("effects", "similar_sweep", "publicity", "conversions")


def submit(step: Step, data: Values) -> int:
    """Save the report as a revision and the summary as rows; returns the document's id."""
    session = step.session
    case = session.get_one(Case, step.subject_id)
    found = open_report(session, case.id)
    revision = drafts.save(
        session,
        case.id,
        DocumentKind.CLOSING_REPORT,
        TITLE.format(title=case.title).zh,
        data,
        step.actor.person_id,
        found.id if found else None,
    )
    document = drafts.concern(session, revision.document_id, [unit.id for unit in units_of_case(session, case.id)])
    _keep(session, case.id, data, document.id, is_new=found is None)
    named = [file_id for mechanism in data.get("mechanisms") or () for file_id in mechanism["file"]]
    storage.bind(session, named, case.id, step.actor.person_id)
    case.state = CaseState.CLOSING
    return document.id


def open_report(session: Session, case_id: int) -> Document | None:
    """The report that is still being written or approved; None before the first and after an approved one."""
    found = drafts.of_case(session, case_id, DocumentKind.CLOSING_REPORT)
    return found if found is not None and found.status in drafts.OPEN else None


def last_content(session: Session, case_id: int) -> dict[str, Any]:
    """What a returned report said, so that it need not be typed again."""
    found = open_report(session, case_id)
    return dict(drafts.latest(session, found.id).content) if found else {}


def _keep(session: Session, case_id: int, data: Mapping[str, Any], document_id: int, *, is_new: bool) -> None:
    last = session.scalar(select(func.max(CaseSummary.round)).where(CaseSummary.case_id == case_id)) or 0
    number = last + 1 if is_new else max(last, 1)
    row = session.scalar(select(CaseSummary).where(CaseSummary.case_id == case_id, CaseSummary.round == number))
    if row is None:
        row = CaseSummary(case_id=case_id, round=number)
        session.add(row)
    row.summary, row.document_id, row.submitted_at = data["summary"], document_id, clock.now()
    for name in LISTS:
        setattr(row, name, as_json(data.get(name) or []))
    survey = data.get("programme_satisfaction") or {}
    row.programme_rate, row.programme_surveyed_on = survey.get("rate"), survey.get("surveyed_on")
    _keep_mechanisms(session, case_id, data.get("mechanisms") or [])


def _keep_mechanisms(session: Session, case_id: int, listed: list[Mapping[str, Any]]) -> None:
    known = {row.name: row for row in session.scalars(select(CaseMechanism).where(CaseMechanism.case_id == case_id))}
    for name in set(known) - {mechanism["name"] for mechanism in listed}:
        session.delete(known[name])
    for mechanism in listed:
        row = known.get(mechanism["name"])
        if row is None:
            row = CaseMechanism(case_id=case_id, name=mechanism["name"])
            session.add(row)
        row.kind, row.issued_by = mechanism["kind"], mechanism["issued_by"]
        row.doc_no, row.issued_on = mechanism.get("doc_no"), mechanism.get("issued_on")
        row.file_id = mechanism["file"][0]
