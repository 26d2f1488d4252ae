"""X3 撤回(整案) · Withdraw the case."""

from engine.completion import ONE
from engine.forms import Form, longtext, refs
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class WithdrawalForm(Form):
    reason = longtext(500, "原因", "Reason", required=True, advise_min=30)  # rule: ≥30 chars
    notice_text = longtext(1000, "告知单位", "Notice to the units", required=True, advise_min=10)  # rule: ≥10 chars
    notice_units = refs("unit", "告知对象", "Units")  # rule: all dispatched targets


class Withdrawal(UserTask):
    """Withdraw the case."""

    step = "X3"
    element = "withdrawal"
    label = Text("撤回(整案)", "Withdraw the case")
    form = WithdrawalForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "withdrawal_step"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "APPROVED",
        "RETURNED",
        "REFUSED",
    )
    # rule: outcomes: APPROVED -> END; RETURNED -> X3; REFUSED -> STAY
    # rule: State WITHDRAWN; a letter issued is revoked, its number stays used and out of M02. Also when every recommendation is withdrawn after a source correction (X10).
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
