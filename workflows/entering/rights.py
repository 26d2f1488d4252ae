"""Who may enter an act for another (form C0): the case's officer, the office's clerk, a leader's own secretary."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Instance, WorkItem
from workflows.cases.models import Case
from workflows.people import candidates
from workflows.people.roles import Role, ScopeKind

ENTERED_FOR = frozenset(
    {
        Role.CHAIRPERSON,
        Role.VICE_CHAIR,
        Role.SECRETARY_GENERAL,
        Role.TEAM_LEADER,
        Role.MEMBER,
        Role.CITIZEN_REP,
        Role.UNIT_LIAISON,
        Role.UNIT_HEAD,
        Role.INSPECTION_OFFICE,
    }
)
"""Leaders, units and members act on paper; the committee's own people act here themselves."""


def may_enter(session: Session, actor: Actor, instance: Instance, item: WorkItem) -> bool:
    """Whether the actor may enter this item for the one whose it is. What is his own he does himself."""
    return may_enter_for(session, actor, instance.matter_id, item.groups)


def may_enter_for(session: Session, actor: Actor, case_id: int, groups: Sequence[str]) -> bool:
    """The same of what these groups have to do in a case, also where it is not an item yet."""
    if actor.standing_for(groups) is not None or not any(is_entered_for(group) for group in groups):
        return False
    case = session.get_one(Case, case_id)
    keeps = keepers(case.committee_id, case.cppcc_id)
    return actor.standing_for(keeps) is not None or _serves(session, actor, groups)


def is_entered_for(group: str) -> bool:
    """Whether others may enter what those behind a group do on paper."""
    role, is_post, _ = group.partition("@")
    return not is_post or role in ENTERED_FOR


def served_by(actor: Actor) -> frozenset[int]:
    """The leaders whose secretary the actor is."""
    prefix = f"{Role.LEADER_SECRETARY}@{ScopeKind.PERSON}:"
    return frozenset(int(group.removeprefix(prefix)) for group in actor.standings if group.startswith(prefix))


def _serves(session: Session, actor: Actor, groups: Sequence[str]) -> bool:
    """A secretary enters for the leader whom he serves, and for nobody else."""
    leaders = served_by(actor)
    if not leaders:
        return False
    return any(
        person.id in leaders for group in groups for person in candidates.holders(session, group, with_delegates=False)
    )


def officers(session: Session, case_id: int) -> list[str]:
    """Groups that enter for others in a case: its committee's officers and the office's clerks."""
    row = session.execute(select(Case.committee_id, Case.cppcc_id).where(Case.id == case_id)).one()
    return keepers(row.committee_id, row.cppcc_id)


def keepers(committee_id: int | None, cppcc_id: int) -> list[str]:
    """The same of a case of this committee and CPPCC."""
    committee = [f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{committee_id}"] if committee_id else []
    return [*committee, f"{Role.OFFICE_CLERK}@{ScopeKind.CPPCC}:{cppcc_id}"]
