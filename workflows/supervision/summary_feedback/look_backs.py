"""The list of look-backs of a closed case: planned at the closing, worked off one by one, void at a reopening."""

from datetime import datetime, time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Instance
from engine.process import Due
from workflows.cases.models import Case, Priority
from workflows.documents.models import Document, DocumentStatus
from workflows.settings import deadlines
from workflows.supervision.summary_feedback.models import LookBackState, LookBackVisit
from workflows.supervision.symposium.models import LetterWaived

RULES = ("lookback_1", "lookback_2")


def plan(session: Session, case: Case) -> list[LookBackVisit]:
    """Make the list of a case that closes now: the days count from the closing.

    None is made where a closing without a letter was approved with the word that none is needed.
    """
    if not _are_kept(session, case.id):
        return []
    made = []
    for rule in RULES:
        if (due := _from_closing(session, case, rule)) is not None:
            made.append(LookBackVisit(case_id=case.id, rule=rule, due_on=clock.day_of(due.due_at)))
    session.add_all(made)
    session.flush()
    return made


def _from_closing(session: Session, case: Case, rule: str) -> Due | None:
    """Counted from the day of closing, by the calendar of today."""
    closed = clock.now() if case.closed_on is None else datetime.combine(case.closed_on, time(12), clock.CITY)
    return deadlines.due(session, rule, closed, case.clocks_on, case.priority is Priority.URGENT)


def count_again(session: Session, case: Case) -> None:
    """The calendar has changed: the days of the list that are still to come follow it."""
    for visit in planned(session, case.id):
        if (due := _from_closing(session, case, visit.rule)) is not None:
            visit.due_on = clock.day_of(due.due_at)


def _are_kept(session: Session, case_id: int) -> bool:
    waived = (
        select(LetterWaived.lookback_kept)
        .join(Document, Document.id == LetterWaived.document_id)
        .where(LetterWaived.case_id == case_id, Document.status == DocumentStatus.APPROVED)
        .order_by(LetterWaived.id.desc())
    )
    return session.scalars(waived.limit(1)).first() is not False


def planned(session: Session, case_id: int) -> list[LookBackVisit]:
    """Look-backs still to be made, the next first."""
    found = select(LookBackVisit).where(LookBackVisit.case_id == case_id, LookBackVisit.state == LookBackState.PLANNED)
    return list(session.scalars(found.order_by(LookBackVisit.due_on, LookBackVisit.id)))


def due_one(session: Session, case_id: int) -> LookBackVisit:
    """The look-back whose task is open. Raises LookupError if the list is empty."""
    found = planned(session, case_id)
    if not found:
        raise LookupError(f"case {case_id} has no planned look-back")
    return found[0]


def void(session: Session, case_id: int) -> None:
    """The case was reopened: what is still planned falls away, and a new closing makes a new list."""
    session.execute(
        update(LookBackVisit)
        .where(LookBackVisit.case_id == case_id, LookBackVisit.state == LookBackState.PLANNED)
        .values(state=LookBackState.VOID)
    )


def due(session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
    """The day of a drawn look-back timer: counted from the closing, and so the list says. None: not one of them."""
    if rule not in RULES or instance.subject_kind != "case":
        return None
    case = session.get_one(Case, instance.matter_id)
    visit = next((visit for visit in planned(session, case.id) if visit.rule == rule), None)
    due = None if visit is None else _from_closing(session, case, rule)
    if visit is None or due is None:
        return None
    visit.due_on = clock.day_of(due.due_at)
    return due
