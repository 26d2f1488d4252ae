"""P1.6 协商座谈 · Symposium."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, line, longtext, ref, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import FACT_RESULT

STATUS = (
    Option("HELD", Text("已举行", "Held")),
    Option("SKIPPED", Text("不召开", "Skipped")),
)
NEXT_STEP = (
    Option("LETTER", Text("起草建议书", "Draft a letter")),
    Option("NO_LETTER", Text("不发建议书", "No letter")),
)


class SymposiumUnitsPresentRow(Form):
    """A row of units present."""

    unit = ref("unit", "单位", "Unit", required=True)
    speaker = line(20, "发言人", "Speaker", required=True)
    title = line(80, "名称或职务", "Title")


class SymposiumUnitResponsesRow(Form):
    """A row of statements of units."""

    unit = ref("unit", "单位", "Unit", required=True)
    text = longtext(500, "内容", "Text", required=True)


class SymposiumRootCausesRow(Form):
    """One line of root causes."""

    text = line(300, "原因分析", "Root causes", required=True)


class SymposiumConsensusRow(Form):
    """One line of consensus."""

    text = line(300, "共识", "Consensus", required=True)


class SymposiumDisagreementsRow(Form):
    """One line of disagreements."""

    text = line(300, "分歧", "Disagreements", required=True)


class SymposiumFactCheckRow(Form):
    """A row of fact check with the units."""

    unit = ref("unit", "单位", "Unit", required=True)
    checked_on = day("核对日期", "Checked on", required=True)
    person = line(40, "对方人员", "Person there", required=True)
    result = choice(FACT_RESULT, "核对结果", "Result", required=True)
    objection = longtext(500, "异议内容", "Objection")
    changed = longtext(500, "修改情况", "What was changed")


class SymposiumForm(Form):
    status = choice(STATUS, "状态", "Status", required=True)
    skip_reason = line(
        300, "不召开的原因", "Why none", required_when="status=SKIPPED", shown_when="status=SKIPPED", advise_min=10
    )  # rule: ≥10 chars
    held_on = day(
        "日期", "Held on", required_when="status=HELD", shown_when="status=HELD", not_future=True
    )  # rule: ≤ today
    chair = ref("person", "主持人", "Chair", required_when="status=HELD", shown_when="status=HELD")
    units_present = rows(
        SymposiumUnitsPresentRow, "到会单位", "Units present", required_when="status=HELD", shown_when="status=HELD"
    )  # rule: the lead unit, or absence_reason
    absence_reason = line(200, "主办单位未到会原因", "Why the lead unit is absent")
    unit_responses = rows(SymposiumUnitResponsesRow, "单位说明", "Statements of units")
    root_causes = rows(
        SymposiumRootCausesRow, "原因分析", "Root causes", required_when="status=HELD", shown_when="status=HELD"
    )  # rule: ≥1
    consensus = rows(
        SymposiumConsensusRow, "共识", "Consensus", required_when="status=HELD", shown_when="status=HELD"
    )  # rule: ≥1
    disagreements = rows(SymposiumDisagreementsRow, "分歧", "Disagreements")
    fact_check = rows(
        SymposiumFactCheckRow, "事实核对", "Fact check with the units"
    )  # rule: one row per responsible unit before the letter, or fact_check_waived; OBJECTED: objection and changed
    fact_check_waived = line(
        200, "未作事实核对的原因", "Why facts were not checked", advise_min=5
    )  # rule: 暗访, safety; ≥5 chars
    next_step = choice(NEXT_STEP, "下一步", "Next", required=True)


class Symposium(UserTask):
    """Symposium."""

    step = "P1.6"
    element = "symposium"
    label = Text("协商座谈", "Symposium")
    form = SymposiumForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    outcomes = (
        "DONE",
        "CLOSE_WITHOUT_LETTER",
    )
    # rule: outcomes: DONE -> P1.7 when next_step=LETTER; CLOSE_WITHOUT_LETTER -> P1.6.1 when next_step=NO_LETTER
    # rule: No deadline of its own; within the period of P1.3.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
