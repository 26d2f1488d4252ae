"""X7 重新整改 · Rectify again."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

CAUSE = (
    Option("NOT_CONFIRMED", Text("未达到", "Not confirmed")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
    Option("DECISION", Text("领导决定", "Decision")),
)


class ReRectifyItemsRow(Form):
    """A row of items reopened."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    requirement = line(500, "整改要求", "What is asked", required=True)


class ReRectifyForm(Form):
    cause = choice(CAUSE, "原因", "Cause", required=True)  # rule: read-only
    items = rows(
        ReRectifyItemsRow, "重新整改条目", "Items reopened", required=True
    )  # rule: ≥1; after U6 exactly those not confirmed; requirement ≥10 chars
    note = longtext(500, "说明", "Note")  # rule: sent to the unit


class ReRectify(UserTask):
    """Rectify again."""

    step = "X7"
    element = "re_rectify"
    label = Text("重新整改", "Rectify again")
    form = ReRectifyForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "re_rectify_notice"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("NOTIFIED",)
    # rule: outcomes: NOTIFIED -> U5
    # rule: The items reopened alone have re_rectify; the second failure of an item proposes L3. Rounds are counted per obligation.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
