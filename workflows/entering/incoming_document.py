"""C1 来文登记 · Register an incoming document."""

from engine.completion import ANY
from engine.forms import Form, Option, choice, day, files, line, numbers, ref, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

RECEIVED_VIA = (
    Option("PAPER", Text("纸质", "Paper")),
    Option("PHONE", Text("电话", "Telephone")),
    Option("MEETING", Text("会议", "Meeting")),
    Option("EXCHANGE", Text("机要交换", "Exchange of documents")),
)


class IncomingDocumentAnswersRow(Form):
    """A row of what it answers."""

    track = ref("unit_track", "单位轨迹", "Track", required=True)
    step = line(10, "环节", "Step", required=True)
    rec_nos = numbers("建议序号", "Recommendations")


class IncomingDocumentForm(Form):
    sender = ref("unit", "来文单位", "Sender", required=True)
    doc_no = line(40, "来文字号", "Its number")
    doc_title = line(80, "来文标题", "Title", required=True)
    received_on = day(
        "收文日期", "Received on", required=True, not_future=True
    )  # rule: ≤ today; decides whether the answer is late
    received_via = choice(RECEIVED_VIA, "收文途径", "By what means", required=True)
    answers = rows(
        IncomingDocumentAnswersRow, "答复事项", "What it answers", required=True
    )  # rule: ≥1; any number of tracks
    scan = files(
        "扫描件", "Scan", required=True, kinds="pdf", at_most=1
    )  # rule: pdf; a sealed reply is the unit's approval


class IncomingDocument(UserTask):
    """Register an incoming document."""

    step = "C1"
    element = "incoming_document"
    label = Text("来文登记", "Register an incoming document")
    form = IncomingDocumentForm
    seats = (
        Seat("office_clerk", "office", Act.FILL),
        Seat("case_officer", "committee", Act.FILL),
    )
    completion = ANY
    deadline = "incoming_register"
    on_expiry = ("REMIND",)
    outcomes = ("REGISTERED",)
    # rule: outcomes: REGISTERED -> STAY when C0 opens with it on every step it answers
    # rule: Registered once, linked to n tracks.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
