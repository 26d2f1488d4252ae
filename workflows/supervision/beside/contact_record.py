"""X15 联系记录 · Contact record."""

from engine.completion import ANY
from engine.forms import Form, Option, choice, day, instant, line, longtext, ref, refs, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

CONTACT_KIND = (
    Option("PHONE", Text("电话", "Telephone")),
    Option("VISIT", Text("走访", "Visit")),
)


class ContactRecordForm(Form):
    contact_kind = choice(CONTACT_KIND, "联系方式", "Kind", required=True)
    units = ref("unit", "联系单位", "Unit", required=True)
    tracks = refs("unit_track", "涉及案件", "Tracks", required=True)  # rule: ≥1: several cases in one call
    contacted_at = instant("联系时间", "At", required=True, not_future=True)  # rule: ≤ now
    person = line(40, "对方人员", "Person there", required=True)
    said = longtext(500, "沟通内容", "What was said", required=True, advise_min=5)  # rule: ≥5 chars
    receipt_on = day("确认收到日期", "Receipt confirmed for")  # rule: the clock starts here
    next_on = day("约定反馈日期", "Agreed for")  # rule: a promise, not a due date
    counts_as_urge = yes_no("计入催办", "Counts as urge", required=True)  # rule: default true


class ContactRecord(UserTask):
    """Contact record."""

    step = "X15"
    element = "contact_record"
    label = Text("联系记录", "Contact record")
    form = ContactRecordForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("leader_secretary", "own", Act.FILL),
    )
    completion = ANY
    deadline = "contact_record"
    on_expiry = ("REMIND",)
    outcomes = (
        "RECORDED",
        "RECEIPT_CONFIRMED",
    )
    # rule: outcomes: RECORDED -> STAY; RECEIPT_CONFIRMED -> STAY when receipt_on is given: U1 is entered for the unit opens C0
    # rule: L1½ of §10.5; counts as 催办 in the ledger.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
