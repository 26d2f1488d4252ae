"""What the secretary-general agrees to before it takes effect: a reorganisation (X12), a change of term (X13)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, NotPermitted
from workflows.people import proposals, rights
from workflows.people.models import Proposal, ProposalKind, ProposalState
from workflows.people.rights import Action, Scene


@dataclass(frozen=True)
class Agreement:
    """One kind of it: the right to enter it, and the right to agree. What it changes, its own module does."""

    kind: ProposalKind
    enters: Action
    confirms: Action

    def require(self, actor: Actor, cppcc_id: int) -> None:
        """NotPermitted, with why, for who may not enter it in this CPPCC."""
        reason = rights.why_not(self.enters, actor, Scene(cppcc_id=cppcc_id))
        if reason is not None:
            raise NotPermitted(reason=reason)

    def confirm(self, session: Session, proposal_id: int, actor: Actor) -> Proposal:
        """The secretary-general agrees."""
        return self._decide(session, proposal_id, self.confirms, ProposalState.CONFIRMED, actor)

    def refuse(self, session: Session, proposal_id: int, reason: str, actor: Actor) -> Proposal:
        """The secretary-general does not agree, and says why."""
        return self._decide(session, proposal_id, self.confirms, ProposalState.REFUSED, actor, reason)

    def take_back(self, session: Session, proposal_id: int, actor: Actor) -> Proposal:
        """Whoever entered it thinks better of it."""
        return self._decide(session, proposal_id, self.enters, ProposalState.TAKEN_BACK, actor)

    def _decide(
        self, session: Session, proposal_id: int, action: Action, state: ProposalState, actor: Actor, reason: str = ""
    ) -> Proposal:
        """NotFound for whoever has no right to this."""
        found = proposals.of(session, proposal_id, (self.kind,))
        if not rights.may(action, actor, Scene(cppcc_id=found.cppcc_id)):
            raise NotFound
        return proposals.decide(session, proposal_id, self.kind, state, actor, reason)
