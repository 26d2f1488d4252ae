"""P1.9 编号用印 · Number and seal."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, files, instant, integer, line, ref, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

DELIVERY_ROUTE = (
    Option("DIRECT", Text("主送责任单位", "To the units")),
    Option("VIA_PARTY_GOV", Text("报送市委、市政府", "Through Party committee and government")),
)
ACTION = (
    Option("DONE", Text("完成", "Done")),
    Option("VOID_NUMBER", Text("作废文号", "Void the number")),
)


class NumberAndSealSealLogRow(Form):
    """A row of seal log."""

    seal = line(40, "印章", "Seal", required=True)
    by = ref("person", "用印人", "By", required=True)
    at = instant("时间", "At", required=True)
    count = integer("份数", "Count", 0, 9999, required=True)


class NumberAndSealForm(Form):
    delivery_route = choice(
        DELIVERY_ROUTE, "报送方式", "Route", required=True
    )  # rule: read-only; of BOTH each document has its own
    action = choice(ACTION, "操作", "Action", required=True)
    void_reason = line(
        200, "作废原因", "Reason", required_when="action=VOID_NUMBER", shown_when="action=VOID_NUMBER", advise_min=5
    )  # rule: ≥5 chars
    doc_no = line(
        40, "发文字号", "Document no.", required_when="action=DONE", shown_when="action=DONE"
    )  # rule: reserved by the system, changed by the clerk only with number_reason; ^[\u4e00-\u9fa5]{2,12}〔\d{4}〕[1-9]\d*号$; unique; its year = the year of issued_on (last year's register stays open until the clerk closes it)
    number_reason = line(200, "改号原因", "Reason for another number", advise_min=5)  # rule: ≥5 chars
    issued_on = day(
        "成文日期", "Issued on", required_when="action=DONE", shown_when="action=DONE", not_future=True
    )  # rule: default the day of sign-off; ≤ today
    copies = integer("印数", "Copies", 1, 500, required_when="action=DONE", shown_when="action=DONE")  # rule: 1–500
    seal_log = rows(
        NumberAndSealSealLogRow, "用印记录", "Seal log", required_when="action=DONE", shown_when="action=DONE"
    )  # rule: ≥1
    final_file = files(
        "定稿文件", "Final text", required_when="action=DONE", shown_when="action=DONE", at_most=1
    )  # rule: docx and pdf, made by the system; hash stored
    sealed_scan = files(
        "用印件", "Sealed copy", required_when="action=DONE", shown_when="action=DONE", kinds="pdf", at_most=1
    )  # rule: pdf


class NumberAndSeal(UserTask):
    """Number and seal."""

    step = "P1.9"
    element = "number_and_seal"
    label = Text("编号用印", "Number and seal")
    form = NumberAndSealForm
    seats = (
        Seat("numbering_clerk", "office", Act.FILL),
        Seat("seal_keeper", "office", Act.FILL),
    )
    completion = IN_SEQUENCE
    deadline = "numbering_seal"
    on_expiry = ("REMIND",)
    outcomes = (
        "SEALED",
        "VOID_NUMBER",
    )
    # rule: outcomes: SEALED -> P1.10 when action=DONE and delivery_route=DIRECT; SEALED -> P1.10.1 when action=DONE and delivery_route=VIA_PARTY_GOV; VOID_NUMBER -> P1.9 when action=VOID_NUMBER
    # rule: One task per document: route BOTH opens two.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
