"""U8.2 列为未办结 · Set the track unresolved."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class SetUnresolvedForm(Form):
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)  # rule: ≥10 chars
    inspection_request = ref("document", "提请督查函", "Inspection request")  # rule: of X4.4
    open_items = numbers("未办结建议序号", "Open recommendations", required=True)  # rule: ≥1


class SetUnresolved(UserTask):
    """Set the track unresolved."""

    step = "U8.2"
    element = "set_unresolved"
    label = Text("列为未办结", "Set the track unresolved")
    form = SetUnresolvedForm
    seats = (
        Seat("committee_director", "committee", Act.FILL),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_close"
    on_expiry = ("REMIND",)
    outcomes = ("UNRESOLVED",)
    # rule: outcomes: UNRESOLVED -> END
    # rule: State UNRESOLVED 提请督查中: settled for the case, open in the ledger and in the annual report; an action of any overdue track.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
