"""U2 整改方案 · Rectification plan."""

from typing import Any

from engine.completion import IN_SEQUENCE
from engine.forms import Form, choice, day, files, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.cases.choices import ADOPTION
from workflows.rectification.given import lines
from workflows.rectification.planning import examine_plan, hand_in, unplanned
from workflows.rectification.step import TrackTask, happened_on, track_of


class RectificationPlanMeasuresRow(Form):
    """A row of measures."""

    text = longtext(500, "内容", "Text", required=True)
    person = line(20, "人员", "Person", required=True)
    due = day("时限", "Due", required=True)
    deliverable = line(200, "成果形式", "Deliverable")


PROMISED = "adoption_status in ADOPTED|PARTLY|STUDYING"


class RectificationPlanItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    adoption_status = choice(ADOPTION, "采纳情况", "Adoption", required=True)
    reason = longtext(
        500,
        "理由",
        "Reason",
        required_when="adoption_status=NOT_ADOPTED",
        shown_when="adoption_status in PARTLY|NOT_ADOPTED|STUDYING",
    )
    promised_due = day("承诺完成", "Promised for", required_when=PROMISED, shown_when=PROMISED)
    measures = rows(
        RectificationPlanMeasuresRow, "措施", "Measures", required_when=PROMISED, shown_when=PROMISED, at_least=1
    )


class RectificationPlanForm(Form):
    items = rows(RectificationPlanItemsRow, "逐条方案", "Item by item", required=True)
    leader_in_charge = line(20, "牵头领导", "Leader in charge", required=True)
    sealed_file = files("盖章件", "Sealed plan", required=True, kinds="pdf", at_most=1)


class RectificationPlan(TrackTask):
    """The sealed file is the unit's approval. Each promise opens the obligation's date, basis PLAN, unless an
    instruction or the letter fixes it."""

    step = "U2"
    element = "rectification_plan"
    label = Text("整改方案", "Rectification plan")
    form = RectificationPlanForm
    seats = (
        Seat("unit_liaison", "unit", Act.FILL),
        Seat("unit_head", "unit", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_plan"  # after a return: plan_resubmit (dates.due)
    on_expiry = ("UNIT_LADDER",)
    outcomes = ("SUBMIT",)
    withdrawable = True

    def initial(self, step: Step) -> dict[str, Any]:
        track = track_of(step)
        return {"items": lines(unplanned(track)), "leader_in_charge": track.leader_in_charge}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_plan(track_of(step), data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        hand_in(step.session, track_of(step), data, happened_on(step), step.actor)
        return {"outcome": "SUBMIT"}
