"""U7.2 再次不满意的处理 · Decision after a second dissatisfaction."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

DECISION = (
    Option("REHANDLE", Text("再办", "Handle again")),
    Option("MEETING", Text("约请沟通", "Meet the unit")),
    Option("REFER_INSPECTION", Text("提请督查", "Ask for inspection")),
)


class DecideDissatisfactionForm(Form):
    decision = choice(DECISION, "处理方式", "Decision", required=True)
    reason = longtext(500, "理由", "Reason", required=True, advise_min=20)  # rule: ≥20 chars


class DecideDissatisfaction(UserTask):
    """Decision after a second dissatisfaction."""

    step = "U7.2"
    element = "decide_dissatisfaction"
    label = Text("再次不满意的处理", "Decision after a second dissatisfaction")
    form = DecideDissatisfactionForm
    seats = (Seat("vice_chair", "committee", Act.FILL),)
    completion = ONE
    deadline = "dissatisfaction_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "REHANDLE",
        "MEETING",
        "REFER_INSPECTION",
    )
    # rule: outcomes: REHANDLE -> X7 when decision=REHANDLE; MEETING -> U8 when decision=MEETING opens X4.3; REFER_INSPECTION -> U8 when decision=REFER_INSPECTION opens X4.4
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
