"""P1.2.1 答复来源 · Reply to the source."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, longtext
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import REPLY_CHANNEL

RESULT = (
    Option("REJECTED", Text("暂不纳入", "Not taken up")),
    Option("TRANSFERRED", Text("已转办", "Transferred")),
    Option("CONVERTED", Text("已转化", "Converted")),
    Option("MERGED", Text("已并案", "Merged")),
    Option("ATTACHED", Text("已并入在办案件", "Attached")),
    Option("CLOSED", Text("已结案", "Closed")),
)


class AnswerSourceForm(Form):
    result = choice(RESULT, "处理结果", "Result", required=True)  # rule: read-only
    channel = choice(REPLY_CHANNEL, "答复方式", "Channel", required=True)
    reply_text = longtext(1000, "答复内容", "Reply", required=True, advise_min=10)  # rule: ≥10 chars; from a template
    replied_on = day("答复日期", "Replied on", required=True, not_future=True)  # rule: ≤ today
    file = files("答复件", "File", at_most=1)


class AnswerSource(UserTask):
    """Reply to the source."""

    step = "P1.2.1"
    element = "answer_source"
    label = Text("答复来源", "Reply to the source")
    form = AnswerSourceForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "source_reply"
    on_expiry = ("REMIND",)
    outcomes = ("REPLIED",)
    # rule: outcomes: REPLIED -> END
    # rule: Also opened for every source of a case, and of the cases merged into it, when the case is closed. Suppressed when the source was withdrawn (X11).
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
