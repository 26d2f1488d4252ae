"""P1.1.2 指定承办专委会 · Name the committee."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, longtext, ref
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.supervision.preparation import assigning


class NameCommitteeForm(Form):
    committee = ref("committee", "承办专委会", "Committee", required=True)
    reason = longtext(300, "理由", "Reason", required=True, advise_min=5)


class NameCommittee(UserTask):
    """After the second hand-back; the committee named keeps the lead."""

    step = "P1.1.2"
    element = "name_committee"
    label = Text("指定承办专委会", "Name the committee")
    form = NameCommitteeForm
    seats = (Seat("secretary_general", "office", Act.FILL),)
    completion = ONE
    deadline = "intake_assign"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("NAMED",)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        case = step.session.get_one(Case, step.subject_id)
        wrong = assigning.fault(step.session, case, data["committee"])
        return {"committee": [wrong]} if wrong else {}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        actor_id = step.actor.person_id
        assigning.assign(step.session, case, data["committee"], actor_id, data["reason"], is_final=True)
        return {"outcome": "NAMED"}
