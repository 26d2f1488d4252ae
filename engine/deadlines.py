"""Deadlines as rows: opened with what they bind, met or void with it, moved by an update alone."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Deadline, Instance
from engine.models.deadline import DeadlineState
from engine.process import Host


def open_deadline(
    session: Session, host: Host, instance: Instance, subject: tuple[str, int], rule: str, timer: str | None = None
) -> Deadline | None:
    """Start the clock of `rule` for a subject such as ("task", 7); None where the rule has no date yet."""
    due = host.due(session, instance, rule, clock.now())
    if due is None:
        return None
    made = Deadline(
        instance_id=instance.id,
        subject_kind=subject[0],
        subject_id=subject[1],
        rule=rule,
        basis=due.basis,
        started_on=due.started_on,
        warn_at=due.warn_at,
        due_at=due.due_at,
        is_provisional=due.is_provisional,
        fires=timer is not None,
        timer=timer,
        state=DeadlineState.RUNNING,
    )
    session.add(made)
    return made


def close(session: Session, subject: tuple[str, int], state: DeadlineState) -> None:
    """End the running deadlines of a subject: MET when it was done, VOID when it fell away."""
    session.execute(
        update(Deadline)
        .where(
            Deadline.subject_kind == subject[0],
            Deadline.subject_id == subject[1],
            Deadline.state == DeadlineState.RUNNING,
        )
        .values(state=state, ended_at=clock.now())
    )


def close_timers(session: Session, instance_id: int, timers: set[str]) -> None:
    """The drawn timers that no longer wait: void."""
    if timers:
        session.execute(
            update(Deadline)
            .where(
                Deadline.instance_id == instance_id,
                Deadline.timer.in_(timers),
                Deadline.state == DeadlineState.RUNNING,
            )
            .values(state=DeadlineState.VOID, ended_at=clock.now())
        )


def due_timers(session: Session, at: datetime, limit: int = 100) -> list[int]:
    """Ids of deadlines that fire a drawn timer and are due; an indexed look, no state is loaded."""
    return list(
        session.scalars(
            select(Deadline.id)
            .where(Deadline.fires, Deadline.state == DeadlineState.RUNNING, Deadline.due_at <= at)
            .order_by(Deadline.due_at)
            .limit(limit)
        )
    )
