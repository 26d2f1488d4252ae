"""The secretary-general lets a person act in this matter despite a tie; reference §2.2, decisions D20."""

from typing import Any

from sqlalchemy import select

from engine.completion import ONE
from engine.forms import Form, longtext, ref
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.people.models import Dispensation
from workflows.people.recusal import dispense, recusal

NOT_TIED = Text("此人与该单位没有回避关系，无需批准。", "This person has no tie to the unit.")
ALREADY = Text("此人在本案对该单位已经免予回避。", "This person is dispensed for this unit already.")
NOT_HIMSELF = Text("不能为本人批准。", "Not for oneself.")


class DispensationForm(Form):
    person = ref("person", "免予回避人员", "Person", required=True)
    unit = ref("unit", "涉及单位", "Unit", required=True)
    reason = longtext(500, "理由", "Reason", required=True, minimum=5)


class Dispense(UserTask):
    """Shown on the case, with the reason."""

    element = "dispensation"
    label = Text("免予回避", "Dispense from a tie")
    form = DispensationForm
    seats = (Seat("secretary_general", "office", Act.FILL),)
    completion = ONE
    outcomes = ("DISPENSED",)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        if data["person"] == step.actor.person_id:
            return {"person": [NOT_HIMSELF]}
        known = select(Dispensation.id).where(
            Dispensation.matter_id == step.subject_id,
            Dispensation.person_id == data["person"],
            Dispensation.unit_id == data["unit"],
        )
        if step.session.scalar(known) is not None:
            return {"person": [ALREADY]}
        return {}

    def advise(self, step: Step, data: Values) -> list[Text]:
        tie = recusal(step.session, data["person"], [data["unit"]], step.subject_id)
        return [] if tie else [NOT_TIED]

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        dispense(step.session, data["person"], data["unit"], step.subject_id, data["reason"], step.actor)
        return {"outcome": "DISPENSED"}
