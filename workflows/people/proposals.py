"""Two pairs of eyes: what one enters, another confirms; only then does it take effect. Who may do which half of it
stands in `rights.POLICY`; what it does, with whoever owns it (`appointing`, and the acts on the organisation).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import NotFound, NotPermitted
from engine.text import Text
from workflows.people.models import Person, Proposal, ProposalKind, ProposalState

STREAM = "accounts"
OWN = Text("提出的人不能自己复核，请由另一人复核。", "Who proposed it does not confirm it; somebody else has to.")
GONE = Text("这项变更已由{name}处理，未重复办理。", "{name} has dealt with this already; nothing was done twice.")
NOT_YOURS = Text("只能由提出的人撤回。", "Only who proposed it takes it back.")
NOBODY = Text("系统", "the system")


def enter(
    session: Session,
    kind: ProposalKind,
    subject_id: int,
    facts: Mapping[str, Any],
    actor: Actor,
    cppcc_id: int | None = None,
) -> Proposal:
    """Note what is proposed; nothing has changed yet. Whoever calls has looked at it."""
    made = Proposal(
        kind=kind,
        subject_id=subject_id,
        cppcc_id=cppcc_id,
        facts=dict(facts),
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    session.add(made)
    session.flush()
    _note(session, made, actor, "proposed", facts=made.facts)
    return made


def of(session: Session, proposal_id: int, kinds: Collection[ProposalKind]) -> Proposal:
    """One proposal; NotFound for one of another kind."""
    found = session.get(Proposal, proposal_id)
    if found is None or found.kind not in kinds:
        raise NotFound
    return found


def decide(
    session: Session,
    proposal_id: int,
    kind: ProposalKind,
    state: ProposalState,
    actor: Actor,
    reason: str = "",
) -> Proposal:
    """Settle a proposal, once: of two who decide at the same moment one is told who was first. NotPermitted where the
    actor would confirm what he proposed himself, or take back what somebody else did. What it changes, the caller does
    in the same transaction."""
    found = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if found is None or found.kind is not kind:
        raise NotFound
    if found.state is not ProposalState.WAITING:
        by = session.get(Person, found.decided_by) if found.decided_by else None
        raise NotPermitted(GONE, name=by.name if by else NOBODY)
    is_own = found.made_by == actor.person_id
    if state is ProposalState.TAKEN_BACK and not is_own:
        raise NotPermitted(NOT_YOURS)
    if state is not ProposalState.TAKEN_BACK and is_own:
        raise NotPermitted(OWN)
    found.state, found.decided_by, found.decided_at, found.reason = state, actor.person_id, clock.now(), reason
    session.flush()
    _note(session, found, actor, state.lower(), reason=reason)
    return found


def listed(
    session: Session,
    kinds: Collection[ProposalKind],
    limit: int,
    *,
    only_waiting: bool = False,
    subject_id: int | None = None,
    cppccs: Collection[int] | None = None,
    before: int | None = None,
) -> Sequence[Proposal]:
    """The latest first. `cppccs`: of these CPPCCs alone; `before`: older than this id."""
    found = select(Proposal).where(Proposal.kind.in_(kinds))
    if only_waiting:
        found = found.where(Proposal.state == ProposalState.WAITING)
    if subject_id is not None:
        found = found.where(Proposal.subject_id == subject_id)
    if cppccs is not None:
        found = found.where(Proposal.cppcc_id.in_(cppccs))
    if before is not None:
        found = found.where(Proposal.id < before)
    return session.scalars(found.order_by(Proposal.id.desc()).limit(limit)).all()


def _note(session: Session, one: Proposal, actor: Actor, what: str, **facts: Any) -> None:
    about: dict[str, Any] = {"proposal": one.id, "kind": str(one.kind), "subject": one.subject_id}
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, what=what, **about, **facts)
