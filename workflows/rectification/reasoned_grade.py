"""U7.1 主任定级 · Director's reasoned grade."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, integer, longtext
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification import ballots
from workflows.rectification.step import TrackTask, track_of

GRADE = (
    Option("SATISFIED", Text("满意", "Satisfied")),
    Option("BASICALLY_SATISFIED", Text("基本满意", "Basically satisfied")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
)


class ReasonedGradeForm(Form):
    ballots_returned = integer("收回票数", "Ballots returned", 0, 9999, required=True)
    grade = choice(GRADE, "满意度", "Grade", required=True)
    reason = longtext(500, "理由", "Reason", required=True, advise_min=30)


class ReasonedGrade(TrackTask):
    """Too few have voted: the director grades, with his reason."""

    step = "U7.1"
    element = "reasoned_grade"
    label = Text("主任定级", "Director's reasoned grade")
    form = ReasonedGradeForm
    seats = (Seat("committee_director", "committee", Act.FILL),)
    completion = ONE
    deadline = "reasoned_grade"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("SATISFIED", "DISSATISFIED", "DISSATISFIED_AGAIN")

    def initial(self, step: Step) -> dict[str, Any]:
        return {"ballots_returned": len(ballots.cast_so_far(step.session, track_of(step)))}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        returned = self.initial(step)["ballots_returned"]
        if data["ballots_returned"] == returned:
            return {}
        words = Text("系统收到{n}张票。", "The system has {n} ballots.").format(n=returned)
        return {"ballots_returned": [words]}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        outcome = ballots.grade(step.session, track_of(step), data["grade"], data["reason"], step.actor)
        return {"outcome": outcome}
