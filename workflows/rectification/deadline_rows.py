"""Deadline rows that follow a unit's dates: one per obligation owed, the open report's own, and that of progress."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock, deadlines
from engine.actors import Actor
from engine.deadlines import Cause
from engine.models import Deadline, Instance, Task, TaskState
from engine.models.deadline import ChangeKind, DeadlineState
from engine.process import Due
from workflows.rectification import owing
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import ObligationState

REPORT = "rectification_report"
PROGRESS = "progress_interval"


def open_row(session: Session, subject: tuple[str, int], rule: str | None = None) -> Deadline | None:
    """The row of a subject whose clock runs or stands still."""
    found = select(Deadline).where(
        Deadline.subject_kind == subject[0], Deadline.subject_id == subject[1], Deadline.state.in_(deadlines.OPEN)
    )
    return session.scalar(found.where(Deadline.rule == rule) if rule else found)


def of_obligation(session: Session, instance: Instance, one: Obligation, new: Due | None, cause: Cause) -> None:
    """Open, move or end the row of an obligation; `new` is None where nothing is owed now."""
    subject = ("obligation", one.id)
    if new is None:
        deadlines.close(session, subject, DeadlineState.MET if one.reported_on else DeadlineState.VOID)
        return
    row = open_row(session, subject)
    if row is None:
        _begin(session, one.track, instance, subject, _rule(one), new)
    elif row.state is DeadlineState.RUNNING:
        deadlines.move(session, row, new, cause)


def _begin(session: Session, track: Track, instance: Instance, subject: tuple[str, int], rule: str, due: Due) -> None:
    """Of a track that stands still the new clock stands still too."""
    if track.is_suspended:
        span = calendar.load(session).workdays_between(due.counts_from, clock.day_of(due.due_at))
        due = due._replace(left=span)
    if rule != PROGRESS:  # a progress report is a light beside the track, no date that is chased
        due = due._replace(owed=owing.by_unit(session, track))
    deadlines.start(session, instance, subject, rule, due)


def _rule(one: Obligation) -> str:
    if one.state is ObligationState.REOPENED:
        return "re_rectify"
    return "immediate_item" if one.is_immediate else "unit_report"


def of_open_report(session: Session, track: Track, new: Due | None, cause: Cause) -> None:
    """A report that is asked for already follows the date that rules now, in the unit's list too."""
    task = open_report(session, track)
    row = open_row(session, ("task", task.id)) if task is not None else None
    if row is not None and new is not None and row.state is DeadlineState.RUNNING:
        deadlines.move(session, row, new, cause)


def open_report(session: Session, track: Track) -> Task | None:
    """The task by which the unit is asked for its report now."""
    return session.scalar(
        select(Task).where(Task.instance_id == track.instance_id, Task.element == REPORT, Task.state == TaskState.READY)
    )


def of_progress(session: Session, track: Track, new: Due | None) -> None:
    """The next progress report is due so long after signing, then after each report; a light, no gate."""
    subject = ("track", track.id)
    deadlines.close(session, subject, DeadlineState.MET if new else DeadlineState.VOID)
    instance = session.get(Instance, track.instance_id) if track.instance_id else None
    if instance is not None and new is not None:
        _begin(session, track, instance, subject, PROGRESS, new)


def rebased(actor: Actor) -> Cause:
    """Another basis rules a date now: what was instructed, printed, promised."""
    return Cause(ChangeKind.REBASED, actor)
