"""What the end of a chain writes: signed and frozen, returned, refused; and taking a sign-off back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal, moves, projection
from engine.actors import Actor
from engine.errors import NotPermitted
from engine.interpreter import Run
from engine.journal import Event
from engine.models import ItemState, Task, TaskState, WorkItem
from engine.process import Host, Step
from engine.text import Text
from workflows.approval import chain
from workflows.approval.models import ApprovalReturn, ApprovalSeat, Resubmit
from workflows.documents import drafts, issue
from workflows.documents.models import Document, DocumentStatus
from workflows.documents.words import DOCUMENT_KIND
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.settings.models import ItemKind

NUMBERED = Text(
    "文件已经编号，不能撤回签发；须先作废文号。",
    "The document has its number; void the number before taking back the sign-off.",
)
REFUSED = Text("审批已作出不同意的决定，不能撤回。", "It was refused; that cannot be taken back.")
ENDED = {
    "APPROVED": Text("您起草的《{title}》已审批通过。", "Your {what} “{title}” is approved."),
    "REFUSED": Text("您起草的《{title}》未获同意。", "Your {what} “{title}” is refused."),
}
NOT_SIGNER = Text("只有签发人可以撤回签发。", "Only who signed may take the sign-off back.")
REVERSIBLE = (DocumentStatus.SIGNED, DocumentStatus.APPROVED)


def approve(session: Session, task: Task, document: Document) -> None:
    """Everybody has agreed: freeze each document, and say who has signed it, if the route signs."""
    seats = list(session.scalars(select(ApprovalSeat).where(ApprovalSeat.task_id == task.id)))
    for found in issue.together(session, document):
        drafts.freeze(session, found.id)
        seat = next((seat for seat in seats if found.id in seat.signs), None)
        found.status = DocumentStatus.SIGNED if seat else DocumentStatus.APPROVED
        item = _item_of(task, seat) if seat else None
        if item is not None:
            found.signatory_id, found.signatory_name = item.acted_by, item.acted_name
            found.signatory_post, found.signed_on = item.post, item.happened_on


def _item_of(task: Task, seat: ApprovalSeat) -> WorkItem | None:
    done = (item for item in task.items if item.state is ItemState.DONE)
    return next((item for item in done if chain.fits(seat.kind, seat.groups, item)), None)


def send_back(session: Session, item: WorkItem, document: Document, to_item_id: int | None, mode: str) -> None:
    """Note the return; without `to_item_id` the documents are drafts again."""
    session.add(
        ApprovalReturn(
            document_id=document.id,
            task_id=item.task_id,
            item_id=item.id,
            to_item_id=to_item_id,
            mode=Resubmit(mode),
            at=clock.now(),
        )
    )
    if to_item_id is None:
        for found in issue.together(session, document):
            found.status = DocumentStatus.DRAFT


def refuse(session: Session, document: Document) -> None:
    """The route's word is no: the documents stay on record, but they are void."""
    for found in issue.together(session, document):
        found.status = DocumentStatus.VOID


def tell_drafter(step: Step, document: Document, outcome: str) -> None:
    """Who asked is told how it ended; what came back to him stands in his list of work."""
    said = ENDED.get(outcome)
    if said is not None and step.instance is not None:
        why = said.format(what=DOCUMENT_KIND[document.kind], title=document.title)
        telling.tell(step.session, step.instance, [document.created_by], NoticeKind.DECIDED, why, step.actor)


def take_back(session: Session, document: Document) -> bool:
    """A return has come to a signed document: it is open again. False if it was not signed.

    Raises NotPermitted once it has a number.
    """
    if document.status in (DocumentStatus.DRAFT, DocumentStatus.IN_APPROVAL):
        return False
    if document.status is DocumentStatus.VOID:
        raise NotPermitted(REFUSED)
    for found in issue.together(session, document):
        if found.status not in REVERSIBLE:
            raise NotPermitted(NUMBERED)
        found.status = DocumentStatus.IN_APPROVAL
        found.frozen_revision_id = found.frozen_hash = None
        found.signatory_id = found.signatory_name = found.signatory_post = found.signed_on = None
    return True


def last_part(planned: list[chain.Planned]) -> list[chain.Planned]:
    """What is signed again when a sign-off was taken back: the sign-offs, or else the last place."""
    signing = [one for one in planned if one.kind is ItemKind.SIGN_OFF]
    end = max((one.position for one in planned), default=0)
    return signing or [one for one in planned if one.position == end]


def withdraw_sign_off(session: Session, host: Host, item_id: int, reason: str, *, actor: Actor) -> Task:
    """The signer takes his sign-off back, until the document is numbered; his item is open again."""
    item = session.get_one(WorkItem, item_id)
    if item.kind != ItemKind.SIGN_OFF or actor.person_id not in (item.acted_by, item.entered_by):
        raise NotPermitted(NOT_SIGNER)
    instance = moves.lock(session, item.instance_id)
    element = session.get_one(Task, item.task_id).element
    stream = projection.stream(instance)
    journal.write(session, stream, Event.RETURNED, actor, item=item_id, element=element, to=element, reason=reason)

    def act(run: Run) -> None:
        run.send_back(element)

    moved = moves.move(session, host, instance, actor, act, gone=TaskState.TAKEN_BACK)
    return next(task for task in moved.opened if task.element == element)
