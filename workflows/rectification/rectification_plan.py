"""U2 整改方案 · Rectification plan."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, files, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

ITEMS_ADOPTION_STATUS = (
    Option("ADOPTED", Text("采纳", "Adopted")),
    Option("PARTLY", Text("部分", "Partly")),
    Option("NOT_ADOPTED", Text("未采纳", "Not adopted")),
    Option("STUDYING", Text("研究中", "Being studied")),
)


class RectificationPlanMeasuresRow(Form):
    """A row of measures."""

    text = longtext(500, "内容", "Text", required=True)
    person = line(20, "人员", "Person", required=True)
    due = day("时限", "Due", required=True)
    deliverable = line(200, "成果形式", "Deliverable")


class RectificationPlanItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    adoption_status = choice(ITEMS_ADOPTION_STATUS, "采纳情况", "Adoption", required=True)
    reason = longtext(500, "理由", "Reason")
    promised_due = day("承诺完成", "Promised for")
    measures = rows(RectificationPlanMeasuresRow, "措施", "Measures")


class RectificationPlanForm(Form):
    items = rows(
        RectificationPlanItemsRow, "逐条方案", "Item by item", required=True
    )  # rule: every open obligation of the unit; ADOPTED / PARTLY / NOT_ADOPTED / STUDYING; NOT_ADOPTED: reason ≥30 chars (error); else promised_due and ≥1 measure; a measure's due ≤ promised_due
    leader_in_charge = line(20, "牵头领导", "Leader in charge", required=True)
    sealed_file = files(
        "盖章件", "Sealed plan", required=True, kinds="pdf", at_most=1
    )  # rule: pdf; the sealed file is the unit's approval


class RectificationPlan(UserTask):
    """Rectification plan."""

    step = "U2"
    element = "rectification_plan"
    label = Text("整改方案", "Rectification plan")
    form = RectificationPlanForm
    seats = (
        Seat("unit_liaison", "unit", Act.FILL),
        Seat("unit_head", "unit", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_plan"  # rule: also ['plan_resubmit']
    on_expiry = ("UNIT_LADDER",)
    outcomes = ("SUBMIT",)
    # rule: outcomes: SUBMIT -> U3
    # rule: By a sealed PDF with the items ticked, by the system or by C1. promised_due opens the obligation's promised date: one date with a history, basis PLAN unless an instruction or the letter fixes it. An assist unit's opinion is shown to the lead unit here and in U5.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
