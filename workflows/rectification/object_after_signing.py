"""U1.2 签收后提出异议 · Object after signing."""

from engine.completion import ONE
from engine.forms import Form, files, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class ObjectAfterSigningForm(Form):
    rec_nos = numbers("涉及建议序号", "Recommendations concerned", required=True)  # rule: ≥1
    objection_reason = longtext(500, "异议理由", "Reason", required=True, advise_min=20)  # rule: ≥20 chars
    suggested_unit = ref("unit", "建议承办单位", "Suggested unit")  # rule: not itself
    objection_basis = files("依据", "Basis")


class ObjectAfterSigning(UserTask):
    """Object after signing."""

    step = "U1.2"
    element = "object_after_signing"
    label = Text("签收后提出异议", "Object after signing")
    form = ObjectAfterSigningForm
    seats = (Seat("unit_liaison", "unit", Act.FILL),)
    completion = ONE
    deadline = "unit_objection"
    on_expiry = ("LIGHT_ONLY",)
    outcomes = ("OBJECT",)
    # rule: outcomes: OBJECT -> U1.1
    # rule: An action of the track beside U2, until the plan is in.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
