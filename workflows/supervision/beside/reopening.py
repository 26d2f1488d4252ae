"""What follows from a decision to reopen: new tracks of the same case, or a new linked case."""

from typing import Any

from sqlalchemy import select

from engine import clock, commands
from engine.process import ServiceStep
from engine.text import Text
from workflows.cases.linked import begin_linked
from workflows.cases.models import Case, CaseState, LinkKind
from workflows.documents.models import RecommendationItem
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
        row.new_case_id = begin_linked(session, step.host, case, LinkKind.RELAPSE, row.reason, step.actor).id
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
