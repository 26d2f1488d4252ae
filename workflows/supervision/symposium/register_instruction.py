"""P1.10.2 批示登记 · Register the instruction."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, line, longtext, refs
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

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
    instructed_on = day("批示日期", "Instructed on", required=True, not_future=True)  # rule: ≤ today
    content = longtext(1000, "批示内容", "Instruction", required=True, advise_min=2)  # rule: ≥2 chars
    kind = choice(KIND, "性质", "Kind", required=True)
    units = refs(
        "unit", "承办单位", "Units", required_when="kind in HANDLE|REPORT_BACK", shown_when="kind in HANDLE|REPORT_BACK"
    )  # rule: ≥1
    due = day("时限", "Due", required_when="kind=REPORT_BACK", shown_when="kind=REPORT_BACK")  # rule: > instructed_on
    scan = files("扫描件", "Scan", at_most=1)


class RegisterInstruction(UserTask):
    """Register the instruction."""

    step = "P1.10.2"
    element = "register_instruction"
    label = Text("批示登记", "Register the instruction")
    form = RegisterInstructionForm
    seats = (Seat("office_clerk", "office", Act.FILL),)
    completion = ONE
    deadline = "instruction_register"
    on_expiry = ("REMIND",)
    outcomes = (
        "INSTRUCTED",
        "READ_ONLY",
        "NOTED",
    )
    # rule: outcomes: INSTRUCTED -> P1.10 when kind in STUDY|HANDLE|REPORT_BACK; READ_ONLY -> P1.10.3 when kind=READ_ONLY; NOTED -> STAY when the letter went by BOTH and the units have it already
    # rule: Glossary name leader_instruction; its text fills the targets of P1.10. Its date has the basis INSTRUCTION and comes first.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
