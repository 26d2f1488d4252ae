"""U1 签收 · Sign for receipt."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, files, line, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

ACTION = (
    Option("SIGN", Text("签收", "Sign")),
    Option("OBJECT", Text("提出异议", "Object")),
)


class SignReceiptForm(Form):
    action = choice(ACTION, "操作", "Action", required=True)
    rec_nos = numbers("涉及建议序号", "Recommendations concerned")  # rule: empty: all
    handler_office = line(40, "承办科室", "Office", required_when="action=SIGN", shown_when="action=SIGN")
    handler_name = line(20, "单位承办人", "Handler", required_when="action=SIGN", shown_when="action=SIGN")
    handler_phone = line(20, "电话", "Phone", required_when="action=SIGN", shown_when="action=SIGN")  # rule: phone
    objection_reason = longtext(
        500, "异议理由", "Reason", required_when="action=OBJECT", shown_when="action=OBJECT", advise_min=20
    )  # rule: ≥20 chars
    suggested_unit = ref("unit", "建议承办单位", "Suggested unit")  # rule: not itself
    objection_basis = files("依据", "Basis")


class SignReceipt(UserTask):
    """Sign for receipt."""

    step = "U1"
    element = "sign_receipt"
    label = Text("签收", "Sign for receipt")
    form = SignReceiptForm
    seats = (Seat("unit_liaison", "unit", Act.FILL),)
    completion = ONE
    deadline = "unit_sign"  # rule: also ['sign_call', 'unit_objection', 'deemed_served']
    on_expiry = (
        "UNIT_LADDER",
        "SIGN_CALL",
        "DEEMED_SERVED",
    )
    outcomes = (
        "SIGN",
        "OBJECT",
    )
    # rule: outcomes: SIGN -> U2 when action=SIGN and the unit has recommendations; SIGN -> U2.1 when action=SIGN and track_role=ASSIST and it has none; OBJECT -> U1.1 when action=OBJECT
    # rule: Signed on receipt; at T+3 the officer telephones and registers the receipt (X15): the clock starts on the confirmed date. DEEMED_SERVED is an option, off. A paper receipt is entered by C0. After signing the unit may still object until its plan is in (U1.2). In a track of a topic (P2.7): SIGN leads to P2.8.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
