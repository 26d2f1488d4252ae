"""U1.2 签收后提出异议 · Object after signing."""

from typing import Any

from engine import commands
from engine.completion import ONE
from engine.forms import Form, files, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification.derived import workable
from workflows.rectification.given import add, examine_numbers
from workflows.rectification.host import domain
from workflows.rectification.objections import examine_objection, object_to
from workflows.rectification.states import TrackState
from workflows.rectification.step import TrackTask, track_of

OBJECTION = "objection"


UNTIL_PLAN = (TrackState.PLAN_DUE, TrackState.PLAN_RETURNED)
TOO_LATE = Text("只能在签收之后、方案报送之前提出。", "It can be raised between the receipt and the plan only.")


class ObjectAfterSigningForm(Form):
    rec_nos = numbers("涉及建议序号", "Recommendations concerned", required=True)
    objection_reason = longtext(500, "异议理由", "Reason", required=True, advise_min=20)
    suggested_unit = ref("unit", "建议承办单位", "Suggested unit")
    objection_basis = files("依据", "Basis")


class ObjectAfterSigning(TrackTask):
    """An act beside the plan, until it is in: the plan waits for the decision."""

    step = "U1.2"
    element = "object_after_signing"
    label = Text("签收后提出异议", "Object after signing")
    form = ObjectAfterSigningForm
    seats = (Seat("unit_liaison", "unit", Act.FILL),)
    completion = ONE
    deadline = "unit_objection"
    on_expiry = ("LIGHT_ONLY",)
    outcomes = ("OBJECT",)

    def not_now(self, step: Step) -> Text | None:
        return None if track_of(step).state in UNTIL_PLAN else TOO_LATE

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        track = track_of(step)
        errors = examine_numbers(data["rec_nos"], workable(track.obligations), "rec_nos")
        if track.state not in UNTIL_PLAN:
            add(errors, "rec_nos", TOO_LATE)
        return errors | examine_objection(track, data["suggested_unit"])

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track = track_of(step)
        object_to(step.session, track, data, step.actor)
        if track.instance_id is not None:
            commands.send(step.session, domain(), track.instance_id, OBJECTION, {}, actor=step.actor)
        return {"outcome": "OBJECT"}
