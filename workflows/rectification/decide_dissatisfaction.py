"""U7.2 再次不满意的处理 · Decision after a second dissatisfaction."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification.step import TrackTask, track_of

DECISION = (
    Option("REHANDLE", Text("再办", "Handle again")),
    Option("MEETING", Text("约请沟通", "Meet the unit")),
    Option("REFER_INSPECTION", Text("提请督查", "Ask for inspection")),
)


class DecideDissatisfactionForm(Form):
    decision = choice(DECISION, "处理方式", "Decision", required=True)
    reason = longtext(500, "理由", "Reason", required=True, advise_min=20)


class DecideDissatisfaction(TrackTask):
    """A meeting (X4.3) or a request for inspection (X4.4) is proposed on the track; the closing goes on."""

    step = "U7.2"
    element = "decide_dissatisfaction"
    label = Text("再次不满意的处理", "Decision after a second dissatisfaction")
    form = DecideDissatisfactionForm
    seats = (Seat("vice_chair", "committee", Act.FILL),)
    completion = ONE
    deadline = "dissatisfaction_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("REHANDLE", "MEETING", "REFER_INSPECTION")

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track, decision = track_of(step), data["decision"]
        track.proposes_meeting |= decision == "MEETING"
        track.refers_inspection |= decision == "REFER_INSPECTION"
        track.grade_basis = data["reason"]
        return {"outcome": decision}
