"""P1.10.1 报送登记 · Submission to Party committee and government."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, ref
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import DELIVERY_MODE
from workflows.cases.models import Case, CaseState
from workflows.documents import storage
from workflows.documents.models import Document, DocumentStatus
from workflows.people.models import Unit, UnitKind
from workflows.supervision.symposium.models import Submission as SubmissionRecord

ONLY_PARTY = Text("上行文只报送一个主送机关：市委。", "An upward document has one main recipient: the Party committee.")
TOO_EARLY = Text("报送日期不能早于成文日期{day}。", "It cannot be submitted before its date of issue, {day}.")


class SubmissionForm(Form):
    report_to = ref("unit", "报送机关", "Submitted to", required=True)
    submitted_on = day("报送日期", "Submitted on", required=True, not_future=True)
    mode = choice(DELIVERY_MODE, "递送方式", "Mode", required=True)
    receipt = files("回执", "Receipt", at_most=1)


class Submission(UserTask):
    """The letter upwards, or (route BOTH, in an act beside the case) the report that encloses it."""

    step = "P1.10.1"
    element = "submission"
    label = Text("报送登记", "Submission to Party committee and government")
    form = SubmissionForm
    seats = (Seat("office_clerk", "office", Act.FILL),)
    completion = ONE
    deadline = "letter_submission"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("SUBMITTED",)

    def initial(self, step: Step) -> dict[str, Any]:
        party = step.session.scalar(select(Unit.id).where(Unit.kind == UnitKind.PARTY).order_by(Unit.id).limit(1))
        return {"report_to": party}

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        party = step.session.scalars(select(Unit).where(Unit.kind == UnitKind.PARTY).order_by(Unit.id))
        return {"report_to": [Option(str(unit.id), Text(unit.name, unit.name)) for unit in party]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        unit, document = step.session.get(Unit, data["report_to"]), submitted(step)
        if unit is None or unit.kind is not UnitKind.PARTY:
            errors["report_to"] = [ONLY_PARTY]
        if document.issued_on and data["submitted_on"] < document.issued_on:
            errors["submitted_on"] = [TOO_EARLY.format(day=document.issued_on)]
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        document = submitted(step)
        receipt = data.get("receipt") or []
        storage.bind(step.session, receipt, document.case_id)
        step.session.add(
            SubmissionRecord(
                case_id=document.case_id,
                document_id=document.id,
                report_to_id=data["report_to"],
                submitted_on=data["submitted_on"],
                mode=data["mode"],
                receipt_id=receipt[0] if receipt else None,
            )
        )
        document.status = DocumentStatus.ISSUED
        case = step.session.get_one(Case, document.case_id)
        if case.state is CaseState.IN_APPROVAL:
            case.state = CaseState.ISSUED
        return {"outcome": "SUBMITTED"}


def submitted(step: Step) -> Document:
    """The document that goes upwards: of route BOTH the report."""
    return step.session.get_one(Document, step.values.get("report_id") or step.values["document_id"])
