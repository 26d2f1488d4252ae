"""The team: who is invited and in what order, who has answered, and whether they are enough."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import ItemState, Task
from engine.process import ServiceStep, Values
from workflows.cases.models import Case
from workflows.people.models import Person
from workflows.people.rights import recusals
from workflows.supervision.dispatch_response.planning import team_min
from workflows.supervision.models import Plan, TeamMember, TeamState
from workflows.supervision.preparation import units

READY, SHORT, NONE_LEFT = "TEAM_READY", "TEAM_SHORT", "NO_TEAM"


def of_case(session: Session, case_id: int) -> list[TeamMember]:
    """Everybody who was ever invited, in that order; the leader first."""
    found = select(TeamMember).where(TeamMember.case_id == case_id)
    return list(session.scalars(found.order_by(TeamMember.is_leader.desc(), TeamMember.id)))


def member(session: Session, case_id: int, person_id: int) -> TeamMember | None:
    """One person's row."""
    found = select(TeamMember).where(TeamMember.case_id == case_id, TeamMember.person_id == person_id)
    return session.scalars(found).first()


def invite_team(step: ServiceStep) -> dict[str, Any]:
    """Invite so many of the plan's names that the head-count is reached; the leader was appointed with the plan."""
    session = step.session
    case = session.get_one(Case, step.instance.matter_id)
    plan = session.get_one(Plan, case.id)
    _appoint_leader(session, plan)
    known = of_case(session, case.id)
    wave = 1 + max((row.round for row in known), default=0)
    for person_id in _not_asked(session, plan)[: _wanted(plan, known)]:
        _add(session, case.id, person_id, TeamState.INVITED, wave)
    session.flush()
    waiting = any(row.state is TeamState.INVITED for row in of_case(session, case.id))
    return {"outcome": "INVITED" if waiting else judge(session, case)}


def _appoint_leader(session: Session, plan: Plan) -> None:
    """A leader who is among the names to be invited is asked like them; any other takes part by the plan."""
    for row in of_case(session, plan.case_id):
        row.is_leader = row.person_id == plan.team_leader_id
    if plan.team_leader_id not in plan.member_ids and member(session, plan.case_id, plan.team_leader_id) is None:
        _add(session, plan.case_id, plan.team_leader_id, TeamState.ACCEPTED, 0).is_leader = True
        session.flush()


def _wanted(plan: Plan, known: list[TeamMember]) -> int:
    """How many more members to ask, so that those asked and not lost make up the head-count."""
    asked = [row for row in known if row.state in (TeamState.INVITED, TeamState.ACCEPTED)]
    return max(0, plan.member_count - len([row for row in asked if row.person_id in plan.member_ids]))


def _not_asked(session: Session, plan: Plan) -> list[int]:
    """Names of the plan that nobody has asked yet and who are not tied to a responsible unit, in its order."""
    asked = {row.person_id for row in of_case(session, plan.case_id)}
    tied = recusals(session, plan.member_ids, units.ids(session, plan.case_id), plan.case_id)
    return [person_id for person_id in plan.member_ids if person_id not in asked and person_id not in tied]


def _add(session: Session, case_id: int, person_id: int, state: TeamState, wave: int) -> TeamMember:
    plan = session.get_one(Plan, case_id)
    made = TeamMember(case_id=case_id, person_id=person_id, state=state, round=wave, invited_at=clock.now())
    made.is_leader = person_id == plan.team_leader_id
    session.add(made)
    return made


def invited(session: Session, case_id: int) -> list[tuple[TeamMember, Person]]:
    """Those whose answer is waited for."""
    found = select(TeamMember, Person).join(Person, Person.id == TeamMember.person_id)
    found = found.where(TeamMember.case_id == case_id, TeamMember.state == TeamState.INVITED)
    return [(row, person) for row, person in session.execute(found.order_by(TeamMember.id))]


def answer(row: TeamMember, data: Values) -> None:
    """Write what a member has answered."""
    row.state = TeamState.ACCEPTED if data["response"] == "ACCEPT" else TeamState.DECLINED
    row.answered_at = clock.now()
    row.decline_reason, row.note = data.get("decline_reason") or "", data.get("note") or ""


def close_silent(session: Session, case_id: int, task: Task | None) -> None:
    """Whose item has closed unanswered has given no answer; nobody is in the team by silence."""
    silent = {item.kind for item in (task.items if task else ()) if item.state is ItemState.NO_RESPONSE}
    for row, _person in invited(session, case_id):
        if mark(row.person_id) in silent:
            row.state = TeamState.NO_RESPONSE
    session.flush()


def mark(person_id: int) -> str:
    """How a work item says whose answer it waits for, also when it was transferred or entered for him."""
    return f"member:{person_id}"


def judge(session: Session, case: Case) -> str:
    """Whether the team can start, or others are asked, or nobody is left to ask."""
    plan = session.get_one(Plan, case.id)
    known = of_case(session, case.id)
    inside = [row for row in known if row.state is TeamState.ACCEPTED]
    if not any(row.is_leader for row in inside):
        return NONE_LEFT  # another leader needs another plan
    if len(inside) >= team_min(session, case):
        return READY
    return SHORT if _not_asked(session, plan) and _wanted(plan, known) else NONE_LEFT
