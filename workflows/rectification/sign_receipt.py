"""U1 签收 · Sign for receipt."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, files, line, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification.derived import unfinished
from workflows.rectification.given import examine_numbers
from workflows.rectification.objections import examine_objection, object_to
from workflows.rectification.receipt import receive
from workflows.rectification.step import TrackTask, happened_on, track_of

PHONE = r"[0-9+() 、/-]{5,20}"


ACTION = (
    Option("SIGN", Text("签收", "Sign")),
    Option("OBJECT", Text("提出异议", "Object")),
)


class SignReceiptForm(Form):
    action = choice(ACTION, "操作", "Action", required=True)
    rec_nos = numbers("涉及建议序号", "Recommendations concerned", shown_when="action=OBJECT")
    handler_office = line(40, "承办科室", "Office", required_when="action=SIGN", shown_when="action=SIGN")
    handler_name = line(20, "单位承办人", "Handler", required_when="action=SIGN", shown_when="action=SIGN")
    handler_phone = line(20, "电话", "Phone", pattern=PHONE, required_when="action=SIGN", shown_when="action=SIGN")
    objection_reason = longtext(
        500, "异议理由", "Reason", required_when="action=OBJECT", shown_when="action=OBJECT", advise_min=20
    )
    suggested_unit = ref("unit", "建议承办单位", "Suggested unit", shown_when="action=OBJECT")
    objection_basis = files("依据", "Basis", shown_when="action=OBJECT")


class SignReceipt(TrackTask):
    """On receipt. At T+3 the officer telephones; a paper receipt is entered for the unit (C0)."""

    step = "U1"
    element = "sign_receipt"
    label = Text("签收", "Sign for receipt")
    form = SignReceiptForm
    seats = (Seat("unit_liaison", "unit", Act.FILL),)
    completion = ONE
    deadline = "unit_sign"
    on_expiry = ("UNIT_LADDER", "SIGN_CALL", "DEEMED_SERVED")
    outcomes = ("SIGN", "OBJECT")
    withdrawable = True
    note = Text("签收后、方案报送前仍可提出异议。", "You may still object until your plan is handed in.")

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        track = track_of(step)
        errors = examine_numbers(data["rec_nos"] or [], unfinished(track.obligations), "rec_nos")
        return errors | examine_objection(track, data["suggested_unit"])

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track, day = track_of(step), happened_on(step)
        if data["action"] == "OBJECT":
            object_to(step.session, track, data, step.actor)
            return {"outcome": "OBJECT"}
        track.handler_office = data["handler_office"] or ""
        track.handler_name = data["handler_name"] or ""
        track.handler_phone = data["handler_phone"] or ""
        receive(step.session, track, day, "SIGNED", step.actor)
        return {"outcome": "SIGN"}
