"""The first day of a new term: cases go to the committee that follows theirs, and what hangs on somebody by name goes
to his successor, or, where there is none, to the officers of the case's committee. Notes of those who left stay."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, cast, select, update
from sqlalchemy.orm import Session

from engine import clock, journal, projection
from engine.actors import SYSTEM, person_group
from engine.models import Instance, InstanceState, ItemState, Job, WorkItem
from engine.process import Host, JobKind
from engine.text import Text
from workflows.cases.models import Case
from workflows.keeping import terms
from workflows.keeping.moving import reseat
from workflows.people import organisation
from workflows.people.actors import actor_of
from workflows.people.models import Committee, Proposal
from workflows.people.roles import Role, ScopeKind
from workflows.supervision.models import PlanItem, TeamMember, TeamState

IN_TEAM = (TeamState.INVITED, TeamState.ACCEPTED)
GONE = "换届离任"


def switch(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """Everything at once, once, however often the job comes."""
    one = session.get_one(Proposal, int(job.payload["proposal_id"]), with_for_update=True)
    if one.facts.get("done"):
        return {}
    closing = date.fromisoformat(one.facts["closing_date"])
    for old_id, new_id in one.facts["committees"]:
        _committee(session, session.get_one(Committee, old_id), new_id, closing)
    for old_id, new_id in one.facts["people"]:
        if not actor_of(session, old_id).standings:  # whoever stays in another post keeps what is his by name
            _person(session, old_id, new_id)
    one.facts = {**one.facts, "done": True}
    told: dict[str, Any] = {"record": "term", "id": one.subject_id, "proposal": one.id}
    after = {"people": one.facts["people"], "committees": one.facts["committees"]}
    journal.write(session, organisation.STREAM, journal.Event.RECORD_CHANGED, SYSTEM, **told, after=after)
    return {}


def _committee(session: Session, old: Committee, new_id: int, closing: date) -> None:
    """Its open cases, with everything that waits in them, and the rows of this year's plan and later ones."""
    active = select(Instance.matter_id).where(Instance.status == InstanceState.ACTIVE)
    cases = session.scalars(select(Case).where(Case.committee_id == old.id, Case.id.in_(active))).all()
    for case in cases:
        case.committee_id = new_id
        told: dict[str, Any] = {"record": "case_committee", "id": case.id, "before": old.id, "after": new_id}
        journal.write(session, f"matter:{case.id}", journal.Event.RECORD_CHANGED, SYSTEM, **told)
    running = select(Instance.id).where(
        Instance.matter_id.in_([case.id for case in cases]), Instance.status == InstanceState.ACTIVE
    )
    places = (f"{ScopeKind.COMMITTEE}:{old.id}", f"{ScopeKind.COMMITTEE}:{new_id}")
    reseat(session, session.scalars(running).all(), *places)
    coming = (PlanItem.committee_id == old.id) & (PlanItem.year >= clock.today().year)
    session.execute(update(PlanItem).where(coming).values(committee_id=new_id))
    before = organisation.facts(old)
    old.valid_until = closing
    session.flush()
    changed: dict[str, Any] = {"record": "committee", "id": old.id, "before": before, "after": organisation.facts(old)}
    journal.write(session, organisation.STREAM, journal.Event.RECORD_CHANGED, SYSTEM, **changed)


def _person(session: Session, old_id: int, new_id: int | None) -> None:
    active = select(Instance.matter_id).where(Instance.status == InstanceState.ACTIVE)
    members = session.scalars(
        select(TeamMember).where(
            TeamMember.person_id == old_id, TeamMember.state.in_(IN_TEAM), TeamMember.case_id.in_(active)
        )
    ).all()
    for member in members:
        _member(session, member, new_id)
    session.flush()
    for item, case in _by_name(session, old_id):
        officers = f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}"
        heir = person_group(new_id) if new_id else officers
        mine = person_group(old_id)
        item.groups = list(dict.fromkeys(heir if group == mine else group for group in item.groups))
        item.assignee_id = None
        projection.unqueue(session, [item])
        if item.state is ItemState.OPEN:
            projection.queue(session, item)
        stream = f"instance:{item.instance_id}"
        journal.write(session, stream, journal.Event.ITEM_TRANSFERRED, SYSTEM, item=item.id, to=new_id, left=old_id)


def _member(session: Session, member: TeamMember, new_id: int | None) -> None:
    """The successor takes his place in the team; where there is none, the place stays empty."""
    was_leader, state = member.is_leader, member.state
    member.state, member.note, member.is_leader = TeamState.LEFT, GONE, False
    if new_id is None:
        return
    present = select(TeamMember).where(TeamMember.case_id == member.case_id, TeamMember.person_id == new_id)
    found = session.scalar(present)
    if found is None:
        found = TeamMember(case_id=member.case_id, person_id=new_id, round=member.round, invited_at=clock.now())
        session.add(found)
    found.state, found.is_leader = state, found.is_leader or was_leader


def _by_name(session: Session, person_id: int) -> Sequence[tuple[WorkItem, Case]]:
    """Open items of running cases that only this person may do, with the case."""
    rows = session.execute(
        select(WorkItem, Case)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .join(Case, Case.id == Instance.matter_id)
        .where(Instance.status == InstanceState.ACTIVE, WorkItem.state.in_((ItemState.OPEN, ItemState.WAITING)))
        .where(cast(WorkItem.groups, String).contains(f'"{person_group(person_id)}"'))
    )
    return [(item, case) for item, case in rows]


SWITCHING = JobKind(key=terms.SWITCH, label=Text("换届切换生效", "A new term begins"), work=None, finish=switch)
