"""U2.1 协办意见 · Assist unit's opinion."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, files, integer, longtext, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class AssistOpinionItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    opinion = longtext(500, "意见", "Opinion", required=True)


class AssistOpinionForm(Form):
    items = rows(AssistOpinionItemsRow, "逐条意见", "Item by item")  # rule: of the lead unit's recommendations
    assist_opinion = longtext(2000, "协办意见", "Opinion", required=True, advise_min=20)  # rule: ≥20 chars
    sealed_file = files("盖章件", "Sealed opinion", kinds="pdf", at_most=1)  # rule: pdf


class AssistOpinion(UserTask):
    """Assist unit's opinion."""

    step = "U2.1"
    element = "assist_opinion"
    label = Text("协办意见", "Assist unit's opinion")
    form = AssistOpinionForm
    seats = (
        Seat("unit_liaison", "unit", Act.FILL),
        Seat("unit_head", "unit", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "assist_opinion"
    on_expiry = ("UNIT_LADDER",)
    outcomes = ("SUBMIT",)
    # rule: outcomes: SUBMIT -> END
    # rule: Goes to the lead unit, which merges it; the track ends as OPINION_GIVEN.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
