"""What a step's subject means for people and dates: the case's committee, the track's unit, the team.

Read once per transaction and subject, so that a task with several seats costs no more than one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Act, Instance, WorkItem
from engine.process import Due, Step
from workflows.cases.models import Case
from workflows.entering import rights as entering
from workflows.people.roles import Role
from workflows.rectification import dates
from workflows.rectification.models import Track
from workflows.supervision.beside import suspending
from workflows.supervision.dispatch_response import dates as notices
from workflows.supervision.models import TeamMember, TeamState
from workflows.supervision.summary_feedback import look_backs
from workflows.supervision.symposium import waiting


@dataclass(frozen=True)
class Scope:
    """Where roles are looked for."""

    case_id: int
    cppcc_id: int
    committee_id: int | None
    unit_id: int | None


def of(session: Session, subject_kind: str, subject_id: int) -> Scope:
    """The scope of a case or of a unit's track."""
    unit_id, case_id = None, subject_id
    if subject_kind == "track":
        track = session.get_one(Track, subject_id)
        unit_id, case_id = track.unit_id, track.case_id
    case = session.get_one(Case, case_id)
    return Scope(case.id, case.cppcc_id, case.committee_id, unit_id)


def people(step: Step, role: str, scope: str) -> Sequence[int]:
    """Persons of the scopes that the case knows by name: its team, and whoever began it."""
    if scope == "own":
        case = step.session.get_one(Case, of(step.session, step.subject_kind, step.subject_id).case_id)
        return [case.created_by]
    if scope != "team":
        return []
    case_id = of(step.session, step.subject_kind, step.subject_id).case_id
    found = select(TeamMember.person_id).where(TeamMember.case_id == case_id, TeamMember.state == TeamState.ACCEPTED)
    if role == Role.TEAM_LEADER:
        found = found.where(TeamMember.is_leader)
    return list(step.session.scalars(found.order_by(TeamMember.id)))


def own_date(session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
    """A date that the case brings along: printed in the letter, instructed, promised, or of its look-backs."""
    if instance.subject_kind == "track":
        return dates.due(session, session.get_one(Track, instance.subject_id), rule, started)
    for brings in (notices.due, waiting.due, look_backs.due, suspending.own_date):
        if (due := brings(session, instance, rule, started)) is not None:
            return due
    return None


def is_in_charge(session: Session, actor: Actor, instance: Instance, act: str, item: WorkItem) -> bool:
    """Whether the actor keeps the case: his committee's officer may urge, and enter what happened on paper.

    Of transfers the director decides too, but never of an approval: that is the signer's own.
    """
    if act == "enter":
        return entering.may_enter(session, actor, instance, item)
    found = of(session, instance.subject_kind, instance.subject_id)
    roles = [Role.COMMITTEE_DIRECTOR] if act == "transfer" else [Role.CASE_OFFICER, Role.COMMITTEE_DIRECTOR]
    if act == "transfer" and item.act is Act.APPROVE:
        return False
    groups = [f"{role}@committee:{found.committee_id}" for role in roles]
    groups += [f"{Role.SECRETARY_GENERAL}@cppcc:{found.cppcc_id}"] if act == "urge" else []
    return actor.standing_for(groups) is not None
