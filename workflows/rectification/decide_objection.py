"""U1.1 异议处理 · Decide the objection."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, files, longtext, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

DECISION = (
    Option("UPHOLD", Text("继续承办", "Uphold")),
    Option("REASSIGN", Text("改派", "Reassign")),
    Option("ADD_UNIT", Text("追加单位", "Add a unit")),
    Option("CANCEL_TARGET", Text("取消承办", "Cancel")),
    Option("COORDINATE", Text("商请明确职责", "Ask who is responsible")),
)


class DecideObjectionForm(Form):
    decision = choice(
        DECISION, "处理决定", "Decision", required=True
    )  # rule: REASSIGN only with the other unit's written consent; between two bureaus or districts otherwise COORDINATE, and at once on the second round
    reason = longtext(500, "理由", "Reason", required=True, minimum=10)  # rule: ≥10 chars; sent to the unit
    new_unit = ref(
        "unit",
        "承办单位",
        "Unit",
        required_when="decision in REASSIGN|ADD_UNIT",
        shown_when="decision in REASSIGN|ADD_UNIT",
    )  # rule: active, not a target already
    consent_file = files(
        "对方书面同意",
        "Written consent",
        required_when="decision=REASSIGN",
        shown_when="decision=REASSIGN",
        kinds="pdf",
        at_most=1,
    )  # rule: pdf


class DecideObjection(UserTask):
    """Decide the objection."""

    step = "U1.1"
    element = "decide_objection"
    label = Text("异议处理", "Decide the objection")
    form = DecideObjectionForm
    seats = (
        Seat("committee_director", "committee", Act.FILL),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "objection_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "UPHOLD",
        "REASSIGN",
        "ADD_UNIT",
        "CANCEL_TARGET",
        "COORDINATE",
    )
    # rule: outcomes: UPHOLD -> U1 when decision=UPHOLD and the unit has not signed; UPHOLD -> U2 when decision=UPHOLD and the unit had signed; REASSIGN -> END when decision=REASSIGN opens X5; ADD_UNIT -> U1 when decision=ADD_UNIT opens X5; CANCEL_TARGET -> END when decision=CANCEL_TARGET; COORDINATE -> U1.3 when decision=COORDINATE; only the items in dispute are paused
    # rule: Acts on the items in dispute; the others go on. UPHOLD: the unit signs, unit_sign starts again; one that had signed goes on with U2. After REASSIGN, ADD_UNIT or CANCEL_TARGET: at least one target and exactly one LEAD unless all SEPARATE, checked again.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
