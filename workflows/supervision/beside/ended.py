"""Ending a case before its end: its own process, its tracks and what runs beside them, all in one transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.models import Instance, InstanceState
from engine.process import Host, ServiceStep
from workflows.cases.models import Case, CaseState
from workflows.rectification import tracks
from workflows.rectification.models import Track
from workflows.rectification.states import TrackState

OVER = frozenset(
    {
        CaseState.REJECTED,
        CaseState.CONVERTED,
        CaseState.SOURCE_WITHDRAWN,
        CaseState.WITHDRAWN,
        CaseState.ARCHIVED,
    }
)
"""States in which nothing can be ended any more."""

BEFORE_LETTER = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.UNDER_REVIEW,
        CaseState.ACCEPTED,
        CaseState.INITIATED,
        CaseState.PLANNING,
        CaseState.IN_SUPERVISION,
        CaseState.DRAFTING_LETTER,
        CaseState.IN_APPROVAL,
    }
)
AFTER_LETTER = frozenset(
    {
        CaseState.ISSUED,
        CaseState.IN_RECTIFICATION,
        CaseState.SUMMARISING,
        CaseState.CLOSING,
        CaseState.CLOSED,
        CaseState.LOOKING_BACK,
        CaseState.REOPENED,
        CaseState.SUSPENDED,
    }
)


def end_everything(step: ServiceStep, case: Case, reason: str) -> list[int]:
    """End the tracks as WITHDRAWN and terminate all that runs on the case but the act itself; the units told of."""
    told = end_tracks(step.session, case, reason, step.actor)
    case.is_suspended = False
    for instance_id in running(step.session, case.id):
        if instance_id != step.instance.id:
            commands.terminate(step.session, step.host, instance_id, reason, actor=step.actor)
    return told


def end_tracks(session: Session, case: Case, reason: str, actor: Actor) -> list[int]:
    """What is closed or reassigned already stays as it is; the units whose track ends now."""
    kept = (TrackState.REASSIGNED, TrackState.WITHDRAWN)
    found = session.scalars(select(Track).where(Track.case_id == case.id, Track.state.not_in(kept)).order_by(Track.id))
    told = []
    for track in found:
        told.append(track.unit_id)
        if track.closed_on is None:
            tracks.end(session, track, TrackState.WITHDRAWN, reason, actor)
    return told


def running(session: Session, case_id: int) -> list[int]:
    """Ids of instances of a case that still run."""
    found = select(Instance.id).where(Instance.matter_id == case_id, Instance.status == InstanceState.ACTIVE)
    return list(session.scalars(found.order_by(Instance.id)))


def terminate_own(session: Session, host: Host, case: Case, reason: str, actor: Actor) -> None:
    """End the case's own process, if it still runs."""
    if case.instance_id is not None:
        commands.terminate(session, host, case.instance_id, reason, actor=actor)
