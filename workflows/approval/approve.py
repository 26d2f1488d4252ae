"""A1 审批 · Approve."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import joinedload, undefer

from engine.actors import Actor, Standing
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, files, longtext, ref
from engine.models import Act, WorkItem
from engine.process import Host, NewItem, Seat, Step, UserTask, Values
from engine.text import Text
from workflows.approval import chain, once, outcomes, passed
from workflows.approval.models import Endorsement
from workflows.documents import drafts, issue
from workflows.documents.adopting import adopt
from workflows.documents.models import Document, DocumentStatus
from workflows.people.recusal import recusal
from workflows.people.separation import Duty, may_sign_upward, separation
from workflows.settings.models import ItemKind

ITEM_KIND = tuple(Option(kind.value, words) for kind, words in chain.WORDS.items())
APPROVE = Option(
    "APPROVE", Text("同意", "Approve"), Text("送下一环节；末位为审批完成", "To the next; the last completes it")
)
RETURN = Option("RETURN", Text("退回", "Return"), Text("退回拟稿人或已办环节", "Back to the drafter or a passed item"))
REFUSE = Option("REFUSE", Text("不同意", "Refuse"), Text("审批结束，不予办理", "It ends here"))
NOTE = REFUSE._replace(leads_to=Text("记录不同意见，不影响流转", "Noted; it does not stop the chain"))
DECISION = (APPROVE, RETURN, REFUSE)
RESUBMIT_MODE = (
    Option("STEP_BY_STEP", Text("逐级", "Step by step")),
    Option("DIRECT_BACK", Text("直送退回人", "Straight back")),
)
WRONG_KIND = Text("环节性质由审批路线确定，不能更改。", "The kind of item is set by the route.")
NO_REFUSAL = Text("本审批路线不设“不同意”，可退回修改。", "This route knows no refusal; return it instead.")
NO_VETO = Text(
    "会签意见不同意的，请选“不同意”并写明意见，不退回。", "A countersigner notes his disagreement; he does not return."
)
NOT_PASSED = Text("只能退回拟稿人或已经办过的环节。", "It can only go back to the drafter or to a passed item.")
NOT_AGREED = Text("须选择审议结论为同意的主席会议记录。", "Choose a chair meeting that has agreed.")


class ApproveForm(Form):
    item_kind = choice(ITEM_KIND, "环节性质", "Kind of item", required=True, fixed=True)
    decision = choice(DECISION, "审批决定", "Decision", required=True)
    opinion = longtext(
        1000,
        "意见",
        "Opinion",
        required_when="decision in RETURN|REFUSE",
        minimum=5,
        hint=Text("同意而不填写的，记为“同意”，签发记为“同意印发”。", "Left empty, consent is recorded as such."),
    )
    return_to = ref(
        "passed_item", "退回环节", "Return to", required_when="decision=RETURN", shown_when="decision=RETURN"
    )
    resubmit_mode = choice(
        RESUBMIT_MODE, "重交方式", "On resubmission", required_when="decision=RETURN", shown_when="decision=RETURN"
    )
    chair_meeting = ref(
        "chair_meeting",
        "主席会议记录",
        "Chair meeting record",
        required_when="item_kind=CHAIR_MEETING",
        shown_when="item_kind=CHAIR_MEETING",
    )
    attachments = files("附件", "Attachments")


class Approve(UserTask):
    """One task; its items are the route, in sequence, on one document. PASSED_BACK opens it again, shorter."""

    step = "A1"
    element = "approve"
    label = Text("审批", "Approve")
    form = ApproveForm
    seats = (Seat("route", "route", Act.APPROVE),)
    completion = IN_SEQUENCE
    deadline = "approval_step"
    deadline_per_item = True
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("APPROVED", "RETURNED", "REFUSED", "PASSED_BACK")
    tells_drafter: ClassVar[bool] = True

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        document = document_of(step)
        assert step.task is not None
        was_signed, was_returned = outcomes.take_back(step.session, document), document.status is DocumentStatus.DRAFT
        planned = chain.whole(step, host, document)
        back = chain.pending_return(step.session, document.id)
        if was_signed:
            planned = outcomes.last_part(planned)
        elif back is not None:
            planned = chain.after_return(step.session, planned, back, withdrawn=was_returned)
        for found in issue.together(step.session, document):
            found.status = DocumentStatus.IN_APPROVAL
        return chain.as_items(step.session, step.task, document, planned)

    def initial(self, step: Step) -> dict[str, Any]:
        drafter = passed.drafter_item(step, document_of(step))
        return {
            "item_kind": step.item.kind if step.item else None,
            "resubmit_mode": "DIRECT_BACK",
            "return_to": drafter.id if drafter else None,
        }

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        back = passed.returnable(step, document_of(step))
        return {
            "decision": _decisions(step),
            "return_to": [Option(str(item.id), passed.words(item)) for item in back],
            "chair_meeting": [Option(str(found.id), found.words) for found in passed.chair_meetings(step)],
        }

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        standing = actor.standing_for(step.item.groups) if step.item else None
        return _bar(step, actor.person_id, standing)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        item = _item(step)
        errors: dict[str, list[Text]] = {}
        if data["item_kind"] != item.kind:
            errors["item_kind"] = [WRONG_KIND]
        if data["decision"] != APPROVE.value and data["decision"] not in {one.value for one in _decisions(step)}:
            errors["decision"] = [NO_REFUSAL if data["decision"] == "REFUSE" else NO_VETO]
        if data["decision"] == "RETURN":
            places = passed.returnable(step, document_of(step))
            if data["return_to"] not in {found.id for found in places}:
                errors["return_to"] = [NOT_PASSED]
        if data.get("chair_meeting") and not _meeting_answers(step, data):
            errors["chair_meeting"] = [NOT_AGREED]
        barred = _bar(step, step.entry.person_id, None) if step.entry and step.entry.person_id else None
        if barred is not None:
            errors["decision"] = [*errors.get("decision", []), barred]
        return errors

    def answered(self, step: Step, data: Values) -> None:
        item, document = _item(step), document_of(step)
        revision = drafts.latest_id(document.id)
        step.session.add(Endorsement(work_item_id=item.id, document_id=document.id, revision_id=revision))
        adopt(step.session, self.form, data, document.case_id, step.actor.person_id)
        if data["decision"] != "APPROVE":
            return
        if not data.get("opinion"):
            item.opinion = once.default_opinion(item)
        once.settle_next(step, item, document.id)

    def withdrawn(self, step: Step) -> Sequence[WorkItem]:
        return once.unsettle(step.session, _item(step))

    def ends(self, step: Step, data: Values) -> bool:
        if data["decision"] == "REFUSE":
            return not _only_notes(step)
        return bool(data["decision"] == "RETURN")

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        document, given = document_of(step), {**data, **(_item(step).answer or {})}
        assert step.task is not None
        if not self.ends(step, given):
            outcomes.approve(step.session, step.task, document)
            outcome = "APPROVED"
        elif given["decision"] == "REFUSE":
            outcomes.refuse(step.session, document)
            outcome = "REFUSED"
        else:
            outcome = _returned(step, given, document)
        if self.tells_drafter:
            outcomes.tell_drafter(step, document, outcome)
        return {"outcome": outcome, "document_id": document.id, "route": document.route}


_WITH_CASE_AND_AUTHORS = [joinedload(Document.case), undefer(Document.author_ids)]


def document_of(step: Step) -> Document:
    """What is approved, read with its case, for the next signer's date, and its authors, who do not sign."""
    return step.session.get_one(Document, step.values["document_id"], options=_WITH_CASE_AND_AUTHORS)


