"""U1 电话联系并登记签收情况 · Telephone and register the receipt."""

from typing import Any

from engine import clock
from engine.completion import ONE
from engine.forms import Form, choice, day, instant, line, longtext, yes_no
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification.contacts import CONTACT_KIND, examine_receipt, keep_contact
from workflows.rectification.receipt import confirm_by_message
from workflows.rectification.step import TrackTask, track_of


class SignCallForm(Form):
    """X15 for this one track."""

    contact_kind = choice(CONTACT_KIND, "联系方式", "Kind", required=True)
    contacted_at = instant("联系时间", "At", required=True, not_future=True)
    person = line(40, "对方人员", "Person there", required=True)
    said = longtext(500, "沟通内容", "What was said", required=True, advise_min=5)
    receipt_on = day("确认收到日期", "Receipt confirmed for", not_future=True)
    next_on = day("约定反馈日期", "Agreed for")
    counts_as_urge = yes_no("计入催办", "Counts as urge", required=True)


class SignCall(TrackTask):
    """Opens when a letter is not signed for in three working days; the clocks start on the day confirmed.

    A unit that signs meanwhile takes this task off the list.
    """

    step = "U1"
    element = "sign_call"
    label = Text("电话联系并登记签收情况", "Telephone and register the receipt")
    form = SignCallForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "contact_record"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED", "RECEIPT_CONFIRMED")

    def initial(self, step: Step) -> dict[str, Any]:
        return {"counts_as_urge": True}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        wrong = examine_receipt(track_of(step), data["receipt_on"], clock.today())
        return {"receipt_on": [wrong]} if wrong else {}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track = track_of(step)
        keep_contact(step.session, track, step.item.id if step.item else 0, data, step.actor)
        if data["receipt_on"] is None or track.instance_id is None:
            return {"outcome": "RECORDED"}
        track.handler_name = track.handler_name or data["person"]
        confirm_by_message(step.session, track.instance_id, data["receipt_on"], "CALL")
        return {"outcome": "RECEIPT_CONFIRMED"}
