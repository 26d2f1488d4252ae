"""U8.1 长期跟踪的处理 · Decide a long follow-up."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext, numbers
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

DECISION = (
    Option("CLASS_C", Text("按暂不能解决销号", "Close as C")),
    Option("NEW_LETTER", Text("另发建议书", "New letter")),
    Option("REFER_INSPECTION", Text("提请督查", "Request inspection")),
)


class DecideFollowUpForm(Form):
    decision = choice(DECISION, "处理", "Decision", required=True)
    rec_nos = numbers("涉及建议序号", "Recommendations concerned", required=True)  # rule: ≥1
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)  # rule: ≥10 chars


class DecideFollowUp(UserTask):
    """Decide a long follow-up."""

    step = "U8.1"
    element = "decide_follow_up"
    label = Text("长期跟踪的处理", "Decide a long follow-up")
    form = DecideFollowUpForm
    seats = (Seat("vice_chair", "committee", Act.FILL),)
    completion = ONE
    deadline = "follow_up_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "CLASS_C",
        "NEW_LETTER",
        "REFER_INSPECTION",
    )
    # rule: outcomes: CLASS_C -> U8 when decision=CLASS_C; NEW_LETTER -> U8 when decision=NEW_LETTER; a linked case opens P1.1; REFER_INSPECTION -> U8.2 when decision=REFER_INSPECTION opens X4.4
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
