"""P1.7 起草建议书 · Draft the letter."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

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
from engine.process import Seat, Sends, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import DELIVERY_ROUTE, FACT_RESULT
from workflows.cases.models import Case
from workflows.documents import advice, letter, storage
from workflows.people.models import Committee, Unit
from workflows.settings.models import PaperFormat
from workflows.supervision.models import Complainant
from workflows.supervision.preparation import units
from workflows.supervision.symposium import checking, letters, rules
from workflows.supervision.symposium.symposium import unit_options

LETTER_NOT_NEEDED = "letter_not_needed"

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
    text = longtext(500, "内容", "Text", required=True, advise_min=10)
    finding_refs = numbers("对应发现", "Findings")


class DraftLetterCausesRow(Form):
    """One line of causes."""

    text = line(300, "原因", "Causes", required=True)


class DraftLetterRecommendationsRow(Form):
    """A row of recommendations."""

    no = integer("序号", "No.", 0, 9999, required=True)
    text = longtext(500, "内容", "Text", required=True, advise_min=10)
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
    delivery_route = choice(DELIVERY_ROUTE, "报送方式", "Route", required=True)
    issuer = choice(ISSUER, "发文机关", "Issuer", required=True)
    doc_template = choice(
        DOC_TEMPLATE,
        "版式",
        "Form",
        required_when="delivery_route in DIRECT|BOTH",
        shown_when="delivery_route in DIRECT|BOTH",
    )
    main_send = refs(
        "unit", "主送", "To", required_when="delivery_route in DIRECT|BOTH", shown_when="delivery_route in DIRECT|BOTH"
    )
    report_to = ref(
        "unit",
        "报送机关",
        "Reported to",
        required_when="delivery_route in VIA_PARTY_GOV|BOTH",
        shown_when="delivery_route in VIA_PARTY_GOV|BOTH",
    )
    copy_to = refs("unit", "抄送", "Copy to")
    title = line(80, "标题", "Title", required=True)
    background = longtext(2000, "缘起", "Background", required=True, advise_min=50)
    done_well = longtext(2000, "已做工作", "What is done already")
    problems = rows(DraftLetterProblemsRow, "存在问题", "Problems", required=True)
    causes = rows(DraftLetterCausesRow, "原因", "Causes")
    recommendations = rows(DraftLetterRecommendationsRow, "意见建议", "Recommendations", required=True)
    reply_requirements = longtext(500, "办理要求", "What is asked of the units", required=True)
    contact = group(DraftLetterContactPart, "联系人", "Contact", required=True)
    annexes = rows(DraftLetterAnnexesRow, "附件", "Annexes")
    needs_chair_meeting = yes_no("须主席会议审议", "Chair meeting first", required=True)
    countersign_committees = refs("committee", "会签专委会", "Countersigned by")
    fact_check = rows(DraftLetterFactCheckRow, "事实核对", "Fact check with the units")
    fact_check_waived = line(200, "未作事实核对的原因", "Why facts were not checked", advise_min=5)


class DraftLetter(UserTask):
    """Findings become problems, problems recommendations; what the office would say of the words is advice."""

    step = "P1.7"
    element = "draft_letter"
    label = Text("起草建议书", "Draft the letter")
    form = DraftLetterForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "letter_draft"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("SUBMIT",)  # CLOSE_WITHOUT_LETTER is the message
    sends = (
        Sends(
            LETTER_NOT_NEEDED,
            Text("改为不发建议书", "Close without a letter"),
            Text(
                "起草到此为止，未提交的内容不再保留；下一步填写不发建议书的理由和处理记录，报主任、分管副主席审批，"
                "不同意时仍回到起草。",
                "The drafting ends here; what was not submitted is dropped. Reason and record are asked for next, and "
                "go to the director and the vice-chair; if they refuse, the letter is drafted after all.",
            ),
        ),
    )

    def initial(self, step: Step) -> dict[str, Any]:
        before = letters.last_content(step.session, step.subject_id)
        case = step.session.get_one(Case, step.subject_id)
        return dict(before) if before else letters.first_draft(step.session, case, step.actor.person_id)

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        listed = unit_options(step)
        case = step.session.get_one(Case, step.subject_id)
        others = select(Committee).where(Committee.cppcc_id == case.cppcc_id, Committee.id != case.committee_id)
        return {
            "main_send": listed,
            "recommendations.target_unit": listed,
            "fact_check.unit": listed,
            "countersign_committees": [
                Option(str(other.id), Text(other.short, other.short))
                for other in step.session.scalars(others.order_by(Committee.id))
            ],
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        is_converted = letters.submitted_upwards(step.session, step.subject_id) is not None
        return rules.faults(step.session, step.subject_id, data, is_converted)

    def advise(self, step: Step, data: Values) -> list[Text]:
        session = step.session
        is_file = data["delivery_route"] == "VIA_PARTY_GOV" or data.get("doc_template") == "FILE_FORM"
        paper = PaperFormat.DOCUMENT if is_file else PaperFormat.LETTER
        asked = [row.unit_id for row in units.of_case(session, step.subject_id) if row.track_role != "ASSIST"]
        found = session.scalars(select(Unit).where(Unit.id.in_(asked)))  # an assist unit may only give its opinion
        names = {unit.id: unit.name for unit in found}
        people = select(Complainant.name).where(Complainant.case_id == step.subject_id, Complainant.name.is_not(None))
        known = [name for name in session.scalars(people) if name]
        return advice.of_letter(data, letter.plain(session, data, paper), paper, names, known)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        annexes = [file for row in data.get("annexes") or () for file in row["file"]]
        storage.bind(step.session, annexes, step.subject_id)
        checking.keep(step.session, step.subject_id, data.get("fact_check"))
        made, report = letters.submit(step, data)
        return {
            "outcome": "SUBMIT",
            "document_id": made.id,
            "report_id": report.id if report else None,
            "delivery_route": data["delivery_route"],
            "issuer": data["issuer"],
        }
