"""X4.2 催办函 · Urging letter: drafted by the system, sent by the officer once the office's editor agrees; then he
telephones to make sure that it has come."""

from collections.abc import Mapping
from typing import Any

from engine import calendar, clock
from engine.completion import IN_SEQUENCE, ONE
from engine.forms import Form, Option, choice, day, instant, line, longtext, ref
from engine.models import Act
from engine.process import Seat, ServiceStep, Step, Values
from engine.text import Text, day_in_words
from workflows.documents import drafts, issue, letter, numbers
from workflows.documents.letter import chinese_day
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.notices.kinds import NoticeKind
from workflows.rectification.contacts import CONTACT_KIND, keep_contact
from workflows.rectification.models import Track
from workflows.rectification.step import TrackTask, case_of, track_of
from workflows.rectification.telling import notify_units
from workflows.settings.models import Direction, IssuerKind
from workflows.supervision.chasing.models import Escalation, Level
from workflows.supervision.chasing.paper import DraftsPaper, contact, drafter, late, told_of

ACTION = (
    Option("SEND", Text("发出", "Send")),
    Option("DROP", Text("不发", "Do not send")),
)
ANSWERED_IN = 5  # working days until which the draft asks for an answer
TITLE = "关于商请加快办理《{title}》有关建议的函"
TEXT = "{told}\n现商请贵单位加快办理，并于{day}前书面反馈办理情况；确有困难的，请说明原因和预计完成时间。特此函告。"
NOTHING_LATE = Text(
    "该单位目前没有逾期事项，不能发催办函。", "Nothing of this unit is overdue: there is no letter to send."
)
NOT_THE_UNIT = Text("本环节由系统确定，不能更改。", "This is set by the step.")
TOLD = Text(
    "催办函{no}已发出（{day}），请查收并按函中日期反馈。", "The urging letter {no} was sent on {day}; please answer."
)


class UrgingLetterForm(Form):
    action = choice(ACTION, "操作", "Action", required=True)
    drop_reason = line(
        200, "不发的原因", "Why not", required_when="action=DROP", shown_when="action=DROP", advise_min=5
    )
    responsible_unit = ref("unit", "责任单位", "Unit", required=True, fixed=True)
    overdue_rules = longtext(1000, "逾期事项", "What is overdue", required=True, fixed=True)
    text = longtext(1000, "正文", "Text", required_when="action=SEND", shown_when="action=SEND", advise_min=20)
    doc_no = line(40, "发文字号", "Document no.", required_when="action=SEND", shown_when="action=SEND")
    sent_on = day("发出日期", "Sent on", required_when="action=SEND", shown_when="action=SEND", not_future=True)


class UrgingLetter(DraftsPaper):
    """Nothing leaves before the editor has agreed; not sent, the reason stands in place of the letter."""

    step = "X4.2"
    element = "urging_letter"
    label = Text("催办函", "Urging letter")
    form = UrgingLetterForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("office_editor", "office", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "escalation_handling"
    on_expiry = ("REMIND",)
    outcomes = ("SENT", "DROPPED")
    kind = DocumentKind.URGING_LETTER
    issuer = IssuerKind.OFFICE

    def initial(self, step: Step) -> dict[str, Any]:
        session, track, today = step.session, track_of(step), clock.today()
        until = calendar.load(session).add_workdays(today, ANSWERED_IN)
        return {
            "responsible_unit": track.unit_id,
            "overdue_rules": "\n".join(late(session, track)),
            "text": TEXT.format(told=told_of(session, track, today), day=chinese_day(until)),
            "doc_no": _next_number(step),
            "sent_on": today,
        }

    def content(self, step: Step, filled: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "title": TITLE.format(title=case_of(step).title),
            "main_send": [track_of(step).unit_id],
            "text": filled.get("text") or "",
            "contact": contact(step),
        }

    def not_now(self, step: Step) -> Text | None:
        return super().not_now(step) or (None if late(step.session, track_of(step)) else NOTHING_LATE)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        if data["responsible_unit"] != track_of(step).unit_id:
            errors["responsible_unit"] = [NOT_THE_UNIT]
        if data["action"] == "SEND":
            paper = Document(case_id=case_of(step).id, kind=self.kind)
            fault = numbers.fault(step.session, paper, data["doc_no"], data["sent_on"])
            errors |= {"doc_no": [fault]} if fault else {}
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session, track = step.session, track_of(step)
        is_dropped = data["action"] == "DROP"
        made = Escalation(
            case_id=track.case_id,
            track_id=track.id,
            instance_id=step.instance.id if step.instance else 0,
            level=Level.LETTER,
            is_dropped=is_dropped,
            happened_on=clock.today() if is_dropped else data["sent_on"],
            document_id=None if is_dropped else self._issued(step, track, data).id,
            note=data["drop_reason"] or "",
            by_person_id=step.actor.person_id,
            made_at=clock.now(),
        )
        session.add(made)
        session.flush()
        return {"outcome": "DROPPED" if is_dropped else "SENT", "escalation_id": made.id}

    def _issued(self, step: Step, track: Track, data: Values) -> Document:
        """The letter as a document with its number."""
        session = step.session
        content = self.content(step, data)
        revision = drafts.save(session, track.case_id, self.kind, content["title"], content, drafter(step))
        document = drafts.concern(session, revision.document_id, [track.unit_id])
        document.issuer, document.direction, document.linked_to_id = self.issuer, Direction.PARALLEL, track.document_id
        revision.text = letter.compose(session, document, revision.content).text
        drafts.freeze(session, document.id)
        numbers.use(session, document, data["doc_no"], data["sent_on"], step.actor)
        return document


def _next_number(step: Step) -> str:
    paper = Document(case_id=case_of(step).id, kind=UrgingLetter.kind)
    paper.issuer, paper.direction = UrgingLetter.issuer, Direction.PARALLEL
    row = issue.row(step.session, paper)
    return numbers.following(step.session, case_of(step).cppcc_id, row.prefix, clock.today().year)


def send_urging_letter(step: ServiceStep) -> dict[str, Any]:
    """It is out: the unit reads it on its track, and is told."""
    made = step.session.get_one(Escalation, step.values["escalation_id"])
    document = step.session.get_one(Document, made.document_id)
    document.status = DocumentStatus.ISSUED
    why = TOLD.format(no=document.doc_no or "", day=day_in_words(made.happened_on))
    notify_units(step.session, step.instance, document.unit_ids, NoticeKind.URGED, why, step.actor)
    return {}


class UrgingReceiptForm(Form):
    contact_kind = choice(CONTACT_KIND, "联系方式", "Kind", required=True)
    contacted_at = instant("联系时间", "At", required=True, not_future=True)
    person = line(40, "对方人员", "Person there", required=True)
    said = longtext(500, "沟通内容", "What was said", required=True, advise_min=5)
    next_on = day("约定反馈日期", "Agreed for")


class UrgingReceipt(TrackTask):
    """A letter that is out is chased by telephone: nobody deems it served."""

    step = "X15"
    element = "urging_receipt"
    label = Text("电话确认收到催办函", "Telephone: has the urging letter come?")
    form = UrgingReceiptForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "contact_record"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED",)

    def initial(self, step: Step) -> dict[str, Any]:
        return {"contact_kind": "PHONE", "contacted_at": clock.now().replace(second=0, microsecond=0)}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        call = {**data, "receipt_on": None, "counts_as_urge": False}  # the letter itself has urged
        keep_contact(step.session, track_of(step), step.item.id if step.item else 0, call, step.actor)
        return {"outcome": "RECORDED"}
