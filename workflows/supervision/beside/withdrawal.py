"""X3 撤回(整案) · Withdraw the case."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.completion import ONE
from engine.forms import Form, longtext, refs
from engine.models import Act
from engine.process import Seat, ServiceStep, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.rectification.models import Track
from workflows.supervision.beside.ended import OVER, end_everything
from workflows.supervision.beside.models import CaseWithdrawal
from workflows.supervision.beside.telling import tell_units

TITLE = Text("关于撤回“{title}”的请示", "Request to withdraw: {title}")
IS_OVER = Text("案件已经结束，不能撤回。", "The case has ended already.")
NOT_A_UNIT = Text("告知对象须为本案的责任单位。", "Only units of this case can be told.")
UNTOLD = Text("有的责任单位没有列入告知对象。", "Not every unit of the case is told.")
ISSUED = (DocumentStatus.NUMBERED, DocumentStatus.SEALED, DocumentStatus.ISSUED)
LETTERS = (DocumentKind.LETTER, DocumentKind.REPORT)


class WithdrawalForm(Form):
    reason = longtext(500, "原因", "Reason", required=True, advise_min=30)
    notice_text = longtext(1000, "告知单位", "Notice to the units", required=True, advise_min=10)
    notice_units = refs("unit", "告知对象", "Units")


class Withdrawal(UserTask):
    """Asked for by the officer, granted by the chairperson: the case and all its tracks end."""

    step = "X3"
    element = "withdrawal"
    label = Text("撤回(整案)", "Withdraw the case")
    form = WithdrawalForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "withdrawal_step"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("SUBMIT",)  # then the approval's: APPROVED, RETURNED, REFUSED

    def initial(self, step: Step) -> dict[str, Any]:
        last = _pending(step.session, step.subject_id)
        if last is not None:
            return {"reason": last.reason, "notice_text": last.notice_text, "notice_units": last.notice_units}
        return {"notice_units": _units(step.session, step.subject_id)}

    def not_now(self, step: Step) -> Text | None:
        return self.refuses(step, step.actor)

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        return IS_OVER if step.session.get_one(Case, step.subject_id).state in OVER else None

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        if set(data.get("notice_units") or ()) - set(_units(step.session, step.subject_id)):
            return {"notice_units": [NOT_A_UNIT]}
        return {}

    def advise(self, step: Step, data: Values) -> list[Text]:
        untold = set(_units(step.session, step.subject_id)) - set(data.get("notice_units") or ())
        return [UNTOLD] if untold else []

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session = step.session
        case = session.get_one(Case, step.subject_id)
        last = _pending(session, case.id)
        title = TITLE.format(title=case.title).zh
        revision = drafts.save(
            session,
            case.id,
            DocumentKind.WITHDRAWAL,
            title,
            data,
            step.actor.person_id,
            last.document_id if last else None,
        )
        drafts.concern(session, revision.document_id, _units(session, case.id))
        row = last or CaseWithdrawal(case_id=case.id, document_id=revision.document_id, asked_at=clock.now())
        row.reason, row.notice_text = data["reason"], data["notice_text"]
        row.notice_units = list(data.get("notice_units") or ())
        session.add(row)
        return {"outcome": "SUBMIT", "document_id": revision.document_id, "route": "WITHDRAWAL"}


def withdraw_case(step: ServiceStep) -> dict[str, Any]:
    """The case ends; a letter that has a number is recalled and keeps it, what had none is void."""
    session = step.session
    case = session.get_one(Case, step.instance.matter_id)
    row = _pending(session, case.id)
    if row is None:
        raise LookupError(f"case {case.id} has no request to withdraw it")
    row.withdrawn_at = clock.now()
    for document in session.scalars(select(Document).where(Document.case_id == case.id, Document.kind.in_(LETTERS))):
        if document.status in ISSUED:
            document.status = DocumentStatus.RECALLED
        elif document.status is not DocumentStatus.RECALLED:
            document.status = DocumentStatus.VOID
    end_everything(step, case, row.reason)
    case.state = CaseState.WITHDRAWN
    tell_units(session, step.instance, row.notice_units, row.notice_text, step.actor)
    return {}


def _pending(session: Session, case_id: int) -> CaseWithdrawal | None:
    """The request that is on its way; a refused one has a document that can be changed no more."""
    row = session.scalar(
        select(CaseWithdrawal)
        .where(CaseWithdrawal.case_id == case_id, CaseWithdrawal.withdrawn_at.is_(None))
        .order_by(CaseWithdrawal.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    status = session.get_one(Document, row.document_id).status
    return row if status in (*drafts.OPEN, DocumentStatus.APPROVED, DocumentStatus.SIGNED) else None


def _units(session: Session, case_id: int) -> list[int]:
    """Every unit that has got the letter."""
    return list(
        dict.fromkeys(session.scalars(select(Track.unit_id).where(Track.case_id == case_id).order_by(Track.id)))
    )
