"""What the diagram of a track may ask of the store."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine.models import Instance
from workflows.cases.models import Case
from workflows.rectification.derived import live, unfinished
from workflows.rectification.models import Track
from workflows.rectification.objections import is_waiting
from workflows.rectification.planning import unplanned
from workflows.rectification.states import TrackRole
from workflows.settings.in_force import threshold


def facts(session: Session, instance: Instance) -> Mapping[str, object]:
    """Names for conditions, all booleans."""
    track = session.get_one(Track, instance.subject_id)
    case = session.get_one(Case, track.case_id)
    kept = live(track.obligations)
    return {
        "is_objecting": track.is_objecting,
        "is_opinion_only": track.track_role is TrackRole.ASSIST and not kept,
        "is_coordinating": is_waiting(track),
        "is_over": track.ended_as is not None,
        "is_signed": track.signed_on is not None,
        "has_unplanned": bool(unplanned(track)),
        "has_open": bool(unfinished(kept)),
        "deemed_served_on": bool(threshold(session, "deemed_served_on", case.clocks_on)),
    }
