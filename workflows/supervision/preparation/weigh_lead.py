"""P1.2 线索研判 · Weigh the lead."""

from collections.abc import Sequence
from typing import Any

from engine.actors import Actor
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, line, longtext, ref, rows, yes_no
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import CATEGORY, CONFIDENTIALITY, TRACK_ROLE
from workflows.cases.models import Case
from workflows.supervision.preparation import assigning, bars, deciding, examining, units

DECISION = (
    Option("ACCEPT", Text("纳入", "Take up"), Text("进入立项审批", "Goes on to initiation")),
    Option("REJECT", Text("暂不纳入", "Not for now"), Text("答复来源后结束", "Ends with a reply to the source")),
    Option("HAND_BACK", Text("退回分办", "Hand back"), Text("由分办岗另行分办", "The intake desk assigns it anew")),
    Option("MERGE", Text("并案", "Merge"), Text("在主案中一并办理", "Waits and is dealt with in the main case")),
    Option(
        "ATTACH",
        Text("并入在办案件", "Attach"),
        Text("建议书已发的案件，答复来源", "To a case whose letter is out; the source is told"),
    ),
    Option("CONVERT_OPINION", Text("转社情民意", "Turn into an opinion"), Text("答复来源后结束", "The source is told")),
    Option("TRANSFER", Text("转办", "Transfer"), Text("转有关单位，答复来源", "To a unit; the source is told")),
    Option("RETURN_SUPPLEMENT", Text("退回补充", "Ask for more"), Text("退登记人补充", "Back to who registered it")),
)
REJECT_REASON = (
    Option("OUT_OF_SCOPE", Text("不属履职范围", "Out of scope")),
    Option("LITIGATION", Text("涉法涉诉", "Litigation")),
    Option("PETITION_ENDED", Text("信访终结", "Petition ended")),
    Option("UNCLEAR", Text("事实不清", "Unclear")),
    Option("DUPLICATE", Text("重复", "Duplicate")),
    Option("SOLVED", Text("已解决", "Solved")),
    Option("OTHER", Text("其他", "Other")),
)
PRIORITY = (
    Option("NORMAL", Text("一般", "Normal")),
    Option("KEY", Text("重点", "Key")),
    Option("URGENT", Text("紧急", "Urgent")),
)
SIMILAR_DECISIONS_DECISION = (
    Option("UNRELATED", Text("不相关", "Not related")),
    Option("LINK", Text("关联", "Link")),
    Option("MERGE", Text("并案", "Merge")),
    Option("ATTACH", Text("并入在办案件", "Attach")),
)


class WeighLeadResponsibleUnitsRow(Form):
    """A row of responsible units (first view)."""

    unit = ref("unit", "单位", "Unit", required=True)
    track_role = choice(TRACK_ROLE, "办理角色", "Role", required=True)


class WeighLeadSimilarDecisionsRow(Form):
    """A row of similar cases."""

    case = ref("case", "案件", "Case", required=True)
    decision = choice(SIMILAR_DECISIONS_DECISION, "处理", "Decision", required=True)
    reason = line(200, "理由", "Reason")


class WeighLeadForm(Form):
    decision = choice(DECISION, "研判结论", "Decision", required=True)
    reject_reason = choice(
        REJECT_REASON, "暂不纳入原因", "Why not for now", required_when="decision=REJECT", shown_when="decision=REJECT"
    )
    reject_text = longtext(
        500, "暂不纳入说明", "Explanation", required_when="decision=REJECT", shown_when="decision=REJECT", minimum=10
    )
    hand_back_reason = longtext(
        300,
        "退回分办理由",
        "Why it is handed back",
        required_when="decision=HAND_BACK",
        shown_when="decision=HAND_BACK",
        minimum=5,
    )
    merge_into = ref("case", "并入主案", "Merge into", required_when="decision=MERGE", shown_when="decision=MERGE")
    attach_to = ref(
        "case", "并入的在办案件", "Attach to", required_when="decision=ATTACH", shown_when="decision=ATTACH"
    )
    transfer_org = ref(
        "unit", "转办单位", "Transfer to", required_when="decision=TRANSFER", shown_when="decision=TRANSFER"
    )
    supplement_request = longtext(
        500,
        "补充要求",
        "What is missing",
        required_when="decision=RETURN_SUPPLEMENT",
        shown_when="decision=RETURN_SUPPLEMENT",
        minimum=10,
    )
    committee = ref(
        "committee", "承办专委会", "Committee", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )
    priority = choice(PRIORITY, "重要程度", "Priority", required_when="decision=ACCEPT", shown_when="decision=ACCEPT")
    category = choice(CATEGORY, "类别", "Category", required_when="decision=ACCEPT", shown_when="decision=ACCEPT")
    district = ref("district", "属地", "District", required_when="decision=ACCEPT", shown_when="decision=ACCEPT")
    is_common_problem = yes_no(
        "是否共性问题", "Common problem", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )
    responsible_units = rows(
        WeighLeadResponsibleUnitsRow,
        "初步责任单位",
        "Responsible units (first view)",
        required_when="decision=ACCEPT",
        shown_when="decision=ACCEPT",
    )
    confidentiality = choice(
        CONFIDENTIALITY, "公开范围", "Openness", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )
    similar_decisions = rows(WeighLeadSimilarDecisionsRow, "相似案件处理", "Similar cases")


class WeighLead(UserTask):
    """The officer proposes, the director decides; nothing is ever taken up by time running out."""

    step = "P1.2"
    element = "weigh_lead"
    label = Text("线索研判", "Weigh the lead")
    note = Text(
        "对系统列出的每个相似案件都须作出处理；当晚已整改的问题也可以纳入，以“不发建议书”结束。",
        "Decide on every similar case shown; a problem solved the same night may still be taken up and end "
        "without a letter.",
    )
    form = WeighLeadForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "lead_review"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "ACCEPT",
        "REJECT",
        "HAND_BACK",
        "MERGE",
        "ATTACH",
        "CONVERT_OPINION",
        "TRANSFER",
        "RETURN_SUPPLEMENT",
    )

    def initial(self, step: Step) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        return {
            "committee": case.committee_id,
            "category": case.category,
            "district": case.district_id,
            "is_common_problem": case.is_common_problem,
            "responsible_units": units.as_rows(step.session, case.id),
            "similar_decisions": [{"case": one.case.id} for one in examining.shown(step.session, case)],
        }

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        case = step.session.get_one(Case, step.subject_id)
        if assigning.may_hand_back(step.session, case):
            return {}
        return {"decision": [option for option in DECISION if option.value != "HAND_BACK"]}

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        answer = (step.task.answer if step.task else None) or {}
        return bars.bars_confirming(step, actor, units.mentioned(answer.get("responsible_units")))

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        case = step.session.get_one(Case, step.subject_id)
        return examining.faults(step.session, case, data)

    def answered(self, step: Step, data: Values) -> None:
        if step.item is not None and step.item.act is Act.FILL:
            step.item.opinion = deciding.reason_of(data) or None

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        return deciding.decide(step, case, data)
