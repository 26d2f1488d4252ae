"""P1.2 线索研判 · Weigh the lead."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, line, longtext, ref, rows, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import CATEGORY, CONFIDENTIALITY, TRACK_ROLE

DECISION = (
    Option("ACCEPT", Text("纳入", "Take up")),
    Option("REJECT", Text("暂不纳入", "Not for now")),
    Option("HAND_BACK", Text("退回分办", "Hand back")),
    Option("MERGE", Text("并案", "Merge")),
    Option("ATTACH", Text("并入在办案件", "Attach")),
    Option("CONVERT_OPINION", Text("转社情民意", "Turn into an opinion")),
    Option("TRANSFER", Text("转办", "Transfer")),
    Option("RETURN_SUPPLEMENT", Text("退回补充", "Ask for more")),
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
    decision = choice(DECISION, "研判结论", "Decision", required=True)  # rule: HAND_BACK once per committee
    reject_reason = choice(
        REJECT_REASON, "暂不纳入原因", "Why not for now", required_when="decision=REJECT", shown_when="decision=REJECT"
    )
    reject_text = longtext(
        500, "暂不纳入说明", "Explanation", required_when="decision=REJECT", shown_when="decision=REJECT", minimum=10
    )  # rule: ≥10 chars; goes into the reply to the source
    hand_back_reason = longtext(
        300,
        "退回分办理由",
        "Why it is handed back",
        required_when="decision=HAND_BACK",
        shown_when="decision=HAND_BACK",
        minimum=5,
    )  # rule: ≥5 chars
    merge_into = ref(
        "case", "并入主案", "Merge into", required_when="decision=MERGE", shown_when="decision=MERGE"
    )  # rule: open, without a letter yet, not MERGED, not itself, no cycle
    attach_to = ref(
        "case", "并入的在办案件", "Attach to", required_when="decision=ATTACH", shown_when="decision=ATTACH"
    )  # rule: open, letter issued
    transfer_org = ref(
        "unit", "转办单位", "Transfer to", required_when="decision=TRANSFER", shown_when="decision=TRANSFER"
    )  # rule: active
    supplement_request = longtext(
        500,
        "补充要求",
        "What is missing",
        required_when="decision=RETURN_SUPPLEMENT",
        shown_when="decision=RETURN_SUPPLEMENT",
        minimum=10,
    )  # rule: ≥10 chars
    committee = ref(
        "committee", "承办专委会", "Committee", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )  # rule: read-only, of P1.1.1
    priority = choice(
        PRIORITY, "重要程度", "Priority", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )  # rule: URGENT: §10.2
    category = choice(CATEGORY, "类别", "Category", required_when="decision=ACCEPT", shown_when="decision=ACCEPT")
    district = ref(
        "district", "属地", "District", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )  # rule: from the tree
    is_common_problem = yes_no(
        "是否共性问题", "Common problem", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )
    responsible_units = rows(
        WeighLeadResponsibleUnitsRow,
        "初步责任单位",
        "Responsible units (first view)",
        required_when="decision=ACCEPT",
        shown_when="decision=ACCEPT",
    )  # rule: exactly one LEAD unless all are SEPARATE or one is SOLE, no unit twice
    confidentiality = choice(
        CONFIDENTIALITY, "公开范围", "Openness", required_when="decision=ACCEPT", shown_when="decision=ACCEPT"
    )
    similar_decisions = rows(
        WeighLeadSimilarDecisionsRow, "相似案件处理", "Similar cases"
    )  # rule: one decision per case that the finder shows (§9)


class WeighLead(UserTask):
    """Weigh the lead."""

    step = "P1.2"
    element = "weigh_lead"
    label = Text("线索研判", "Weigh the lead")
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
    # rule: outcomes: ACCEPT -> P1.3 when decision=ACCEPT; REJECT -> P1.2.1 when decision=REJECT; HAND_BACK -> P1.1.1 when decision=HAND_BACK; MERGE -> WAIT when decision=MERGE opens X6; ATTACH -> P1.2.1 when decision=ATTACH opens X17; CONVERT_OPINION -> P1.2.1 when decision=CONVERT_OPINION opens P3.1; TRANSFER -> P1.2.1 when decision=TRANSFER; RETURN_SUPPLEMENT -> P1.1 when decision=RETURN_SUPPLEMENT
    # rule: Never taken up by time running out. A lead not taken up may be submitted once more with new evidence. A problem solved the same night may still be taken up and end by CLOSE_WITHOUT_LETTER (P1.6.1). The director's word stands on the initiation sheet.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
