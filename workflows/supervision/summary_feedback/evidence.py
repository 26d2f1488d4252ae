"""What a case must have before it may be closed: every track settled, and the evidence for it (reference P1.12)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.text import Text
from workflows.people.models import Unit
from workflows.rectification.models import Track, Verification
from workflows.rectification.states import SETTLED, ObligationState, TrackRole, TrackState
from workflows.supervision.summary_feedback.units import tracks_of

NOT_SETTLED = Text("{unit}尚未了结（{state}）。", "{unit} is not settled yet ({state}).")
NOT_VERIFIED = Text(
    "{unit}第{no}条已销号，但没有复核记录。", "Recommendation {no} of {unit} is closed without a re-inspection."
)
NO_CHECK_DATE = Text(
    "{unit}列为持续跟踪，但没有下次检查日期。", "{unit} is followed up without a date of the next check."
)


def missing_evidence(session: Session, case_id: int) -> list[Text]:
    """Why the case cannot be closed yet; empty if it can."""
    tracks = tracks_of(session, case_id)
    units = {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_([t.unit_id for t in tracks])))}
    verified = set(session.scalars(select(Verification.obligation_id).where(Verification.case_id == case_id)))
    return [line for track in tracks for line in _of_track(track, units[track.unit_id].name, verified)]


def _of_track(track: Track, unit: str, verified: set[int]) -> list[Text]:
    if track.state not in SETTLED:
        if track.track_role is TrackRole.ASSIST:
            return []
        return [NOT_SETTLED.format(unit=unit, state=track.state.label)]
    found = []
    if track.state is TrackState.FOLLOWING_UP and track.next_check_on is None:
        found.append(NO_CHECK_DATE.format(unit=unit))
    for obligation in track.obligations:
        if obligation.state is ObligationState.CLOSED_A and obligation.id not in verified:
            found.append(NOT_VERIFIED.format(unit=unit, no=obligation.rec_no))
    return found
