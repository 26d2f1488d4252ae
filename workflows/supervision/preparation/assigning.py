"""Which committees a lead was given to: a committee hands it back once, the second time the office decides."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.people.models import Committee
from workflows.supervision.models import Assignment

MOST_HAND_BACKS = 2
NOT_ACTIVE = Text("该专委会已撤销，或不属于本级政协。", "That committee is closed, or of another CPPCC.")


def fault(session: Session, case: Case, committee_id: int) -> Text | None:
    """Why a lead cannot go to this committee; None if it can."""
    committee = session.get(Committee, committee_id)
    if committee is None or committee.cppcc_id != case.cppcc_id or not committee.is_valid(clock.today()):
        return NOT_ACTIVE
    return None


def assign(
    session: Session, case: Case, committee_id: int, person_id: int, note: str, is_final: bool = False
) -> Assignment:
    """Give the lead to a committee; `is_final`: it cannot be handed back."""
    made = Assignment(
        case_id=case.id,
        committee_id=committee_id,
        assigned_by=person_id,
        assigned_at=clock.now(),
        note=note,
        is_final=is_final,
    )
    session.add(made)
    case.committee_id, case.state = committee_id, CaseState.UNDER_REVIEW
    session.flush()
    return made


def hand_back(session: Session, case: Case, reason: str) -> int:
    """The committee gives the lead back; how often that has happened now."""
    current = history(session, case.id)[-1]
    current.handed_back_at, current.hand_back_reason = clock.now(), reason
    case.committee_id, case.state = None, CaseState.SUBMITTED
    session.flush()
    return hand_backs(session, case.id)


def may_hand_back(session: Session, case: Case) -> bool:
    """Once per committee, and never after the secretary-general has named it."""
    rows = history(session, case.id)
    if not rows or rows[-1].is_final:
        return False
    return not any(row.handed_back_at and row.committee_id == case.committee_id for row in rows)


def hand_backs(session: Session, case_id: int) -> int:
    """How often the lead has come back."""
    return sum(row.handed_back_at is not None for row in history(session, case_id))


def history(session: Session, case_id: int) -> list[Assignment]:
    """Every assignment, oldest first."""
    return list(session.scalars(select(Assignment).where(Assignment.case_id == case_id).order_by(Assignment.id)))


def by_code(session: Session, case: Case, code: object) -> int | None:
    """The active committee with a code such as CJ, as the table of categories names it."""
    found = select(Committee).where(
        Committee.cppcc_id == case.cppcc_id, Committee.code == str(code), Committee.valid_on(clock.today())
    )
    committee = session.scalars(found).first()
    return committee.id if committee else None
