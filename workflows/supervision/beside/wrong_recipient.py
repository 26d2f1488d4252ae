"""X14 误送处理 · Wrong recipient."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, line, longtext, ref
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

STATE = (
    Option("SIGNED", Text("已签发未编号", "Signed")),
    Option("NUMBERED", Text("已编号未用印", "Numbered")),
    Option("SEALED", Text("已用印未发出", "Sealed")),
    Option("SENT", Text("已发出", "Sent")),
)


class WrongRecipientForm(Form):
    state = choice(STATE, "文件状态", "State of the document", required=True)  # rule: read-only
    wrong_unit = ref("unit", "误送单位", "Wrong recipient", required=True)
    right_unit = ref("unit", "应送单位", "Right recipient")  # rule: active
    reason = longtext(300, "原因", "Reason", required=True, advise_min=5)  # rule: ≥5 chars
    destruction_log = line(
        200, "销毁记录", "Copies destroyed", required_when="state=SEALED", shown_when="state=SEALED"
    )  # rule: count, by, date
    recall_notice = longtext(
        500, "收回通知", "Recall notice", required_when="state=SENT", shown_when="state=SENT", advise_min=10
    )  # rule: ≥10 chars


class WrongRecipient(UserTask):
    """Wrong recipient."""

    step = "X14"
    element = "wrong_recipient"
    label = Text("误送处理", "Wrong recipient")
    form = WrongRecipientForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("secretary_general", "office", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "wrong_recipient"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "SIGN_OFF_WITHDRAWN",
        "NUMBER_VOID",
        "COPIES_DESTROYED",
        "RECALLED",
    )
    # rule: outcomes: SIGN_OFF_WITHDRAWN -> P1.7 when state=SIGNED; NUMBER_VOID -> P1.7 when state=NUMBERED; COPIES_DESTROYED -> P1.7 when state=SEALED; RECALLED -> P1.7 when state=SENT
    # rule: SENT: recalled and issued anew; the wrong unit's track is WITHDRAWN, its access ends, its view shows “误送，已收回”; the right unit's clock starts at its own receipt; M02 counts one.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
