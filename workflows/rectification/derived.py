"""What follows from a track's obligations: its state, its class, its light. Nothing here writes."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.calendar import due_instant
from workflows.cases import light as lights
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import (
    OVER,
    SETTLED,
    ObligationState,
    ResultClass,
    TrackRole,
    TrackState,
)


def settled(track: Track) -> bool:
    """Whether the case need not wait for this track any more."""
    return track.state in SETTLED


def live(obligations: Iterable[Obligation]) -> list[Obligation]:
    """Those that have not been withdrawn or handed to another unit."""
    return [one for one in obligations if one.state is not ObligationState.WITHDRAWN]


def unfinished(obligations: Iterable[Obligation]) -> list[Obligation]:
    """Those neither closed nor withdrawn."""
    return [one for one in obligations if one.state not in OVER]


def workable(obligations: Iterable[Obligation]) -> list[Obligation]:
    """Those that the unit is to deal with now: unfinished, and neither in dispute nor paused."""
    return [one for one in unfinished(obligations) if not one.is_disputed and not one.is_paused]


def weakest(classes: Iterable[ResultClass]) -> ResultClass | None:
    """A > B > C > D; N only where all are N. None of nothing."""
    found = list(classes)
    ranked = [one for one in ResultClass if one in found and one is not ResultClass.N]
    return ranked[-1] if ranked else (ResultClass.N if found else None)


def class_of(obligations: Iterable[Obligation]) -> ResultClass | None:
    """The class of what is closed so far."""
    return weakest(one.result_class for one in live(obligations) if one.result_class is not None)


def state_of(track: Track, obligations: Sequence[Obligation]) -> TrackState:
    """The state of the least advanced obligation, unless something concerns the track as a whole."""
    if track.ended_as is not None:
        return track.ended_as
    if track.is_suspended:
        return TrackState.SUSPENDED
    if track.is_objecting:
        return TrackState.OBJECTION
    kept = live(obligations)
    if kept and all(one.is_disputed for one in kept):
        return TrackState.COORDINATING
    if track.signed_on is None:
        return TrackState.PENDING_SIGN
    if not kept:
        return TrackState.SIGNED if track.track_role is TrackRole.ASSIST else TrackState.WITHDRAWN
    open_ones = unfinished(kept)
    return _at_work(track, open_ones) if open_ones else _closed(track, kept)


def _closed(track: Track, kept: Sequence[Obligation]) -> TrackState:
    result = track.result_class or class_of(kept)
    if result is ResultClass.B or any(one.state is ObligationState.CLOSED_B for one in kept):
        return TrackState.FOLLOWING_UP
    return TrackState(f"CLOSED_{result or ResultClass.A}")


def _at_work(track: Track, open_ones: Sequence[Obligation]) -> TrackState:
    active = [one for one in open_ones if not one.is_disputed] or list(open_ones)
    states = {one.state for one in active}
    unplanned = [one for one in active if one.plan_accepted_on is None]
    if any(one.planned_on is None for one in unplanned):
        return TrackState.PLAN_RETURNED if track.plan_returns else TrackState.PLAN_DUE
    if unplanned:
        return TrackState.PLAN_REVIEW
    if ObligationState.REOPENED in states:
        return TrackState.REPORT_RETURNED
    if states & {ObligationState.UNDER_WAY, ObligationState.NOT_ADOPTED} and _unreported(active):
        return TrackState.REPORT_DUE if _is_due(active) else TrackState.RECTIFYING
    if any(one.verified_on is None for one in active):
        return TrackState.REINSPECTING
    return TrackState.EVALUATING


def _unreported(active: Sequence[Obligation]) -> bool:
    return any(one.reported_on is None for one in active)


def _is_due(active: Sequence[Obligation]) -> bool:
    days = [one.due_on for one in active if one.due_on is not None and one.reported_on is None]
    return bool(days) and min(days) <= clock.today()


def light(session: Session, track: Track) -> lights.Light:
    """The light of the nearest date among what the unit still owes; grey where nothing is owed or all waits."""
    if track.is_suspended:
        return lights.PAUSED
    owed = nearest(track)
    return of_obligation(session, owed) if owed is not None else lights.NO_DATE


def nearest(track: Track) -> Obligation | None:
    """What the unit owes first."""
    owed = [one for one in workable(track.obligations) if one.due_on is not None and one.reported_on is None]
    return min(owed, key=lambda one: one.due_on or date.max, default=None)


def of_obligation(session: Session, one: Obligation) -> lights.Light:
    """The light of what a unit owes by a date."""
    due_at = due_instant(one.due_on) if one.due_on is not None else None
    return lights.light(due_at, one.warn_at, clock.now(), calendar.load(session))
