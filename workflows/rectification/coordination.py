"""U1.3 职责协调 · Who is responsible."""

from engine.completion import ONE
from engine.forms import Form, day, files, longtext, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class CoordinationForm(Form):
    asked_body = ref("unit", "商请机关", "Asked", required=True)  # rule: 市政府办公室
    asked_on = day("商请日期", "Asked on", required=True, not_future=True)  # rule: ≤ today
    answer = longtext(500, "答复", "Answer", required=True, advise_min=5)  # rule: ≥5 chars
    answered_on = day("答复日期", "Answered on", required=True)  # rule: ≥ asked_on
    responsible_unit = ref("unit", "明确的责任单位", "Responsible unit", required=True)  # rule: active
    scan = files("扫描件", "Scan", at_most=1)


class Coordination(UserTask):
    """Who is responsible."""

    step = "U1.3"
    element = "coordination"
    label = Text("职责协调", "Who is responsible")
    form = CoordinationForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "coordination_reply"
    on_expiry = ("REMIND",)
    outcomes = (
        "SAME_UNIT",
        "OTHER_UNIT",
    )
    # rule: outcomes: SAME_UNIT -> U1 when the unit asked is responsible and has not signed; SAME_UNIT -> U2 when the unit asked is responsible and had signed; OTHER_UNIT -> END when another unit is responsible opens X5
    # rule: State 职责协调中; the waiting time is booked to the body asked.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
