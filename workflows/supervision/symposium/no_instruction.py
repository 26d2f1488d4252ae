"""P1.10.3 未获交办批示的处理 · No instruction to hand out."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, longtext
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

DECISION = (
    Option("CONVERT_TO_DIRECT", Text("转为主送责任单位", "Send to the units")),
    Option("CLOSE_AS_REPORTED", Text("按已报送了结", "Close as reported")),
    Option("KEEP_WAITING", Text("继续等待", "Keep waiting")),
)


class NoInstructionForm(Form):
    decision = choice(DECISION, "处理", "Decision", required=True)
    reason = longtext(300, "理由", "Reason", required=True, advise_min=5)  # rule: ≥5 chars
    wait_until = day(
        "等待至", "Wait until", required_when="decision=KEEP_WAITING", shown_when="decision=KEEP_WAITING"
    )  # rule: > today, working day


class NoInstruction(UserTask):
    """No instruction to hand out."""

    step = "P1.10.3"
    element = "no_instruction"
    label = Text("未获交办批示的处理", "No instruction to hand out")
    form = NoInstructionForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "no_instruction_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "CONVERT_TO_DIRECT",
        "CLOSE_AS_REPORTED",
        "KEEP_WAITING",
    )
    # rule: outcomes: CONVERT_TO_DIRECT -> P1.7 when decision=CONVERT_TO_DIRECT; a letter to the units is drafted and signed off; CLOSE_AS_REPORTED -> P1.11 when decision=CLOSE_AS_REPORTED; KEEP_WAITING -> WAIT when decision=KEEP_WAITING opens P1.10.2
    # rule: After READ_ONLY, or when wait_instruction has run out.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
