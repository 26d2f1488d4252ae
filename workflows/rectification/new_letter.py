"""U8.1: another letter on what a follow-up did not bring: a new case, linked, that begins with its lead."""

from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from workflows.cases.models import Case, CaseLink, CaseState, LinkKind
from workflows.people import candidates
from workflows.people.roles import Role, ScopeKind
from workflows.rectification.host import domain
from workflows.rectification.models import Track

CASE_PROCESS = "supervision"


def begin_linked_case(session: Session, track: Track, reason: str, actor: Actor) -> Case:
    """A draft of a lead on the list of the committee's officer; its number comes when it is submitted."""
    case = session.get_one(Case, track.case_id)
    officers = candidates.holders(session, f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}")
    made = Case(
        kind=case.kind,
        cppcc_id=case.cppcc_id,
        title=case.title,
        summary=case.summary,
        problem=case.problem,
        location=case.location,
        geo=case.geo,
        category=case.category,
        district_id=case.district_id,
        committee_id=case.committee_id,
        state=CaseState.DRAFT,
        priority=case.priority,
        confidentiality=case.confidentiality,
        clocks_on=clock.today(),
        created_by=officers[0].id if officers else actor.person_id,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.add(
        CaseLink(case_id=made.id, other_id=case.id, kind=LinkKind.RELATED, reason=reason, created_at=clock.now())
    )
    instance = commands.start(session, domain(), CASE_PROCESS, ("case", made.id), made.id, {}, actor=actor)
    made.instance_id = instance.id
    return made
