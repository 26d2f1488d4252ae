"""P1.6.1 不发建议书 · Close without a letter."""

from engine.completion import ONE
from engine.forms import Form, longtext, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class CloseWithoutLetterForm(Form):
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)  # rule: ≥10 chars
    record = longtext(2000, "处理记录", "Record", required=True)  # rule: what was solved, by whom, when
    lookback_kept = yes_no("保留回头看", "Look-back kept", required=True)  # rule: default true


class CloseWithoutLetter(UserTask):
    """Close without a letter."""

    step = "P1.6.1"
    element = "close_without_letter"
    label = Text("不发建议书", "Close without a letter")
    form = CloseWithoutLetterForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "approval_step"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "APPROVED",
        "RETURNED",
        "REFUSED",
    )
    # rule: outcomes: APPROVED -> P1.11; RETURNED -> P1.6.1; REFUSED -> P1.7
    # rule: From P1.6 or, as an action, from the draft of P1.7. Summary and look-back stay; M01 counts, M02 does not.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
