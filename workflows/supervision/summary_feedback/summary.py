"""P1.11 总结与长效机制 · Summary and mechanisms."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, group, integer, line, longtext, ref, rows
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import MECHANISM_KIND
from workflows.supervision.summary_feedback import closing_report
from workflows.supervision.summary_feedback.evidence import missing_evidence

CONVERSIONS_TO_TYPE = (
    Option("LEAD", Text("线索", "Lead")),
    Option("OPINION", Text("社情民意", "Opinion")),
    Option("PROPOSAL", Text("提案", "Proposal")),
    Option("MINUTES", Text("协商纪要", "Minutes")),
    Option("TOPIC", Text("监督议题", "Topic")),
)
NAMED_TWICE = Text("长效机制“{name}”列了两次。", "The mechanism “{name}” is listed twice.")


class SummaryEffectsRow(Form):
    """A row of effects."""

    indicator = line(60, "指标", "Indicator", required=True)
    before = line(60, "整改前", "Before", required=True)
    after = line(60, "整改后", "After", required=True)
    measure_unit = line(20, "计量单位", "Unit of measure")


class SummaryMechanismsRow(Form):
    """A row of mechanisms."""

    name = line(80, "名称", "Name", required=True)
    kind = choice(MECHANISM_KIND, "类型", "Kind", required=True)
    issued_by = line(60, "印发单位", "Issued by", required=True)
    doc_no = line(40, "文号", "Document no.")
    issued_on = day("印发日期", "Issued on")
    file = files("文件", "File", required=True, at_most=1)


class SummarySimilarSweepRow(Form):
    """A row of similar problems elsewhere."""

    district = ref("district", "属地", "District", required=True)
    found = integer("发现问题数", "Found", 0, 9999, required=True)
    handled = integer("已处理数", "Handled", 0, 9999)


class SummaryPublicityRow(Form):
    """A row of publicity."""

    media = line(40, "媒体", "Medium", required=True)
    title = line(80, "名称或职务", "Title", required=True)
    url = line(300, "链接", "Link")
    date = day("日期", "Date")


class SummaryConversionsRow(Form):
    """A row of converted into."""

    to_type = choice(CONVERSIONS_TO_TYPE, "转化类型", "Into", required=True)
    to_id = integer("转化对象", "Object", 0, 9999, required=True)


class SummaryProgrammeSatisfactionPart(Form):
    """The part satisfaction on the programme side: a figure of its own, never mixed with the members' survey."""

    rate = line(20, "满意率", "Rate")
    surveyed_on = day("测评日期", "Surveyed on")


class SummaryForm(Form):
    summary = longtext(8000, "总结", "Summary", required=True, advise_min=300)
    effects = rows(SummaryEffectsRow, "成效", "Effects")
    mechanisms = rows(SummaryMechanismsRow, "长效机制", "Mechanisms")
    similar_sweep = rows(SummarySimilarSweepRow, "举一反三", "Similar problems elsewhere")
    publicity = rows(SummaryPublicityRow, "宣传", "Publicity")
    conversions = rows(SummaryConversionsRow, "转化", "Converted into")
    programme_satisfaction = group(
        SummaryProgrammeSatisfactionPart, "栏目侧满意度", "Satisfaction on the programme side"
    )


class Summary(UserTask):
    """The summary becomes the closing report, which goes through the route CASE_CLOSE."""

    step = "P1.11"
    element = "summary"
    label = Text("总结与长效机制", "Summary and mechanisms")
    form = SummaryForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "summary"
    on_expiry = ("REMIND",)
    outcomes = ("SUBMIT",)

    def initial(self, step: Step) -> dict[str, Any]:
        return closing_report.last_content(step.session, step.subject_id)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        missing = missing_evidence(step.session, step.subject_id)
        if missing:
            errors["summary"] = missing
        names = [row["name"] for row in data.get("mechanisms") or ()]
        for name in sorted({name for name in names if names.count(name) > 1}):
            errors.setdefault("mechanisms", []).append(NAMED_TWICE.format(name=name))
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        document_id = closing_report.submit(step, data)
        return {"outcome": "SUBMIT", "document_id": document_id, "route": "CASE_CLOSE"}
