"""X11 来源撤回 · The source withdraws."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, longtext, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

KIND = (
    Option("PUBLIC_PROBLEM", Text("公共问题", "Public problem")),
    Option("PRIVATE_CLAIM", Text("个人诉求", "Private claim")),
)


class SourceWithdrawalForm(Form):
    source = ref("lead_source", "来源", "Source", required=True)
    kind = choice(KIND, "问题性质", "Kind", required=True)
    withdrawn_on = day("撤回日期", "Withdrawn on", required=True, not_future=True)  # rule: ≤ today
    reason = longtext(300, "说明", "Note")


class SourceWithdrawal(UserTask):
    """The source withdraws."""

    step = "X11"
    element = "source_withdrawal"
    label = Text("来源撤回", "The source withdraws")
    form = SourceWithdrawalForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "source_change"
    on_expiry = ("REMIND",)
    outcomes = (
        "CONTINUE",
        "SOURCE_WITHDRAWN",
    )
    # rule: outcomes: CONTINUE -> STAY when kind=PUBLIC_PROBLEM; SOURCE_WITHDRAWN -> END when kind=PRIVATE_CLAIM
    # rule: An act on the source: his data are erased and his reply suppressed; a public problem goes on, a mere private claim ends the case as 来源撤回. Both are counted apart.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
