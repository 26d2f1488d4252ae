"""U7 满意度测评 · Satisfaction survey."""

from collections.abc import Sequence
from typing import Any, ClassVar

from engine.actors import person_group
from engine.completion import ALL
from engine.forms import Form, Option, choice, longtext
from engine.models import Act
from engine.process import Host, NewItem, Seat, Step, Values
from engine.text import Text
from workflows.rectification import ballots
from workflows.rectification.repeating import watch
from workflows.rectification.step import TrackTask, track_of

ATTITUDE = (
    Option("SATISFIED", Text("满意", "Satisfied")),
    Option("BASICALLY_SATISFIED", Text("基本满意", "Basically satisfied")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
)
RESULT = (
    Option("SATISFIED", Text("满意", "Satisfied")),
    Option("BASICALLY_SATISFIED", Text("基本满意", "Basically satisfied")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
    Option("UNKNOWN", Text("不了解", "Do not know")),
    Option("ABSTAIN", Text("弃权", "Abstain")),
)


class SatisfactionSurveyForm(Form):
    attitude = choice(ATTITUDE, "办理态度", "Attitude", required=True)
    result = choice(RESULT, "办理结果", "Result", required=True)
    comment = longtext(
        500, "意见", "Comment", required_when="result=DISSATISFIED", shown_when="result=DISSATISFIED", advise_min=10
    )


class SatisfactionSurvey(TrackTask):
    """One item per person invited. It ends with the last ballot, or as soon as the quorum is reached:
    more than half of those invited, and `ballots_min` (`ends`); a citizens' representative votes on paper (C0)."""

    step = "U7"
    element = "satisfaction_survey"
    label = Text("满意度测评", "Satisfaction survey")
    form = SatisfactionSurveyForm
    seats = (
        Seat("member", "invited", Act.ANSWER),
        Seat("citizen_rep", "invited", Act.ANSWER),
    )
    completion = ALL
    deadline = "satisfaction"
    on_expiry: ClassVar[tuple[str, ...]] = ("EXTEND_WINDOW_ONCE", "REASONED_GRADE")
    outcomes = ("SATISFIED", "DISSATISFIED", "DISSATISFIED_AGAIN", "TOO_FEW")
    note = Text("“办理结果”决定满意度；测评不记名统计。", "The result decides; figures never name a voter.")

    def asked_of(self, step: Step, host: Host) -> Sequence[NewItem]:
        return [NewItem((person_group(one),), Act.ANSWER) for one in self.asked(step)]

    def asked(self, step: Step) -> Sequence[int]:
        """Person ids of those whose ballot is awaited."""
        return ballots.invited(step.session, track_of(step))

    def answered(self, step: Step, data: Values) -> None:
        ballots.cast(step.session, track_of(step), step.item, data)
        watch(step.session, track_of(step))

    def ends(self, step: Step, data: Values) -> bool:
        return ballots.has_quorum(step.session, track_of(step))

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return {"outcome": ballots.count(step.session, track_of(step), step.actor)}


class SatisfactionExtra(SatisfactionSurvey):
    """The one extra window: those who have not voted are asked again, the ballots cast stay."""

    element = "satisfaction_extra"
    label = Text("补充测评", "Survey, extra window")
    deadline = "satisfaction_extra"
    on_expiry = ("REASONED_GRADE",)

    def asked(self, step: Step) -> Sequence[int]:
        return ballots.silent(step.session, track_of(step))
