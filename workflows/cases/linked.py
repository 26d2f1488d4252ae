"""A new case on the same problem, linked with the old one, that begins with the registration of its lead."""

from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.process import Host
from workflows.cases.models import Case, CaseLink, CaseState, LinkKind
from workflows.people.candidates import holders
from workflows.people.roles import Role, ScopeKind

PROCESS = "supervision"


def begin_linked(session: Session, host: Host, case: Case, kind: LinkKind, reason: str, actor: Actor) -> Case:
    """A draft with the old case's particulars, on its officer's list; its number comes when it is submitted.

    `kind`: why there is another one; RELAPSE also makes the old case the one that it is a relapse of.
    """
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
        is_common_problem=case.is_common_problem,
        is_sensitive=case.is_sensitive,
        clocks_on=clock.today(),
        relapse_of_id=case.id if kind is LinkKind.RELAPSE else None,
        created_by=_registrar(session, case, actor),
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.add(CaseLink(case_id=made.id, other_id=case.id, kind=kind, reason=reason, created_at=clock.now()))
    instance = commands.start(session, host, PROCESS, ("case", made.id), made.id, {}, actor=actor)
    made.instance_id = instance.id
    return made


def _registrar(session: Session, case: Case, actor: Actor) -> int:
    """An officer of the committee registers the lead: the one of the old case if he is still there."""
    seat = f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}"
    officers = [person.id for person in holders(session, seat, with_delegates=False)]
    if case.created_by in officers:
        return case.created_by
    return officers[0] if officers else actor.person_id
