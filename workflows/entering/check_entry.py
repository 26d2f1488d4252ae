"""C0.1 代录核对 · Check an entry made for me."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

RESPONSE = (
    Option("AGREE", Text("无异议", "Agree")),
    Option("OBJECT", Text("有异议", "Object")),
)


class CheckEntryForm(Form):
    response = choice(RESPONSE, "核对结果", "Response", required=True)
    objection_text = longtext(
        300, "异议内容", "What is wrong", required_when="response=OBJECT", shown_when="response=OBJECT", advise_min=5
    )  # rule: ≥5 chars


class CheckEntry(UserTask):
    """Check an entry made for me."""

    step = "C0.1"
    element = "check_entry"
    label = Text("代录核对", "Check an entry made for me")
    form = CheckEntryForm
    seats = (Seat("acted_for", "own", Act.ANSWER),)
    completion = ONE
    deadline = "entry_check"
    on_expiry = ("NO_RESPONSE",)
    outcomes = (
        "AGREED",
        "OBJECTED",
    )
    # rule: outcomes: AGREED -> STAY when response=AGREE; OBJECTED -> STAY when response=OBJECT; the entry is marked 有异议 and the officer enters it anew opens C0
    # rule: The one for whom something was entered is told; silence leaves the entry as it is; nothing waits for the answer.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
