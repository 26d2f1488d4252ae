"""What a secretary's leader has to do: it is read out to him, and entered when he has signed on paper. The task stays
on the leader's own list (decisions §3, approving leaders)."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.process import Host
from workflows.access import seen_by
from workflows.cases.models import Case
from workflows.entering import served_by
from workflows.people.actors import actor_of
from workflows.reading import worklist


class ForLeader(NamedTuple):
    leader: str
    row: worklist.Row


def for_leader(session: Session, host: Host, actor: Actor, limit: int = 50) -> list[ForLeader]:
    """Open items of whom the actor serves, first due first; only of cases that he may see himself."""
    found = []
    for leader_id in sorted(served_by(actor)):
        leader = actor_of(session, leader_id)
        found += [ForLeader(leader.name, row) for row in worklist.inbox(session, host, leader, limit)]
    cases = select(Case.id).where(Case.id.in_({one.row.case_id for one in found}), seen_by(actor))
    seen = set(session.scalars(cases))
    return [one for one in found if one.row.case_id in seen]
