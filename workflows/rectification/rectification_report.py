"""U5 整改反馈 · Rectification report."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, choice, day, files, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import RESULT_CLASS


class RectificationReportIssuedDocsRow(Form):
    """A row of documents issued."""

    title = line(80, "名称或职务", "Title", required=True)
    doc_no = line(40, "文号", "Document no.")


class RectificationReportItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    result_class = choice(RESULT_CLASS, "办理结果", "Result class", required=True)
    description = longtext(1000, "情况", "Description", required=True)
    done_on = day("完成日期", "Done on")
    evidence = files("佐证", "Evidence")
    reason = longtext(500, "理由", "Reason")
    promised_due = day("承诺完成", "Promised for")
    issued_docs = rows(RectificationReportIssuedDocsRow, "出台文件", "Documents issued")


class RectificationReportForm(Form):
    items = rows(
        RectificationReportItemsRow, "逐条结果", "Item by item", required=True
    )  # rule: every open obligation of the unit (after X7 only those reopened); description ≥50 chars; A: evidence ≥1 and done_on; B: promised_due > today, kept in the obligation's history; C, D: reason ≥50 chars; N: reason ≥30 chars (error)
    summary = longtext(4000, "总体情况", "Overall", required=True, advise_min=100)  # rule: ≥100 chars
    reply_doc_no = line(40, "复函文号", "Reply no.")
    sealed_file = files(
        "盖章复函", "Sealed reply", required=True, kinds="pdf", at_most=1
    )  # rule: pdf; the sealed file is the unit's approval


class RectificationReport(UserTask):
    """Rectification report."""

    step = "U5"
    element = "rectification_report"
    label = Text("整改反馈", "Rectification report")
    form = RectificationReportForm
    seats = (
        Seat("unit_liaison", "unit", Act.FILL),
        Seat("unit_head", "unit", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_report"  # rule: also ['re_rectify']
    on_expiry = ("UNIT_LADDER",)
    outcomes = ("SUBMIT",)
    # rule: outcomes: SUBMIT -> U6
    # rule: More time: X1.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
