"""P1.7 起草建议书 · Draft the letter."""

from engine.completion import ONE
from engine.forms import (
    Form,
    Option,
    choice,
    day,
    files,
    group,
    integer,
    line,
    longtext,
    numbers,
    ref,
    refs,
    rows,
    yes_no,
)
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import DELIVERY_ROUTE, FACT_RESULT

ISSUER = (
    Option("CPPCC", Text("政协委员会", "The CPPCC")),
    Option("OFFICE", Text("政协办公室", "Its office")),
)
DOC_TEMPLATE = (
    Option("LETTER_FORM", Text("信函格式", "Letter form")),
    Option("FILE_FORM", Text("文件格式", "File form")),
)
RECOMMENDATIONS_KIND = (
    Option("IMMEDIATE", Text("立行立改", "At once")),
    Option("NEAR_TERM", Text("近期推进", "Near term")),
    Option("LONG_TERM", Text("长期推进", "Long term")),
)


class DraftLetterProblemsRow(Form):
    """A row of problems."""

    no = integer("序号", "No.", 0, 9999, required=True)
    text = longtext(500, "内容", "Text", required=True)
    finding_refs = numbers("对应发现", "Findings")


class DraftLetterCausesRow(Form):
    """One line of causes."""

    text = line(300, "原因", "Causes", required=True)


class DraftLetterRecommendationsRow(Form):
    """A row of recommendations."""

    no = integer("序号", "No.", 0, 9999, required=True)
    text = longtext(500, "内容", "Text", required=True)
    target_unit = ref("unit", "承办单位", "Unit", required=True)
    kind = choice(RECOMMENDATIONS_KIND, "类型", "Kind", required=True)
    due = day("时限", "Due")
    expected_result = line(300, "预期成效", "Expected result")


class DraftLetterContactPart(Form):
    """The part contact."""

    name = line(60, "姓名或名称", "Name", required=True)
    phone = line(20, "电话", "Phone", required=True)


class DraftLetterAnnexesRow(Form):
    """A row of annexes."""

    title = line(80, "名称或职务", "Title", required=True)
    file = files("文件", "File", required=True, at_most=1)


class DraftLetterFactCheckRow(Form):
    """A row of fact check with the units."""

    unit = ref("unit", "单位", "Unit", required=True)
    checked_on = day("核对日期", "Checked on", required=True)
    person = line(40, "对方人员", "Person there", required=True)
    result = choice(FACT_RESULT, "核对结果", "Result", required=True)
    objection = longtext(500, "异议内容", "Objection")
    changed = longtext(500, "修改情况", "What was changed")


class DraftLetterForm(Form):
    delivery_route = choice(
        DELIVERY_ROUTE, "报送方式", "Route", required=True
    )  # rule: BOTH: two documents, a 报告 upwards with the 建议书 enclosed and the 建议书 as 函, each with its own number; M02 counts one
    issuer = choice(
        ISSUER, "发文机关", "Issuer", required=True
    )  # rule: with the direction of each document chooses prefix, signatory, template and seal (§6.5); a committee's letter bears the office's head
    doc_template = choice(
        DOC_TEMPLATE,
        "版式",
        "Form",
        required_when="delivery_route in DIRECT|BOTH",
        shown_when="delivery_route in DIRECT|BOTH",
    )  # rule: default LETTER_FORM; the upward document is always FILE_FORM with the signatory printed
    main_send = refs(
        "unit", "主送", "To", required_when="delivery_route in DIRECT|BOTH", shown_when="delivery_route in DIRECT|BOTH"
    )  # rule: the responsible units that are addressed; same kind joined by 、, kinds by ，; or a collective name with an annex list
    report_to = ref(
        "unit",
        "报送机关",
        "Reported to",
        required_when="delivery_route in VIA_PARTY_GOV|BOTH",
        shown_when="delivery_route in VIA_PARTY_GOV|BOTH",
    )  # rule: exactly one: 市委
    copy_to = refs(
        "unit", "抄送", "Copy to"
    )  # rule: not in main_send; of the upward document 市政府 only: units and districts are refused with the reason
    title = line(80, "标题", "Title", required=True)  # rule: “关于…的民主监督建议书”
    background = longtext(2000, "缘起", "Background", required=True, advise_min=50)  # rule: ≥50 chars
    done_well = longtext(2000, "已做工作", "What is done already")
    problems = rows(DraftLetterProblemsRow, "存在问题", "Problems", required=True)  # rule: ≥1; text 10–500 chars
    causes = rows(DraftLetterCausesRow, "原因", "Causes")
    recommendations = rows(
        DraftLetterRecommendationsRow, "意见建议", "Recommendations", required=True
    )  # rule: ≥1; text 10–500 chars; target_unit among the responsible units; each unit ≥1 (warn); due a working day, required unless kind=LONG_TERM, printed, basis PRINTED; every problem answered (warn)
    reply_requirements = longtext(
        500, "办理要求", "What is asked of the units", required=True
    )  # rule: default “商请于×月×日前书面反馈”; signing, plan and progress dates stand on the 交办单 only
    contact = group(DraftLetterContactPart, "联系人", "Contact", required=True)
    annexes = rows(DraftLetterAnnexesRow, "附件", "Annexes")
    needs_chair_meeting = yes_no("须主席会议审议", "Chair meeting first", required=True)
    countersign_committees = refs(
        "committee", "会签专委会", "Countersigned by"
    )  # rule: answered by the director of each
    fact_check = rows(
        DraftLetterFactCheckRow, "事实核对", "Fact check with the units"
    )  # rule: one row per responsible unit before the letter, or fact_check_waived; OBJECTED: objection and changed
    fact_check_waived = line(
        200, "未作事实核对的原因", "Why facts were not checked", advise_min=5
    )  # rule: 暗访, safety; ≥5 chars


class DraftLetter(UserTask):
    """Draft the letter."""

    step = "P1.7"
    element = "draft_letter"
    label = Text("起草建议书", "Draft the letter")
    form = DraftLetterForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "letter_draft"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "SUBMIT",
        "CLOSE_WITHOUT_LETTER",
    )
    # rule: outcomes: SUBMIT -> P1.8; CLOSE_WITHOUT_LETTER -> P1.6.1 when an action instead of SUBMIT
    # rule: Advice while drafting, not inside quotations or facts about third bodies: forbidden words (责令、处罚、问责、限你、限期、责成、约谈、查处、立案、通报批评、必须、务必、不得), 1500–3000 characters, personal names, full-width punctuation. Wording by form: 信函 “函告如下”, 文件 “报告如下”.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
