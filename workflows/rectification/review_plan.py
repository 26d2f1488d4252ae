"""U3 方案审核 · Review the plan."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, integer, longtext, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

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
    )  # rule: ≥1; what passed stays passed


class ReviewPlan(UserTask):
    """Review the plan."""

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
    outcomes = (
        "PASS",
        "RETURN",
        "MEETING",
    )
    # rule: outcomes: PASS -> U5 when verdict=PASS; RETURN -> U2 when verdict=RETURN and plan_returns ≤ plan_return_max; MEETING -> U3.1 when verdict=RETURN and plan_returns > plan_return_max
    # rule: Never passed by time running out.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
