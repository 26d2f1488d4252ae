"""From a route to the items of one task: roles become groups, a return shortens or repeats the chain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Act, ItemState, Task, WorkItem
from engine.process import Host, NewItem, Step
from engine.text import Text
from workflows.approval.models import ApprovalReturn, ApprovalSeat, Resubmit
from workflows.documents import drafts, issue
from workflows.documents.models import Document, DocumentKind
from workflows.documents.words import DOCUMENT_KIND
from workflows.people.models import Committee
from workflows.people.roles import Role
from workflows.settings import routes
from workflows.settings.models import ItemKind, Route, RouteItem

WORDS: dict[ItemKind, Text] = {
    ItemKind.REVIEW: Text("审核", "Review"),
    ItemKind.COUNTERSIGN: Text("会签", "Countersign"),
    ItemKind.OFFICE_EDIT: Text("核稿", "Office edit"),
    ItemKind.CHAIR_MEETING: Text("主席会议审议", "Chair meeting"),
    ItemKind.SIGN_OFF: Text("签发", "Sign-off"),
}
Key = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Planned:
    """One item to be made."""

    position: int
    kind: ItemKind
    groups: tuple[str, ...]
    deadline: str
    label: Text
    may_refuse: bool = False
    has_veto: bool = True
    signs: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        return (self.kind.value, frozenset(self.groups))


def whole(step: Step, host: Host, document: Document) -> list[Planned]:
    """The full chain of a document by the route that it keeps and its facts of today."""
    route = step.session.get_one(Route, document.route_id)
    facts = {"unit_count": max(1, len(document.unit_ids)), **document.facts}
    made: list[Planned] = []
    for item in routes.items_of(route, facts):
        made += _resolved(step, host, document, item)
    return made


def _resolved(step: Step, host: Host, document: Document, item: RouteItem) -> list[Planned]:
    plain = Planned(
        position=item.position,
        kind=item.kind,
        groups=(),
        deadline=item.deadline,
        label=WORDS[item.kind],
        may_refuse=item.may_refuse,
        has_veto=item.has_veto,
    )
    match item.role:
        case "countersign_director":
            return _countersigners(step, document, plain)
        case "signatory":
            return _signatories(step, host, document, plain)
        case "letter_signatory":
            role = _letter_signatory(step, document)
            return [replace(plain, groups=tuple(host.candidates(step, role, "office")))]
    signs = tuple(found.id for found in issue.together(step.session, document)) if _signs(item) else ()
    return [replace(plain, groups=tuple(host.candidates(step, item.role, item.scope)), signs=signs)]


def _signs(item: RouteItem) -> bool:
    return item.kind is ItemKind.SIGN_OFF


def _countersigners(step: Step, document: Document, plain: Planned) -> list[Planned]:
    asked = document.facts.get("countersign_committees") or []
    found = step.session.scalars(select(Committee).where(Committee.id.in_(asked)).order_by(Committee.id))
    return [
        replace(
            plain,
            groups=(f"{Role.COMMITTEE_DIRECTOR}@committee:{committee.id}",),
            label=Text(f"会签 · {committee.short}", f"Countersign · {committee.short}"),
        )
        for committee in found
    ]


def _signatories(step: Step, host: Host, document: Document, plain: Planned) -> list[Planned]:
    """One sign-off per signatory: a letter of the office and its report upwards have two."""
    signs: dict[Role, list[int]] = {}
    for found in issue.together(step.session, document):
        signs.setdefault(issue.row(step.session, found).signatory, []).append(found.id)
    return [
        replace(plain, groups=tuple(host.candidates(step, role, "office")), signs=tuple(ids))
        for role, ids in signs.items()
    ]


def _letter_signatory(step: Step, document: Document) -> Role:
    letter = drafts.of_case(step.session, document.case_id, DocumentKind.LETTER)
    return issue.row(step.session, letter, letter.issued_on).signatory if letter else Role.CHAIRPERSON


def pending_return(session: Session, document_id: int) -> ApprovalReturn | None:
    """The return that the next round of the chain answers, if any."""
    return session.scalar(
        select(ApprovalReturn)
        .where(ApprovalReturn.document_id == document_id, ApprovalReturn.settled_at.is_(None))
        .order_by(ApprovalReturn.id.desc())
        .limit(1)
    )


def after_return(
    session: Session, chain: Sequence[Planned], back: ApprovalReturn, withdrawn: bool = False
) -> list[Planned]:
    """What is left to sign after a return, or after it was `withdrawn`; the return is settled by it."""
    back.settled_at = clock.now()
    task = session.get_one(Task, back.task_id)
    rest = _direct(chain, session.get_one(WorkItem, back.item_id), task)
    if withdrawn:
        return rest
    if back.to_item_id is None:
        return list(chain) if back.mode is Resubmit.STEP_BY_STEP else rest
    target = _planned(chain, session.get_one(WorkItem, back.to_item_id))
    if back.mode is Resubmit.STEP_BY_STEP:
        rest = [planned for planned in chain if planned.position > target.position]
    return [replace(target, position=0), *rest]


def _direct(chain: Sequence[Planned], returner: WorkItem, task: Task) -> list[Planned]:
    """Straight back to the one who returned it, then on; who beside him has signed is not asked again."""
    done = {_key(item) for item in task.items if item.state is ItemState.DONE and item.id != returner.id}
    place = _planned(chain, returner)
    onward = [
        planned
        for planned in chain
        if planned.position > place.position
        or (planned.position == place.position and planned.key not in done and planned.key != place.key)
    ]
    return [place, *onward]


def _planned(chain: Sequence[Planned], item: WorkItem) -> Planned:
    """The place of an item in the chain; of an added signer, where he stood."""
    found = next((planned for planned in chain if fits(planned.kind, planned.groups, item)), None)
    if found is not None:
        return found
    label = Text(*item.label) if item.label else WORDS[ItemKind(item.kind)]
    return Planned(item.position, ItemKind(item.kind), tuple(item.groups), "approval_step", label, has_veto=False)


def _key(item: WorkItem) -> Key:
    return (item.kind, frozenset(item.groups))


def fits(kind: str, groups: Sequence[str], item: WorkItem) -> bool:
    """Whether an item is the one planned so; a transfer may have added a person to its groups."""
    return item.kind == kind and bool(groups) and set(groups) <= set(item.groups)


def as_items(session: Session, task: Task, document: Document, chain: Sequence[Planned]) -> list[NewItem]:
    """Keep the places as rows and make the items."""
    session.add_all(
        ApprovalSeat(
            task_id=task.id,
            document_id=document.id,
            position=planned.position,
            kind=planned.kind,
            groups=list(planned.groups),
            deadline=planned.deadline,
            may_refuse=planned.may_refuse,
            has_veto=planned.has_veto,
            signs=list(planned.signs),
        )
        for planned in chain
    )
    paper = DOCUMENT_KIND[document.kind]
    return [
        NewItem(
            planned.groups,
            Act.APPROVE,
            planned.position,
            planned.kind,
            Text(f"{planned.label.zh}{paper.zh}", f"{planned.label.en}: {paper.en}"),
            planned.deadline,
        )
        for planned in chain
    ]


_SEATS = select(ApprovalSeat).where(ApprovalSeat.task_id == bindparam("task")).order_by(ApprovalSeat.id)


def seat_of(session: Session, item: WorkItem) -> ApprovalSeat | None:
    """What the route asks of an item; None for a signer whom somebody has added."""
    seats = session.scalars(_SEATS, {"task": item.task_id})
    return next((seat for seat in seats if fits(seat.kind, seat.groups, item)), None)
