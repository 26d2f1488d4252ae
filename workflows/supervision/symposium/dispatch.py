"""P1.10 送达交办 · Dispatch to the units."""

from collections.abc import Sequence
from typing import Any

from engine import clock
from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, instant, line, ref, rows, yes_no
from engine.models import Act
from engine.process import Host, NewItem, Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import DELIVERY_MODE, DELIVERY_ROUTE, TRACK_ROLE
from workflows.supervision.symposium import leaving, sending

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


ON_PAPER = "mode in PAPER|BOTH"


class DispatchTargetsRow(Form):
    """A row of targets."""

    unit = ref("unit", "单位", "Unit", required=True)
    track_role = choice(TRACK_ROLE, "办理角色", "Role", required=True)
    mode = choice(DELIVERY_MODE, "送达方式", "Mode", required=True)
    liaison = ref("person", "联络员", "Liaison")
    track_mode = choice(TARGETS_TRACK_MODE, "反馈方式", "Who answers", required=True)
    paper_how = choice(TARGETS_PAPER_HOW, "纸质递送方式", "How on paper", required_when=ON_PAPER, shown_when=ON_PAPER)
    receiver = line(40, "接收人", "Receiver", required_when=ON_PAPER, shown_when=ON_PAPER)
    received_at = instant("接收时间", "Received at", required_when=ON_PAPER, shown_when=ON_PAPER)
    receipt = files("回执", "Receipt", required_when=ON_PAPER, shown_when=ON_PAPER, at_most=1)


class DispatchForm(Form):
    delivery_route = choice(DELIVERY_ROUTE, "报送方式", "Route", required=True, fixed=True)
    dispatch_mode = choice(DISPATCH_MODE, "办理方式", "Handling", required=True)
    targets = rows(DispatchTargetsRow, "送达对象", "Targets", required=True)
    via_inspection_office = yes_no("经督查室交办", "Through the inspection office", required=True)
    handover_meeting_on = day("交办会日期", "Hand-over meeting on")
    leader_instruction = ref(
        "leader_instruction",
        "批示",
        "Instruction",
        required_when="delivery_route=VIA_PARTY_GOV",
        shown_when="delivery_route=VIA_PARTY_GOV",
    )
    sent_at = instant("送达时间", "Sent at", required=True)
    handover_slip = files(
        "交办单",
        "Hand-over slip",
        at_most=1,
        hint=Text("系统按各单位时限生成；可另附签印件", "Made by the system; a signed copy may be added"),
    )


class Dispatch(UserTask):
    """Never waits for an account. The tracks are opened when the letter leaves, which can be taken back until then."""

    step = "P1.10"
    element = "dispatch"
    label = Text("送达交办", "Dispatch to the units")
    form = DispatchForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "dispatch"
    on_expiry = ("REMIND",)
    outcomes = ("DISPATCHED",)

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        leaving.take_back(step.session, step.values["document_id"])
        return super().items(step, host)

    def initial(self, step: Step) -> dict[str, Any]:
        return {
            "delivery_route": step.values["delivery_route"],
            "targets": sending.first_targets(step),
            "via_inspection_office": step.values["delivery_route"] == "VIA_PARTY_GOV",
            "leader_instruction": step.values.get("instruction_id"),
            "sent_at": clock.now(),
        }

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        return {
            "targets.unit": sending.unit_options(step),
            "leader_instruction": [
                Option(
                    str(found.id),
                    Text(f"{found.leader} {found.instructed_on}", f"{found.leader} {found.instructed_on}"),
                )
                for found in sending.instructions(step)
            ],
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return sending.faults(step, data)

    def advise(self, step: Step, data: Values) -> list[Text]:
        return sending.advice(step, data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        made = sending.send(step, data)
        return {"outcome": "DISPATCHED", "dispatch_id": made.id, "sent_by": step.actor.person_id}
