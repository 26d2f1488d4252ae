"""Deadline rows that follow a unit's dates: one per obligation owed, the open report's own, and that of progress."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock, deadlines, journal
from engine.actors import Actor
from engine.models import Candidate, Deadline, Instance, ItemState, Task, TaskState
from engine.models.deadline import DeadlineState
from engine.process import Due
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import ObligationState

REPORT = "rectification_report"
PROGRESS = "progress_interval"


def running(session: Session, subject: tuple[str, int], rule: str | None = None) -> Deadline | None:
    """The running row of a subject."""
    found = select(Deadline).where(
        Deadline.subject_kind == subject[0],
        Deadline.subject_id == subject[1],
        Deadline.state == DeadlineState.RUNNING,
    )
    return session.scalar(found.where(Deadline.rule == rule) if rule else found)


def of_obligation(session: Session, instance: Instance, one: Obligation, new: Due | None) -> None:
    """Open, move or end the row of an obligation; `new` is None where nothing is owed now."""
    subject = ("obligation", one.id)
    if new is None:
        deadlines.close(session, subject, DeadlineState.MET if one.reported_on else DeadlineState.VOID)
        return
    row = running(session, subject)
    if row is None:
        session.add(_made(instance, subject, _rule(one), new))
    else:
        _move(row, new)


def _rule(one: Obligation) -> str:
    if one.state is ObligationState.REOPENED:
        return "re_rectify"
    return "immediate_item" if one.is_immediate else "unit_report"


def _made(instance: Instance, subject: tuple[str, int], rule: str, new: Due) -> Deadline:
    return Deadline(
        instance_id=instance.id,
        subject_kind=subject[0],
        subject_id=subject[1],
        rule=rule,
        basis=new.basis,
        started_on=new.started_on,
        warn_at=new.warn_at,
        due_at=new.due_at,
        is_provisional=new.is_provisional,
        state=DeadlineState.RUNNING,
    )


def _move(row: Deadline, new: Due) -> bool:
    if (row.due_at, row.basis) == (new.due_at, new.basis):
        return False
    row.basis, row.due_at, row.warn_at = new.basis, new.due_at, new.warn_at
    return True


def of_open_report(session: Session, track: Track, new: Due | None, actor: Actor) -> None:
    """A report that is asked for already follows the date that rules now, in the unit's list too."""
    task = session.scalar(
        select(Task).where(Task.instance_id == track.instance_id, Task.element == REPORT, Task.state == TaskState.READY)
    )
    row = running(session, ("task", task.id)) if task is not None else None
    if task is None or row is None or new is None or not _move(row, new):
        return
    task.due_at = new.due_at
    open_items = [item for item in task.items if item.state is ItemState.OPEN]
    for item in open_items:
        item.due_at = new.due_at
    ids = [item.id for item in open_items]
    session.execute(update(Candidate).where(Candidate.work_item_id.in_(ids)).values(due_at=new.due_at))
    journal.write(
        session,
        f"instance:{track.instance_id}",
        journal.Event.DEADLINE_MOVED,
        actor,
        task=task.id,
        due=clock.day_of(new.due_at).isoformat(),
        basis=new.basis,
    )


def of_progress(session: Session, track: Track, new: Due | None) -> None:
    """The next progress report is due so long after signing, then after each report; a light, no gate."""
    subject = ("track", track.id)
    deadlines.close(session, subject, DeadlineState.MET if new else DeadlineState.VOID)
    instance = session.get(Instance, track.instance_id) if track.instance_id else None
    if instance is not None and new is not None:
        session.add(_made(instance, subject, PROGRESS, new))
