"""P1.10.3 未获交办批示的处理 · No instruction to hand out."""

from typing import Any

from engine import calendar, clock
from engine.actors import Actor
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, longtext
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.supervision.preparation.bars import bars_confirming
from workflows.supervision.symposium.models import InstructionWait

LATER = Text("须为今天之后的工作日。", "It must be a working day after today.")

DECISION = (
    Option("CONVERT_TO_DIRECT", Text("转为主送责任单位", "Send to the units")),
    Option("CLOSE_AS_REPORTED", Text("按已报送了结", "Close as reported")),
    Option("KEEP_WAITING", Text("继续等待", "Keep waiting")),
)


class NoInstructionForm(Form):
    decision = choice(DECISION, "处理", "Decision", required=True)
    reason = longtext(300, "理由", "Reason", required=True, advise_min=5)
    wait_until = day("等待至", "Wait until", required_when="decision=KEEP_WAITING", shown_when="decision=KEEP_WAITING")


class NoInstruction(UserTask):
    """After READ_ONLY, or when `wait_instruction` has run out: nothing happens by itself."""

    step = "P1.10.3"
    element = "no_instruction"
    label = Text("未获交办批示的处理", "No instruction to hand out")
    form = NoInstructionForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "no_instruction_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("CONVERT_TO_DIRECT", "CLOSE_AS_REPORTED", "KEEP_WAITING")

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        return bars_confirming(step, actor)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        until = data.get("wait_until")
        if until is None or (until > clock.today() and calendar.load(step.session).is_workday(until)):
            return {}
        return {"wait_until": [LATER]}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        step.session.add(
            InstructionWait(
                case_id=step.subject_id,
                decision=data["decision"],
                reason=data["reason"],
                wait_until=data.get("wait_until"),
                decided_at=clock.now(),
            )
        )
        step.session.flush()
        if data["decision"] == "CONVERT_TO_DIRECT":
            step.session.get_one(Case, step.subject_id).state = CaseState.DRAFTING_LETTER
        return {"outcome": data["decision"]}
