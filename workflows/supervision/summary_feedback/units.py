"""The units of a case as its last stage sees them: which tracks are settled, which are still followed up."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.rectification.models import Track
from workflows.rectification.states import SETTLED, TrackRole, TrackState


def tracks_of(session: Session, case_id: int) -> list[Track]:
    """Every track of a case, in the order in which they were opened."""
    return list(session.scalars(select(Track).where(Track.case_id == case_id).order_by(Track.id)))


def units_of_case(session: Session, case_id: int) -> list[Unit]:
    """The units that have a track, by name."""
    found = select(Unit).where(Unit.id.in_(select(Track.unit_id).where(Track.case_id == case_id)))
    return list(session.scalars(found.order_by(Unit.name)))


def unsettled(session: Session, case_id: int) -> list[Track]:
    """Tracks for which the closing waits; assist tracks never hold it up."""
    return [
        track
        for track in tracks_of(session, case_id)
        if track.track_role is not TrackRole.ASSIST and track.state not in SETTLED
    ]


def followed_up(session: Session, case_id: int) -> int:
    """How many tracks are still followed up: the archive waits for them."""
    found = select(func.count()).where(Track.case_id == case_id, Track.state == TrackState.FOLLOWING_UP)
    return session.scalar(found) or 0


def merged_into(session: Session, case_id: int) -> list[Case]:
    """Cases that wait in this one."""
    return list(session.scalars(select(Case).where(Case.merged_into_id == case_id).order_by(Case.id)))
