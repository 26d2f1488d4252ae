"""P1.6.1 不发建议书 · Close without a letter."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, longtext, yes_no
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind
from workflows.supervision.preparation import papers, units
from workflows.supervision.symposium.models import LetterWaived

TITLE = "关于“{title}”不发建议书的请示"


class CloseWithoutLetterForm(Form):
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)
    record = longtext(
        2000,
        "处理记录",
        "Record",
        required=True,
        hint=Text("写明解决了什么、由谁、何时解决", "What was solved, by whom, when"),
    )
    lookback_kept = yes_no("保留回头看", "Look-back kept", required=True)


class CloseWithoutLetter(UserTask):
    """Everything is solved already: summary and look-back stay, no letter is counted."""

    step = "P1.6.1"
    element = "close_without_letter"
    label = Text("不发建议书", "Close without a letter")
    form = CloseWithoutLetterForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "approval_step"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("SUBMIT",)  # APPROVED, RETURNED and REFUSED are the approval's

    def initial(self, step: Step) -> dict[str, Any]:
        before = papers.last_content(step.session, step.subject_id, DocumentKind.NO_LETTER)
        return before or {"lookback_kept": True}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session, case = step.session, step.session.get_one(Case, step.subject_id)
        title = TITLE.format(title=case.title)
        document = papers.submit(session, case.id, DocumentKind.NO_LETTER, title, data, step.actor.person_id)
        drafts.concern(session, document.id, units.ids(session, case.id))
        _keep(step, document, data)
        return {"outcome": "SUBMIT", "document_id": document.id, "route": "NO_LETTER"}


def _keep(step: Step, document: Document, data: Values) -> None:
    found = step.session.query(LetterWaived).filter_by(document_id=document.id).one_or_none()
    if found is None:
        found = LetterWaived(case_id=document.case_id, document_id=document.id)
        step.session.add(found)
    found.reason, found.record, found.lookback_kept = data["reason"], data["record"], data["lookback_kept"]
