"""What an approver answers who confirms what another has filled in (act APPROVE beside a FILL)."""

from engine.forms.fields import Option, choice, longtext
from engine.forms.form import Form
from engine.text import Text

DECISIONS = (
    Option("APPROVE", Text("同意", "Approve")),
    Option(
        "RETURN",
        Text("退回修改", "Send back"),
        Text("退回填写人，须写明原因", "Back to who filled it in; give the reason"),
    ),
)


class ConfirmForm(Form):
    """Approve, or send back with a reason of at least five characters."""

    decision = choice(DECISIONS, "决定", "Decision", required=True)
    opinion = longtext(1000, "意见", "Opinion", required_when="decision=RETURN", minimum=5)
