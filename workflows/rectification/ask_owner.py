"""X1.2 请示定期限者 · Ask who set the date."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, line
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text, day_in_words
from workflows.rectification.models import Extension
from workflows.rectification.step import TrackTask

ANSWER = (
    Option("GRANTED", Text("同意延期", "Granted")),
    Option("REFUSED", Text("不同意", "Refused")),
)
NOT_LATER = Text("须晚于原时限{day}。", "It must be after the present date, {day}.")


class AskOwnerForm(Form):
    owner = line(40, "定期限者", "Who set the date", required=True)
    asked_on = day("请示日期", "Asked on", required=True, not_future=True)
    answer = choice(ANSWER, "答复", "Answer", required=True)
    granted_due = day("批准时限", "Granted date", required_when="answer=GRANTED", shown_when="answer=GRANTED")
    scan = files("扫描件", "Scan", at_most=1)


class AskOwner(TrackTask):
    """A date that an instruction has set: its author is asked, and his answer registered."""

    step = "X1.2"
    element = "ask_owner"
    label = Text("请示定期限者", "Ask who set the date")
    form = AskOwnerForm
    seats = (Seat("office_clerk", "office", Act.FILL), Seat("case_officer", "committee", Act.FILL))
    completion = ONE
    deadline = "extension_decision"
    on_expiry = ("REMIND",)
    outcomes = ("GRANTED", "REFUSED")

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        asked = step.session.get_one(Extension, step.values["extension_id"])
        if data["answer"] == "GRANTED" and data["granted_due"] <= asked.old_due:
            return {"granted_due": [NOT_LATER.format(day=day_in_words(asked.old_due))]}
        return {}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        if data["answer"] == "GRANTED":
            step.session.get_one(Extension, step.values["extension_id"]).granted_due = data["granted_due"]
        return {"outcome": data["answer"]}
