"""X17 再次曝光并入 · Attach a second broadcast."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

DECISION = (
    Option("ATTACH", Text("并入", "Attach")),
    Option("RELAPSE", Text("作为反弹处理", "Relapse")),
)


class AttachBroadcastForm(Form):
    lead = ref("lead", "新线索", "Lead", required=True)
    main_case = ref("case", "并入案件", "Case", required=True)  # rule: letter issued, not archived
    rec_nos = numbers("涉及建议序号", "Recommendations concerned")
    decision = choice(DECISION, "处理", "Decision", required=True)  # rule: RELAPSE during look-back only
    note = longtext(300, "说明", "Note")


class AttachBroadcast(UserTask):
    """Attach a second broadcast."""

    step = "X17"
    element = "attach_broadcast"
    label = Text("再次曝光并入", "Attach a second broadcast")
    form = AttachBroadcastForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "merge_decision"
    on_expiry = ("REMIND",)
    outcomes = (
        "ATTACHED",
        "RELAPSE",
    )
    # rule: outcomes: ATTACHED -> STAY when decision=ATTACH: a check of the items at once opens U6; RELAPSE -> X8 when decision=RELAPSE
    # rule: Counts the exposures, tells the unit and the vice-chair, moves no date. After the archive: a new linked case (X8).
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
