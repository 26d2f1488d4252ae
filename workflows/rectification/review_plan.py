"""U3 方案审核 · Review the plan."""

from collections.abc import Sequence
from typing import Any

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, integer, longtext, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.people.roles import Role
from workflows.rectification.given import examine_rows
from workflows.rectification.planning import accept, in_review, send_back
from workflows.rectification.states import Adoption
from workflows.rectification.step import TrackTask, happened_on, track_of

VERDICT = (
    Option("PASS", Text("通过", "Pass")),
    Option("RETURN", Text("退回", "Return")),
)


class ReviewPlanItemCommentsRow(Form):
    """A row of comments."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    comment = longtext(500, "意见", "Comment", required=True)


class ReviewPlanForm(Form):
    verdict = choice(VERDICT, "结论", "Verdict", required=True)
    item_comments = rows(
        ReviewPlanItemCommentsRow, "逐条意见", "Comments", required_when="verdict=RETURN", shown_when="verdict=RETURN"
    )


class ReviewPlan(TrackTask):
    """Never passed by time running out. What is not adopted needs the vice-chair."""

    step = "U3"
    element = "review_plan"
    label = Text("方案审核", "Review the plan")
    form = ReviewPlanForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "plan_review"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("PASS", "RETURN", "MEETING")

    def wanted(self, step: Step) -> Sequence[Seat]:
        refused = any(one.adoption_status is Adoption.NOT_ADOPTED for one in in_review(track_of(step)))
        return [seat for seat in super().wanted(step) if refused or seat.role != Role.VICE_CHAIR]

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_rows(data["item_comments"] or [], in_review(track_of(step)), "item_comments", whole=False)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track, comments = track_of(step), data["item_comments"] or []
        if data["verdict"] == "PASS":
            accept(step.session, track, happened_on(step), step.actor)
            return {"outcome": "PASS"}
        return {"outcome": send_back(step.session, track, comments, happened_on(step), step.actor)}
