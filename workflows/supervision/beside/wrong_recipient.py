"""X14 误送处理 · Wrong recipient."""

from typing import Any

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, line, longtext, ref
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.people.lookup import is_open
from workflows.people.models import Unit
from workflows.rectification.recalling import how_far, letter_of, take_back
from workflows.rectification.telling import tell_units

STATE = (
    Option("SIGNED", Text("已签发未编号", "Signed")),
    Option("NUMBERED", Text("已编号未用印", "Numbered")),
    Option("SEALED", Text("已用印未发出", "Sealed")),
    Option("SENT", Text("已发出", "Sent")),
)


NOT_SIGNED = Text("建议书尚未签发，退回修改即可。", "The letter is not signed yet; send it back instead.")


class WrongRecipientForm(Form):
    state = choice(STATE, "文件状态", "State of the document", required=True)
    wrong_unit = ref("unit", "误送单位", "Wrong recipient", required=True)
    right_unit = ref("unit", "应送单位", "Right recipient")
    reason = longtext(300, "原因", "Reason", required=True, advise_min=5)
    destruction_log = line(200, "销毁记录", "Copies destroyed", required_when="state=SEALED", shown_when="state=SEALED")
    recall_notice = longtext(
        500, "收回通知", "Recall notice", required_when="state=SENT", shown_when="state=SENT", advise_min=10
    )


class WrongRecipient(UserTask):
    """What is done depends on how far the document has come; the letter is then made anew, and counts once."""

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
    outcomes = ("SIGN_OFF_WITHDRAWN", "NUMBER_VOID", "COPIES_DESTROYED", "RECALLED")

    def not_now(self, step: Step) -> Text | None:
        letter = letter_of(step.session, step.subject_id)
        return None if letter and how_far(letter) else NOT_SIGNED

    def initial(self, step: Step) -> dict[str, Any]:
        letter = letter_of(step.session, step.subject_id)
        return {"state": how_far(letter)} if letter else {}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        letter = letter_of(step.session, step.subject_id)
        if letter is None or how_far(letter) != data["state"]:
            errors["state"] = [Text("与文件的实际状态不符。", "The document is not in this state.")]
        if letter is not None and data["wrong_unit"] not in letter.unit_ids:
            errors["wrong_unit"] = [Text("建议书没有主送该单位。", "The letter does not go to this unit.")]
        if data["right_unit"] is not None:
            unit = step.session.get(Unit, data["right_unit"])
            if unit is None or not is_open(unit) or unit.id == data["wrong_unit"]:
                errors["right_unit"] = [Text("请选择另一个在册单位。", "Choose another unit that is open.")]
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        outcome = take_back(step.session, step.subject_id, data, step.actor)
        note = data["recall_notice"] or ""
        tell_units(step.session, step.instance, [data["wrong_unit"]], note, step.actor)
        return {"outcome": outcome}
