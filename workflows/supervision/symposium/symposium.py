"""P1.6 协商座谈 · Symposium."""

from collections.abc import Sequence
from typing import Any

from engine import clock
from engine.actors import Actor
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, line, longtext, ref, rows
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import FACT_RESULT
from workflows.cases.models import Case, CaseState
from workflows.people.lookup import is_open
from workflows.people.models import Unit
from workflows.rectification.states import TrackRole
from workflows.supervision.preparation import units
from workflows.supervision.preparation.bars import bars_confirming
from workflows.supervision.symposium import checking
from workflows.supervision.symposium.models import SymposiumRecord

LEADING = (TrackRole.SOLE, TrackRole.LEAD, TrackRole.SEPARATE)
LEAD_ABSENT = Text("主办单位未到会的，须写明原因。", "The lead unit is absent; give the reason.")

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
    )
    held_on = day("日期", "Held on", required_when="status=HELD", shown_when="status=HELD", not_future=True)
    chair = ref("person", "主持人", "Chair", required_when="status=HELD", shown_when="status=HELD")
    units_present = rows(
        SymposiumUnitsPresentRow, "到会单位", "Units present", required_when="status=HELD", shown_when="status=HELD"
    )
    absence_reason = line(200, "主办单位未到会原因", "Why the lead unit is absent")
    unit_responses = rows(SymposiumUnitResponsesRow, "单位说明", "Statements of units")
    root_causes = rows(
        SymposiumRootCausesRow, "原因分析", "Root causes", required_when="status=HELD", shown_when="status=HELD"
    )
    consensus = rows(SymposiumConsensusRow, "共识", "Consensus", required_when="status=HELD", shown_when="status=HELD")
    disagreements = rows(SymposiumDisagreementsRow, "分歧", "Disagreements")
    fact_check = rows(SymposiumFactCheckRow, "事实核对", "Fact check with the units")
    fact_check_waived = line(200, "未作事实核对的原因", "Why facts were not checked", advise_min=5)
    next_step = choice(NEXT_STEP, "下一步", "Next", required=True)


class Symposium(UserTask):
    """Held, or skipped with a reason that the director approves. No deadline of its own: the period of P1.3."""

    step = "P1.6"
    element = "hold_symposium"
    label = Text("协商座谈", "Symposium")
    form = SymposiumForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    outcomes = ("DONE", "CLOSE_WITHOUT_LETTER")

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        listed = unit_options(step)
        return {f"{rows}.unit": listed for rows in ("units_present", "unit_responses", "fact_check")}

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        return bars_confirming(step, actor)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors = checking.faults(step.session, step.subject_id, data.get("fact_check"))
        if data["status"] == "HELD" and not data.get("absence_reason"):
            present = {row["unit"] for row in data.get("units_present") or ()}
            leads = {row.unit_id for row in units.of_case(step.session, step.subject_id) if row.track_role in LEADING}
            if leads and not leads & present:
                errors["absence_reason"] = [LEAD_ABSENT]
        return errors

    def ends(self, step: Step, data: Values) -> bool:
        return bool(data.get("status") == "HELD")

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        _keep(step, data)
        checking.keep(step.session, case.id, data.get("fact_check"))
        if data["next_step"] == "NO_LETTER":
            return {"outcome": "CLOSE_WITHOUT_LETTER"}
        case.state = CaseState.DRAFTING_LETTER
        return {"outcome": "DONE"}


def unit_options(step: Step) -> list[Option]:
    """The responsible units of the case, to choose from."""
    found = [step.session.get_one(Unit, unit_id) for unit_id in units.ids(step.session, step.subject_id)]
    return [Option(str(unit.id), Text(unit.name, unit.name)) for unit in found if is_open(unit)]


def _keep(step: Step, data: Values) -> None:
    step.session.add(
        SymposiumRecord(
            case_id=step.subject_id,
            status=data["status"],
            skip_reason=data.get("skip_reason") or "",
            held_on=data.get("held_on"),
            chair_id=data.get("chair"),
            units_present=data.get("units_present") or [],
            absence_reason=data.get("absence_reason") or "",
            unit_responses=data.get("unit_responses") or [],
            root_causes=_texts(data, "root_causes"),
            consensus=_texts(data, "consensus"),
            disagreements=_texts(data, "disagreements"),
            fact_check_waived=data.get("fact_check_waived") or "",
            recorded_at=clock.now(),
        )
    )


def _texts(data: Values, name: str) -> list[str]:
    return [row["text"] for row in data.get(name) or ()]
