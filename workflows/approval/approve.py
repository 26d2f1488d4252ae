"""A1 审批 · Approve."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, files, longtext, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

ITEM_KIND = (
    Option("REVIEW", Text("审核", "Review")),
    Option("COUNTERSIGN", Text("会签", "Countersign")),
    Option("OFFICE_EDIT", Text("核稿", "Office edit")),
    Option("CHAIR_MEETING", Text("主席会议审议", "Chair meeting")),
    Option("SIGN_OFF", Text("签发", "Sign-off")),
)
DECISION = (
    Option("APPROVE", Text("同意", "Approve")),
    Option("RETURN", Text("退回", "Return")),
    Option("REFUSE", Text("不同意", "Refuse")),
)
RESUBMIT_MODE = (
    Option("STEP_BY_STEP", Text("逐级", "Step by step")),
    Option("DIRECT_BACK", Text("直送退回人", "Straight back")),
)


class ApproveForm(Form):
    item_kind = choice(ITEM_KIND, "环节性质", "Kind of item", required=True)  # rule: read-only, from the route
    decision = choice(
        DECISION, "审批决定", "Decision", required=True
    )  # rule: REFUSE only on routes that allow it; a countersigner's disagreement is noted and does not block unless the route says veto
    opinion = longtext(
        1000, "意见", "Opinion", required_when="decision in RETURN|REFUSE", minimum=5
    )  # rule: ≥5 chars when required; left empty on APPROVE: “同意”, of a sign-off “同意印发”, printed with name and full date
    return_to = ref(
        "passed_item", "退回环节", "Return to", required_when="decision=RETURN", shown_when="decision=RETURN"
    )  # rule: the drafter or any item passed
    resubmit_mode = choice(
        RESUBMIT_MODE, "重交方式", "On resubmission", required_when="decision=RETURN", shown_when="decision=RETURN"
    )  # rule: asked each time, default DIRECT_BACK
    chair_meeting = ref(
        "chair_meeting",
        "主席会议记录",
        "Chair meeting record",
        required_when="item_kind=CHAIR_MEETING",
        shown_when="item_kind=CHAIR_MEETING",
    )  # rule: of X9, decision AGREED or AGREED_WITH_CHANGES
    attachments = files("附件", "Attachments")  # rule: ≤20, 50 MB each


class Approve(UserTask):
    """Approve."""

    step = "A1"
    element = "approve"
    label = Text("审批", "Approve")
    form = ApproveForm
    seats = (Seat("route", "route", Act.APPROVE),)
    completion = IN_SEQUENCE
    deadline = "approval_step"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "APPROVED",
        "RETURNED",
        "REFUSED",
    )
    # rule: outcomes: APPROVED -> CALLER when decision=APPROVE and it is the last item; RETURNED -> CALLER when decision=RETURN; REFUSED -> CALLER when decision=REFUSE
    # rule: One task; its work items are the route, in sequence, on one revision of a document. The drafter and whoever has a tie to a responsible unit: refused. Tie = employer, concurrent post or declared relation to a responsible unit: refused, unless the secretary_general dispenses with a reason shown on the case; checked again after X5 and X12.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
