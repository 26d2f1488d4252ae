"""U6 复核 · Re-inspection."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, integer, line, longtext, refs, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import CHECK_METHOD

ITEMS_VERDICT = (
    Option("CONFIRMED", Text("属实", "Confirmed")),
    Option("PARTLY", Text("部分", "Partly")),
    Option("NOT_CONFIRMED", Text("未达到", "Not confirmed")),
)


class ReinspectionItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    verdict = choice(ITEMS_VERDICT, "结论", "Verdict", required=True)
    note = longtext(500, "说明", "Note")


class ReinspectionForm(Form):
    method = choice(CHECK_METHOD, "方式", "Method", required=True)
    inspected_on = day("日期", "Inspected on", required=True, not_future=True)  # rule: ≤ today
    inspectors = refs("person", "复核人", "Inspectors", required=True)  # rule: ≥2; a tie to the unit: refused
    second_inspector_reason = line(
        200, "专委会干部复核的原因", "Why committee staff inspects"
    )  # rule: asked when the second inspector is committee staff; printed
    items = rows(
        ReinspectionItemsRow, "逐条结论", "Item by item", required=True
    )  # rule: all items reported; CONFIRMED / PARTLY / NOT_CONFIRMED; note ≥10 chars unless CONFIRMED
    photos = files(
        "照片",
        "Photos",
        required_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
        shown_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
    )  # rule: ≥1
    opinion = longtext(1000, "复核意见", "Opinion")


class Reinspection(UserTask):
    """Re-inspection."""

    step = "U6"
    element = "reinspection"
    label = Text("复核", "Re-inspection")
    form = ReinspectionForm
    seats = (Seat("team_leader", "team", Act.FILL),)
    completion = ONE
    deadline = "reinspection"  # rule: also ['follow_up_check']
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "CONFIRMED",
        "NOT_CONFIRMED",
        "FOLLOW_UP_END",
    )
    # rule: outcomes: CONFIRMED -> U7 when every item is CONFIRMED; NOT_CONFIRMED -> X7 when an item is PARTLY or NOT_CONFIRMED; FOLLOW_UP_END -> U8.1 when class B: second failed check, or 12 months
    # rule: Per obligation: PARTLY and NOT_CONFIRMED reopen that item alone; what passed stays passed. A class B item comes back here on next_check_on.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
