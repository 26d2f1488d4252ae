"""P1.2.1 答复来源 · Reply to the source."""

from collections.abc import Sequence
from typing import Any

from engine import clock
from engine.completion import ALL
from engine.forms import Form, Option, choice, day, files, longtext
from engine.models import Act
from engine.process import Host, NewItem, Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import REPLY_CHANNEL
from workflows.cases.models import Case
from workflows.documents import storage
from workflows.supervision.models import Source
from workflows.supervision.preparation import replies, sources

RESULT = (
    Option("REJECTED", Text("暂不纳入", "Not taken up")),
    Option("TRANSFERRED", Text("已转办", "Transferred")),
    Option("CONVERTED", Text("已转化", "Converted")),
    Option("MERGED", Text("已并案", "Merged")),
    Option("ATTACHED", Text("已并入在办案件", "Attached")),
    Option("CLOSED", Text("已结案", "Closed")),
)


class AnswerSourceForm(Form):
    result = choice(RESULT, "处理结果", "Result", required=True)
    channel = choice(REPLY_CHANNEL, "答复方式", "Channel", required=True)
    reply_text = longtext(1000, "答复内容", "Reply", required=True, advise_min=10)
    replied_on = day("答复日期", "Replied on", required=True, not_future=True)
    file = files("答复件", "File", at_most=1)


WRONG_RESULT = Text(
    "处理结果以研判或结案结论为准，不能改动。", "The result is that of the decision; it cannot be changed."
)


class AnswerSource(UserTask):
    """One work item per source that is owed an answer: after the decision on its lead, and when its case is closed.

    A source that has withdrawn gets none.
    """

    step = "P1.2.1"
    element = "answer_source"
    label = Text("答复来源", "Reply to the source")
    form = AnswerSourceForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ALL
    deadline = "source_reply"
    on_expiry = ("REMIND",)
    outcomes = ("REPLIED",)

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        groups = replies.who_answers(step, host)
        return [
            NewItem(groups, Act.FILL, number, replies.mark(source), replies.label(step.session, source))
            for number, source in enumerate(sources.unanswered(step.session, step.subject_id))
        ]

    def initial(self, step: Step) -> dict[str, Any]:
        source = replies.source_of(step)
        if source is None or source.result is None:
            return {}
        case = step.session.get_one(Case, source.case_id)
        return {
            "result": str(source.result),
            "reply_text": replies.draft(step.session, case, source),
            "replied_on": clock.today(),
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        source = replies.source_of(step)
        wrong = source is not None and data["result"] != source.result
        return {"result": [WRONG_RESULT]} if wrong else {}

    def answered(self, step: Step, data: Values) -> None:
        source = replies.source_of(step)
        if source is not None:
            _write(step, source, data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return {"outcome": "REPLIED"}


def _write(step: Step, source: Source, data: Values) -> None:
    source.channel, source.reply_text = data["channel"], data["reply_text"]
    source.replied_on, source.replied_by = data["replied_on"], step.actor.person_id
    files_given = data.get("file") or []
    storage.bind(step.session, files_given, source.case_id, step.actor.person_id)
    source.reply_file_id = next(iter(files_given), None)
    step.session.flush()
