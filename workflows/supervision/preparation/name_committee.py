"""P1.1.2 指定承办专委会 · Name the committee."""

from engine.completion import ONE
from engine.forms import Form, longtext, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class NameCommitteeForm(Form):
    committee = ref("committee", "承办专委会", "Committee", required=True)  # rule: active; cannot be handed back
    reason = longtext(300, "理由", "Reason", required=True, advise_min=5)  # rule: ≥5 chars


class NameCommittee(UserTask):
    """Name the committee."""

    step = "P1.1.2"
    element = "name_committee"
    label = Text("指定承办专委会", "Name the committee")
    form = NameCommitteeForm
    seats = (Seat("secretary_general", "office", Act.FILL),)
    completion = ONE
    deadline = "intake_assign"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("NAMED",)
    # rule: outcomes: NAMED -> P1.2
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
