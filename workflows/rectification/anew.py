"""A step that opens again, because its entry was withdrawn or the track was sent back to it: the obligations go
back with it. Each function finds nothing to do where a step opens in the ordinary way."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from engine.actors import Actor
from workflows.rectification import ballots, dates, tracks
from workflows.rectification.derived import unfinished, workable
from workflows.rectification.models import Obligation, Track
from workflows.rectification.planning import ANSWERED, in_review, unplanned
from workflows.rectification.states import ObligationState


def take_back(session: Session, track: Track, element: str, actor: Actor) -> None:
    """Undo on the rows what the step, and those after it, had written."""
    undo = UNDO.get(element)
    if undo is not None and undo(session, track):
        dates.settle_dates(session, track, actor)
        tracks.refresh(session, track, actor)


def _receipt(_session: Session, track: Track) -> bool:
    was_done = track.signed_on is not None or track.is_objecting
    if track.is_objecting:
        track.objection_rounds -= 1
        for one in unfinished(track.obligations):
            one.is_disputed = False
    track.signed_on, track.signed_how, track.is_objecting = None, "", False
    return was_done


def _objection(_session: Session, track: Track) -> bool:
    if track.is_objecting:
        return False
    for one in unfinished(track.obligations):
        one.is_disputed = True
    track.is_objecting = True
    return True


def _plan(_session: Session, track: Track) -> bool:
    found = in_review(track) if unplanned(track) or in_review(track) else _unverified(track)
    for one in found:
        one.planned_on = one.plan_accepted_on = one.reported_on = None
        one.state = ObligationState.ASKED
    return bool(found)


def _unverified(track: Track) -> list[Obligation]:
    return [one for one in workable(track.obligations) if one.verified_on is None]


def _review(_session: Session, track: Track) -> bool:
    if in_review(track):
        return False
    for one in _unverified(track):
        if one.adoption_status is not None:
            one.plan_accepted_on = one.reported_on = None
            one.state = ANSWERED[one.adoption_status]
    return True


def _report(_session: Session, track: Track) -> bool:
    found = [one for one in workable(track.obligations) if one.reported_on is not None and one.verified_on is None]
    for one in found:
        one.reported_on = None
        one.state = ObligationState.REOPENED if one.reopened_on else ObligationState.UNDER_WAY
    return bool(found)


def _inspection(_session: Session, track: Track) -> bool:
    mine = workable(track.obligations)
    if any(one.reported_on is not None and one.verified_on is None for one in mine):
        return False
    for one in mine:
        one.verified_on, one.state = None, ObligationState.REPORTED_DONE
    return True


def _survey(session: Session, track: Track) -> bool:
    cast = ballots.cast_so_far(session, track)
    for ballot in cast:
        ballot.is_void = True
    track.survey_round += bool(cast)  # a round of its own: looking again who is tied must not revive the old ballots
    return False


UNDO: dict[str, Callable[[Session, Track], bool]] = {
    "sign_receipt": _receipt,
    "decide_objection": _objection,
    "rectification_plan": _plan,
    "review_plan": _review,
    "rectification_report": _report,
    "reinspection": _inspection,
    "satisfaction_survey": _survey,
}
