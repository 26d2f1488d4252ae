"""U5 整改反馈 · Rectification report."""

from typing import Any

from engine.completion import IN_SEQUENCE
from engine.forms import Form, choice, day, files, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.cases.choices import RESULT_CLASS
from workflows.rectification.given import lines
from workflows.rectification.reporting import advise_report, examine_report, hand_in, to_report
from workflows.rectification.step import TrackTask, happened_on, track_of


class RectificationReportIssuedDocsRow(Form):
    """A row of documents issued."""

    title = line(80, "名称或职务", "Title", required=True)
    doc_no = line(40, "文号", "Document no.")


class RectificationReportItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    result_class = choice(RESULT_CLASS, "办理结果", "Result class", required=True)
    description = longtext(1000, "情况", "Description", required=True)
    done_on = day("完成日期", "Done on", required_when="result_class=A", shown_when="result_class=A")
    evidence = files("佐证", "Evidence", required_when="result_class=A")
    reason = longtext(
        500, "理由", "Reason", required_when="result_class in C|D|N", shown_when="result_class in B|C|D|N"
    )
    promised_due = day("承诺完成", "Promised for", required_when="result_class=B", shown_when="result_class=B")
    issued_docs = rows(RectificationReportIssuedDocsRow, "出台文件", "Documents issued")


class RectificationReportForm(Form):
    items = rows(RectificationReportItemsRow, "逐条结果", "Item by item", required=True)
    summary = longtext(4000, "总体情况", "Overall", required=True, advise_min=100)
    reply_doc_no = line(40, "复函文号", "Reply no.")
    sealed_file = files("盖章复函", "Sealed reply", required=True, kinds="pdf", at_most=1)


class RectificationReport(TrackTask):
    """The sealed reply is the unit's approval; after X7 it answers only what was reopened. More time: X1."""

    step = "U5"
    element = "rectification_report"
    label = Text("整改反馈", "Rectification report")
    form = RectificationReportForm
    seats = (
        Seat("unit_liaison", "unit", Act.FILL),
        Seat("unit_head", "unit", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_report"  # after X7: re_rectify (dates.due)
    on_expiry = ("UNIT_LADDER",)
    outcomes = ("SUBMIT",)
    withdrawable = True

    def initial(self, step: Step) -> dict[str, Any]:
        return {"items": lines(to_report(track_of(step)))}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_report(track_of(step), data, happened_on(step))

    def advise(self, step: Step, data: Values) -> list[Text]:
        return advise_report(data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        hand_in(step.session, track_of(step), data, happened_on(step), step.actor)
        return {"outcome": "SUBMIT"}