def _item(step: Step) -> WorkItem:
    assert step.item is not None
    return step.item


def _returned(step: Step, data: Values, document: Document) -> str:
    """To the drafter and straight back, where the answer (a plain confirmation) does not say."""
    drafter, to = passed.drafter_item(step, document), data.get("return_to")
    to_drafter = to is None or (drafter is not None and to == drafter.id)
    mode = data.get("resubmit_mode") or "DIRECT_BACK"
    outcomes.send_back(step.session, _item(step), document, None if to_drafter else to, mode)
    return "RETURNED" if to_drafter else "PASSED_BACK"


def _only_notes(step: Step) -> bool:
    """A countersigner's disagreement does not stop the chain, unless the route gives him a veto."""
    seat = chain.seat_of(step.session, _item(step))
    return not seat.has_veto if seat else True


def _decisions(step: Step) -> tuple[Option, ...]:
    if step.item is None:
        return DECISION
    seat = chain.seat_of(step.session, step.item)
    if seat is None or not seat.has_veto:
        return (APPROVE, NOTE)
    return DECISION if seat.may_refuse else (APPROVE, RETURN)


def _meeting_answers(step: Step, data: Values) -> bool:
    found = {meeting.id: meeting for meeting in passed.chair_meetings(step)}.get(data["chair_meeting"])
    return found is not None and (data["decision"] != "APPROVE" or found.agrees)


def _bar(step: Step, person_id: int, standing: Standing | None) -> Text | None:
    """Separation, recusal, and who may sign upwards; asked at every act, so that a later tie counts."""
    document = document_of(step)
    done = {Duty.DRAFT: passed.writers(step, document)}
    why = separation(person_id, Duty.APPROVE, done, standing)
    if why is None:
        matter = step.instance.matter_id if step.instance else document.case_id
        why = recusal(step.session, person_id, passed.concerned(step.session, document), matter)
    signs_up = step.item is not None and step.item.kind == ItemKind.SIGN_OFF and _is_upward(step, document)
    if why is None and signs_up and standing is not None:
        why = may_sign_upward(standing)
    return why


def _is_upward(step: Step, document: Document) -> bool:
    seat = chain.seat_of(step.session, _item(step))
    signs = set(seat.signs) if seat else set()
    return any(issue.is_upward(found) for found in issue.together(step.session, document) if found.id in signs)
