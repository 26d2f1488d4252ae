"""P1.10.1 报送登记 · Submission to Party committee and government."""

from engine.completion import ONE
from engine.forms import Form, choice, day, files, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import DELIVERY_MODE


class SubmissionForm(Form):
    report_to = ref("unit", "报送机关", "Submitted to", required=True)  # rule: exactly one main recipient
    submitted_on = day("报送日期", "Submitted on", required=True)  # rule: ≥ issued_on
    mode = choice(DELIVERY_MODE, "递送方式", "Mode", required=True)
    receipt = files("回执", "Receipt", at_most=1)


class Submission(UserTask):
    """Submission to Party committee and government."""

    step = "P1.10.1"
    element = "submission"
    label = Text("报送登记", "Submission to Party committee and government")
    form = SubmissionForm
    seats = (Seat("office_clerk", "office", Act.FILL),)
    completion = ONE
    deadline = "letter_submission"  # rule: also ['wait_instruction']
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "SUBMITTED",
        "NO_INSTRUCTION",
    )
    # rule: outcomes: SUBMITTED -> WAIT opens P1.10.2; NO_INSTRUCTION -> P1.10.3 when wait_instruction has run out
    # rule: After wait_instruction P1.10.3 opens; nothing else happens by itself. For route BOTH this stands beside P1.10.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
