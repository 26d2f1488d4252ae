"""U1.3 职责协调 · Who is responsible."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, day, files, longtext, ref
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.people.lookup import is_open
from workflows.people.models import Unit
from workflows.rectification.objections import coordinate
from workflows.rectification.step import TrackTask, track_of


class CoordinationForm(Form):
    asked_body = ref("unit", "商请机关", "Asked", required=True)
    asked_on = day("商请日期", "Asked on", required=True, not_future=True)
    answer = longtext(500, "答复", "Answer", required=True, advise_min=5)
    answered_on = day("答复日期", "Answered on", required=True)
    responsible_unit = ref("unit", "明确的责任单位", "Responsible unit", required=True)
    scan = files("扫描件", "Scan", at_most=1)


class Coordination(TrackTask):
    """The government's office says who is responsible; the waiting is its time, not the unit's."""

    step = "U1.3"
    element = "coordination"
    label = Text("职责协调", "Who is responsible")
    form = CoordinationForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "coordination_reply"
    on_expiry = ("REMIND",)
    outcomes = ("SAME_UNIT", "OTHER_UNIT")

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        if data["answered_on"] < data["asked_on"]:
            errors["answered_on"] = [Text("不能早于商请日期。", "It may not be before the request.")]
        unit = step.session.get(Unit, data["responsible_unit"])
        if unit is None or not is_open(unit):
            errors["responsible_unit"] = [Text("该单位已不在册。", "This unit is closed.")]
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return {"outcome": coordinate(step.session, track_of(step), data["responsible_unit"], step.actor)}
