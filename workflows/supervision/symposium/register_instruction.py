"""P1.10.2 批示登记 · Register the instruction."""

from typing import Any

from engine import calendar, clock
from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, line, longtext, refs
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import storage
from workflows.rectification import dates, tracks
from workflows.rectification.states import Basis
from workflows.settings import deadlines
from workflows.supervision.symposium.models import LeaderInstruction
from workflows.supervision.symposium.submission import submitted

DUE_FIRST = Text("时限须晚于批示日期。", "It must be after the day of the instruction.")
LATE = Text("批示已过登记期限，将标注“补录”。", "It is registered late, and marked so.")

LEVEL = (
    Option("CITY", Text("市级", "City")),
    Option("PROVINCE", Text("省级", "Province")),
    Option("NATIONAL", Text("全国", "National")),
)
KIND = (
    Option("READ_ONLY", Text("阅知", "For information")),
    Option("STUDY", Text("研究", "Study")),
    Option("HANDLE", Text("研处", "Handle")),
    Option("REPORT_BACK", Text("报结果", "Report back")),
)


class RegisterInstructionForm(Form):
    leader = line(20, "批示领导", "Leader", required=True)
    level = choice(LEVEL, "层级", "Level", required=True)
    instructed_on = day("批示日期", "Instructed on", required=True, not_future=True)
    content = longtext(1000, "批示内容", "Instruction", required=True, advise_min=2)
    kind = choice(KIND, "性质", "Kind", required=True)
    units = refs(
        "unit", "承办单位", "Units", required_when="kind in HANDLE|REPORT_BACK", shown_when="kind in HANDLE|REPORT_BACK"
    )
    due = day("时限", "Due", required_when="kind=REPORT_BACK", shown_when="kind=REPORT_BACK")
    scan = files("扫描件", "Scan", at_most=1)


class RegisterInstruction(UserTask):
    """Open from the submission on: an instruction may come any day until `wait_instruction` has run out."""

    step = "P1.10.2"
    element = "register_instruction"
    label = Text("批示登记", "Register the instruction")
    form = RegisterInstructionForm
    seats = (Seat("office_clerk", "office", Act.FILL),)
    completion = ONE
    deadline = "wait_instruction"
    on_expiry = ("REMIND",)
    outcomes = ("INSTRUCTED", "READ_ONLY", "NOTED")

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        due = data.get("due")
        return {"due": [DUE_FIRST]} if due is not None and due <= data["instructed_on"] else {}

    def advise(self, step: Step, data: Values) -> list[Text]:
        days, case = calendar.load(step.session), step.session.get_one(Case, step.subject_id)
        noon = clock.now()
        allowed = deadlines.due(step.session, "instruction_register", noon, case.clocks_on)
        span = days.workdays_between(clock.today(), clock.day_of(allowed.due_at)) if allowed else 0
        return [LATE] if days.workdays_between(data["instructed_on"], clock.today()) > span else []

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        scan = data.get("scan") or []
        storage.bind(step.session, scan, step.subject_id)
        made = LeaderInstruction(
            case_id=step.subject_id,
            document_id=submitted(step).id,
            leader=data["leader"],
            level=data["level"],
            instructed_on=data["instructed_on"],
            content=data["content"],
            kind=data["kind"],
            unit_ids=data.get("units") or [],
            due_on=data.get("due"),
            scan_id=scan[0] if scan else None,
            registered_at=clock.now(),
        )
        step.session.add(made)
        step.session.flush()
        if step.values.get("report_id"):
            bind_dates(step, made)
            return {"outcome": "NOTED", "instruction_id": made.id}
        outcome = "READ_ONLY" if made.kind == "READ_ONLY" else "INSTRUCTED"
        return {"outcome": outcome, "instruction_id": made.id}


def bind_dates(step: Step, instruction: LeaderInstruction) -> None:
    """The units have the letter already: the leader's date goes before the printed one."""
    if instruction.due_on is None:
        return
    for track in tracks.of_case(step.session, instruction.case_id):
        if not instruction.unit_ids or track.unit_id in instruction.unit_ids:
            for one in track.obligations:
                dates.promise(step.session, one, instruction.due_on, Basis.INSTRUCTION, step.actor, instruction.leader)
            dates.settle_dates(step.session, track)
