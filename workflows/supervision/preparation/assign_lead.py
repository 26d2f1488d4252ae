"""P1.1.1 分办 · Assign the lead to a committee."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, choice, line, ref
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import CATEGORY
from workflows.cases.models import Case
from workflows.supervision.preparation import assigning


class AssignLeadForm(Form):
    category = choice(CATEGORY, "类别", "Category", required=True)
    committee = ref("committee", "承办专委会", "Committee", required=True)
    assign_note = line(200, "分办意见", "Note")


class AssignLead(UserTask):
    """The table of categories proposes a committee, the desk decides."""

    step = "P1.1.1"
    element = "assign_lead"
    label = Text("分办", "Assign the lead to a committee")
    form = AssignLeadForm
    seats = (Seat("intake_desk", "office", Act.FILL),)
    completion = ONE
    deadline = "intake_assign"
    on_expiry = ("REMIND",)
    outcomes = ("ASSIGNED",)  # the second hand-back goes straight to the secretary-general

    def initial(self, step: Step) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        proposed = assigning.by_code(step.session, case, step.values.get("proposed_committee"))
        return {"category": case.category, "committee": case.committee_id or proposed}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        case = step.session.get_one(Case, step.subject_id)
        wrong = assigning.fault(step.session, case, data["committee"])
        return {"committee": [wrong]} if wrong else {}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        case.category = data["category"]
        assigning.assign(step.session, case, data["committee"], step.actor.person_id, data.get("assign_note") or "")
        return {"outcome": "ASSIGNED"}
