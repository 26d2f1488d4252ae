"""X12.1 承接确认 · Confirm the take-over."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, line
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification.sign_receipt import PHONE
from workflows.rectification.step import TrackTask, track_of


class TakeoverForm(Form):
    handler_name = line(20, "单位承办人", "Handler", required=True)
    handler_phone = line(20, "电话", "Phone", required=True, pattern=PHONE)


class ConfirmTakeover(TrackTask):
    """The unit that takes over a track says who handles it now. It has no right of objection: what is asked, and every
    date of it, stays as it was."""

    step = "X12.1"
    element = "confirm_takeover"
    label = Text("承接确认", "Confirm the take-over")
    form = TakeoverForm
    seats = (Seat("unit_liaison", "unit", Act.FILL),)
    completion = ONE
    deadline = "takeover_confirm"
    on_expiry = ("UNIT_LADDER",)
    outcomes = ("CONFIRMED",)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track = track_of(step)
        track.handler_name, track.handler_phone = data["handler_name"], data["handler_phone"]
        return {"outcome": "CONFIRMED"}
