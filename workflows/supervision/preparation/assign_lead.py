"""P1.1.1 分办 · Assign the lead to a committee."""

from engine.completion import ONE
from engine.forms import Form, choice, line, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import CATEGORY


class AssignLeadForm(Form):
    category = choice(CATEGORY, "类别", "Category", required=True)
    committee = ref(
        "committee", "承办专委会", "Committee", required=True
    )  # rule: active; proposed by the table of categories, the desk decides
    assign_note = line(200, "分办意见", "Note")


class AssignLead(UserTask):
    """Assign the lead to a committee."""

    step = "P1.1.1"
    element = "assign_lead"
    label = Text("分办", "Assign the lead to a committee")
    form = AssignLeadForm
    seats = (Seat("intake_desk", "office", Act.FILL),)
    completion = ONE
    deadline = "intake_assign"
    on_expiry = ("REMIND",)
    outcomes = (
        "ASSIGNED",
        "ESCALATED",
    )
    # rule: outcomes: ASSIGNED -> P1.2 when hand_backs < 2; ESCALATED -> P1.1.2 when handed back for the second time
    # rule: Its director takes the lead or hands it back once; after the second hand-back the secretary_general decides.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
