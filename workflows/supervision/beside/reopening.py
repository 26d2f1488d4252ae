"""What follows from a decision to reopen: new tracks of the same case, or a new linked case."""

from typing import Any

from sqlalchemy import select

from engine import clock, commands
from engine.process import ServiceStep
from engine.text import Text
from workflows.cases.models import Case, CaseLink, CaseState, LinkKind
from workflows.documents.models import RecommendationItem
from workflows.people.candidates import holders
from workflows.people.roles import Role, ScopeKind
from workflows.rectification import tracks
from workflows.rectification.models import Track
from workflows.supervision.beside.models import Reopening
from workflows.supervision.beside.telling import tell_officers, tell_units, tell_vice_chair
from workflows.supervision.summary_feedback import look_backs

REOPENED = "reopened"  # the message that wakes the case from its look-backs
RELAPSED = Text("{title}复查发现反弹，重新启动：{reason}", "{title} has relapsed and is reopened: {reason}")
MEETING = Text(
    "{title}反弹，建议约请有关单位沟通（三级）。",
    "{title} has relapsed: a meeting with the unit is proposed (level 3).",
)


def carry_out_reopening(step: ServiceStep) -> dict[str, Any]:
    """Do what the decision says; both ways propose a meeting with the unit."""
    session = step.session
    row = session.get_one(Reopening, step.values["reopening_id"])
    case = session.get_one(Case, row.case_id)
    if row.kind == "NEW_TRACK":
        _reopen(step, case, row)
    elif row.kind == "NEW_CASE":
        row.new_case_id = _new_case(step, case, row).id
    if row.kind != "NONE":
        note = MEETING.format(title=case.title).zh
        tell_officers(session, step.instance, case, note, step.actor)
        tell_vice_chair(session, step.instance, case, note, step.actor)
    return {}


def _reopen(step: ServiceStep, case: Case, row: Reopening) -> None:
    session = step.session
    items = session.scalars(select(RecommendationItem).where(RecommendationItem.id.in_(row.recommendation_ids))).all()
    for unit_id in row.unit_ids:
        before = _last_track(step, case.id, unit_id)
        own = sorted((item for item in items if unit_id in item.unit_ids), key=lambda item: item.no)
        delivery = tracks.Delivery(
            mode=before.delivery_mode,
            delivered_on=clock.today(),
            liaison_id=before.liaison_id,
            items=own,
            replaces=before,
        )
        made = tracks.open_track(
            session,
            step.host,
            case.id,
            unit_id,
            before.track_role,
            before.track_mode,
            before.document_id,
            delivery,
            step.actor,
        )
        made.proposes_meeting = True
    case.state, case.closed_on, case.has_follow_up = CaseState.REOPENED, None, False
    look_backs.void(session, case.id)
    note = RELAPSED.format(title=case.title, reason=row.reason).zh
    tell_units(session, step.instance, row.unit_ids, note, step.actor)
    if case.instance_id is not None:
        commands.send(session, step.host, case.instance_id, REOPENED, {}, actor=step.actor)


def _last_track(step: ServiceStep, case_id: int, unit_id: int) -> Track:
    found = select(Track).where(Track.case_id == case_id, Track.unit_id == unit_id).order_by(Track.id.desc()).limit(1)
    return step.session.scalars(found).one()


def _new_case(step: ServiceStep, case: Case, row: Reopening) -> Case:
    """A case of its own that begins with the registration of its lead; its number comes when that is submitted."""
    session = step.session
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
        relapse_of_id=case.id,
        created_by=_registrar(step, case),
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    link = CaseLink(case_id=made.id, other_id=case.id, kind=LinkKind.RELAPSE, reason=row.reason, created_at=clock.now())
    session.add(link)
    instance = commands.start(session, step.host, "supervision", ("case", made.id), made.id, {}, actor=step.actor)
    made.instance_id = instance.id
    return made


def _registrar(step: ServiceStep, case: Case) -> int:
    """An officer of the committee registers the lead: the one of the old case if he is still there."""
    officers = [
        person.id
        for person in holders(
            step.session, f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}", with_delegates=False
        )
    ]
    if case.created_by in officers:
        return case.created_by
    return officers[0] if officers else step.actor.person_id
