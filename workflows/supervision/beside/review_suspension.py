"""X2.1 挂起复查与恢复 · Review and resume."""

from typing import Any

from engine import calendar, clock
from engine.completion import ONE
from engine.forms import Form, Option, choice, day, longtext
from engine.models import Act
from engine.process import Seat, Step, Told, UserTask, Values
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.settings.holidays import no_workday
from workflows.settings.in_force import rule
from workflows.supervision.beside.models import Suspension
from workflows.supervision.beside.suspending import LONGEST, REVIEW

DECISION = (
    Option("RESUME", Text("恢复", "Resume"), Text("剩余工作日从恢复日起接着计算", "The days left count on")),
    Option("CONTINUE", Text("继续挂起", "Continue"), Text("到期再次复查", "It is reviewed again")),
)
NOT_PAST = Text("须为今天或以后的日期。", "Today or a later day is needed.")
SPENT = Text(
    "挂起已到最长期限，请恢复后另行提出挂起。",
    "The longest suspension is reached: resume, and suspend anew if need be.",
)
SINCE = Text("自{on}起挂起，预计{until}恢复", "Suspended since {on}, expected to go on {until}")


class ReviewForm(Form):
    decision = choice(DECISION, "处理", "Decision", required=True)
    resume_on = day("恢复日期", "Resume on", required_when="decision=RESUME", shown_when="decision=RESUME")
    reason = longtext(500, "说明", "Reason", required=True, advise_min=10)


class ReviewSuspension(UserTask):
    """Every `suspend_review`, until it goes on; on the day expected it goes on by itself."""

    step = "X2.1"
    element = "review_suspension"
    label = Text("挂起复查与恢复", "Review and resume")
    form = ReviewForm
    seats = (Seat("committee_director", "committee", Act.FILL),)
    completion = ONE
    deadline = REVIEW
    on_expiry = ("REVIEW_TASK",)
    outcomes = ("RESUME", "CONTINUE")
    withdrawable = False

    def tells(self, step: Step) -> list[Told]:
        row = step.session.get_one(Suspension, step.values["suspension_id"])
        since = SINCE.format(on=day_in_words(row.suspended_on), until=day_in_words(row.expected_resume))
        return [(since, [row.reason])]

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        days = calendar.load(step.session)
        if data["decision"] == "CONTINUE":
            row = step.session.get_one(Suspension, step.values["suspension_id"])
            most = rule(step.session, LONGEST, step.session.get_one(Case, row.case_id).clocks_on).count
            spent = days.workdays_between(row.suspended_on or clock.today(), clock.today())
            return {"decision": [SPENT]} if spent >= most else {}
        if data["resume_on"] < clock.today():
            return {"resume_on": [NOT_PAST]}
        off = no_workday(step.session, data["resume_on"])
        return {"resume_on": [off]} if off else {}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        if data["decision"] == "RESUME":
            row = step.session.get_one(Suspension, step.values["suspension_id"])
            row.resumed_on, row.resume_reason = data["resume_on"], data["reason"]
        return {"outcome": data["decision"]}
