"""P1.10 送达交办 · Dispatch to the units."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, instant, line, ref, rows, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import DELIVERY_MODE, DELIVERY_ROUTE, TRACK_ROLE

DISPATCH_MODE = (
    Option("SOLE", Text("独办", "Sole")),
    Option("SEPARATE", Text("分办", "Separate")),
    Option("LEAD_ASSIST", Text("主办会办", "Lead and assist")),
)
TARGETS_TRACK_MODE = (
    Option("OWN", Text("单位直接反馈", "The unit answers us")),
    Option("VIA_OFFICE", Text("经督查室反馈", "Through the inspection office")),
)
TARGETS_PAPER_HOW = (
    Option("EXCHANGE", Text("机要交换", "Confidential exchange")),
    Option("COURIER", Text("专人送达", "Messenger")),
    Option("MEETING", Text("交办会", "Hand-over meeting")),
    Option("POST", Text("邮寄", "Post")),
)


class DispatchTargetsRow(Form):
    """A row of targets."""

    unit = ref("unit", "单位", "Unit", required=True)
    track_role = choice(TRACK_ROLE, "办理角色", "Role", required=True)
    mode = choice(DELIVERY_MODE, "送达方式", "Mode", required=True)
    liaison = ref("person", "联络员", "Liaison")
    track_mode = choice(TARGETS_TRACK_MODE, "反馈方式", "Who answers", required=True)
    paper_how = choice(TARGETS_PAPER_HOW, "纸质递送方式", "How on paper")
    receiver = line(40, "接收人", "Receiver")
    received_at = instant("接收时间", "Received at")
    receipt = files("回执", "Receipt", at_most=1)


class DispatchForm(Form):
    delivery_route = choice(DELIVERY_ROUTE, "报送方式", "Route", required=True)  # rule: read-only, of the letter
    dispatch_mode = choice(DISPATCH_MODE, "办理方式", "Handling", required=True)
    targets = rows(
        DispatchTargetsRow, "送达对象", "Targets", required=True
    )  # rule: ≥1; LEAD_ASSIST: exactly one LEAD; PAPER: paper_how, receiver, received_at, receipt scan, entered for the unit (C0); no account is needed
    via_inspection_office = yes_no("经督查室交办", "Through the inspection office", required=True)
    handover_meeting_on = day("交办会日期", "Hand-over meeting on")
    leader_instruction = ref(
        "leader_instruction",
        "批示",
        "Instruction",
        required_when="delivery_route=VIA_PARTY_GOV",
        shown_when="delivery_route=VIA_PARTY_GOV",
    )  # rule: of P1.10.2
    sent_at = instant("送达时间", "Sent at", required=True)  # rule: of PAPER: as handed over; else set by the system
    handover_slip = files(
        "交办单", "Hand-over slip", required=True, at_most=1
    )  # rule: made by the system: dates of signing, plan, progress and answer, each with its basis


class Dispatch(UserTask):
    """Dispatch to the units."""

    step = "P1.10"
    element = "dispatch"
    label = Text("送达交办", "Dispatch to the units")
    form = DispatchForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "dispatch"
    on_expiry = ("REMIND",)
    outcomes = ("DISPATCHED",)
    # rule: outcomes: DISPATCHED -> WAIT when a track is opened per target opens U1
    # rule: Never waits for an account. VIA_OFFICE: the liaison is 督查室, answers that arrive there are registered (C1), the date is extended by who set it. Each pair of recommendation and unit becomes an obligation. The case waits here until all tracks settle, then P1.11; assist tracks never hold it up, unanswered assists are listed.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
