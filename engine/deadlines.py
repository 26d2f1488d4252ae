"""Deadlines as rows: opened with what they bind, met or void with it, moved by an update alone.

What has happened to a running date (extended, suspended, counted again) stands beside it for good, and in the journal.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.journal import Event
from engine.models import (
    Candidate,
    Deadline,
    DeadlineChange,
    Instance,
    InstanceState,
    ItemState,
    Task,
    TaskState,
    WorkItem,
)
from engine.models.deadline import ChangeKind, DeadlineState
from engine.process import Due, Host

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
OPEN = (DeadlineState.RUNNING, DeadlineState.SUSPENDED)


class Cause(NamedTuple):
    """Why a date changes, by whom and in which act (an instance beside the case)."""

    kind: ChangeKind
    actor: Actor
    reason: str = ""
    act_id: int | None = None
    by: str = ""  # post and name of who decided, where it is not the actor


def open_deadline(
    session: Session, host: Host, instance: Instance, subject: tuple[str, int], rule: str, timer: str | None = None
) -> Deadline | None:
    """Start the clock of `rule` for a subject such as ("task", 7); None where the rule has no date yet."""
    due = host.due(session, instance, rule, clock.now())
    if due is None:
        return None
    return start(session, instance, subject, rule, due, timer)


def start(
    session: Session, instance: Instance, subject: tuple[str, int], rule: str, due: Due, timer: str | None = None
) -> Deadline:
    """The row of a date that is known already; its clock runs, unless the date says that it stands still."""
    made = Deadline(
        instance_id=instance.id,
        subject_kind=subject[0],
        subject_id=subject[1],
        rule=due.rule or rule,
        basis=due.basis,
        started_on=due.started_on,
        counts_from=due.counts_from,
        unit=due.unit,
        span=due.span,
        warn_at=due.warn_at,
        due_at=due.due_at,
        is_provisional=due.is_provisional,
        fires=timer is not None,
        timer=timer,
        state=DeadlineState.RUNNING if due.left is None else DeadlineState.SUSPENDED,
        suspended_on=None if due.left is None else due.started_on,
        left=due.left,
    )
    if due.owed is not None and timer is None:  # of a drawn timer it is the step's own row that is owed
        made.owed_by, made.owed_to, made.kept_by = due.owed
    session.add(made)
    return made


_CLOSE = (
    update(Deadline)
    .where(
        Deadline.subject_kind == bindparam("kind"),
        Deadline.subject_id == bindparam("subject"),
        Deadline.state.in_(OPEN),
    )
    .values(state=bindparam("ended_as"), ended_at=bindparam("now"))
    .execution_options(autoflush=False)
)


def close(session: Session, subject: tuple[str, int], state: DeadlineState) -> None:
    """End the open deadlines of a subject: MET when it was done, VOID when it fell away."""
    if any(isinstance(row, Deadline) for row in session.new):
        session.flush()
    session.execute(_CLOSE, {"kind": subject[0], "subject": subject[1], "ended_as": state, "now": clock.now()})


def reopen(session: Session, subject: tuple[str, int]) -> None:
    """What was done is not done after all: its date runs on as if it had never been met."""
    is_its = (Deadline.subject_kind == subject[0]) & (Deadline.subject_id == subject[1])
    met = select(Deadline).where(is_its, Deadline.state == DeadlineState.MET).order_by(Deadline.id.desc()).limit(1)
    row = session.scalar(met)
    if row is not None:
        row.state, row.ended_at = DeadlineState.RUNNING, None


def close_timers(session: Session, instance_id: int, timers: set[str]) -> None:
    """The drawn timers that no longer wait: void."""
    if timers:
        session.execute(
            update(Deadline)
            .where(
                Deadline.instance_id == instance_id,
                Deadline.timer.in_(timers),
                Deadline.state.in_(OPEN),
            )
            .values(state=DeadlineState.VOID, ended_at=clock.now())
        )


def move(session: Session, row: Deadline, new: Due, cause: Cause, shown: bool = True) -> bool:
    """Give a running row another date; False where it has it already. What stands on lists follows, unless whoever
    moves many rows lets it follow at once (`shown` False; then `show`)."""
    if (row.due_at, row.warn_at, row.basis) == (new.due_at, new.warn_at, new.basis):
        row.is_provisional = new.is_provisional
        return False
    if (row.due_at, row.basis) != (new.due_at, new.basis):
        _note(session, row, cause, new.due_at, new.basis)
    row.basis, row.warn_at, row.due_at, row.is_provisional = new.basis, new.warn_at, new.due_at, new.is_provisional
    row.counts_from, row.unit, row.span = new.counts_from, new.unit, new.span
    if shown:
        show(session, [row])
    return True


def suspend(session: Session, rows: Iterable[Deadline], on: date, left: Sequence[int], cause: Cause) -> None:
    """Let running clocks stand still from a day on; `left`: the working days that remain of each, in their order."""
    held = list(rows)
    for row, days in zip(held, left, strict=True):
        _note(session, row, cause, row.due_at, row.basis, days, on)
        row.state, row.suspended_on, row.left = DeadlineState.SUSPENDED, on, days
    show(session, held)


def resume(session: Session, row: Deadline, new: Due, cause: Cause) -> None:
    """Let a suspended clock go on, with the date that its remaining days give."""
    _note(session, row, cause, new.due_at, row.basis, row.left, new.counts_from)
    row.state, row.suspended_on, row.left = DeadlineState.RUNNING, None, None
    row.warn_at, row.due_at, row.is_provisional = new.warn_at, new.due_at, new.is_provisional
    row.counts_from, row.unit, row.span = new.counts_from, new.unit, new.span
    show(session, [row])


def _note(
    session: Session,
    row: Deadline,
    cause: Cause,
    due_at: datetime,
    basis: str,
    left: int | None = None,
    from_on: date | None = None,
) -> None:
    made = DeadlineChange(
        deadline_id=row.id,
        kind=cause.kind,
        at=clock.now(),
        old_due_at=row.due_at,
        new_due_at=due_at,
        old_basis=row.basis,
        new_basis=basis,
        left=left,
        from_on=from_on,
        by_person_id=cause.actor.person_id,
        by_words=(cause.by or cause.actor.name)[:160],
        reason=cause.reason,
        act_id=cause.act_id,
    )
    session.add(made)
    journal.write(
        session,
        f"instance:{row.instance_id}",
        Event.DEADLINE_MOVED,
        cause.actor,
        deadline=row.id,
        kind=str(cause.kind),
        subject=f"{row.subject_kind}:{row.subject_id}",
        rule=row.rule,
        old=clock.day_of(row.due_at).isoformat(),
        due=clock.day_of(due_at).isoformat(),
        basis=basis,
        left=left,
        act=cause.act_id,
    )


def show(session: Session, rows: Sequence[Deadline]) -> None:
    """Let the tasks, items and queues that carry these dates say the same."""
    by_task = {row.subject_id: row for row in rows if row.subject_kind == "task"}
    by_item = {row.subject_id: row for row in rows if row.subject_kind == "item"}
    for task in session.scalars(select(Task).where(Task.id.in_(by_task))):
        say(task, by_task[task.id])
    of_tasks = WorkItem.task_id.in_(by_task) & WorkItem.rule.is_(None)
    found = select(WorkItem).where(of_tasks | WorkItem.id.in_(by_item), WorkItem.state == ItemState.OPEN)
    items = {item.id: item for item in session.scalars(found)}
    for item in items.values():
        say(item, by_item.get(item.id) or by_task[item.task_id])
    for queued in session.scalars(select(Candidate).where(Candidate.work_item_id.in_(items))):
        queued.due_at = items[queued.work_item_id].due_at or NEVER


def say(shown: Task | WorkItem, row: Deadline) -> None:
    """What a list shows of a date; none while its clock stands still."""
    stands = row.state is DeadlineState.SUSPENDED
    shown.is_suspended = stands
    shown.warn_at, shown.due_at = (None, None) if stands else (row.warn_at, row.due_at)


def due_timers() -> Select[int, int]:
    """Deadlines that fire a drawn timer and are due, with their instances, the oldest first; an indexed look, no state
    is loaded."""
    return (
        select(Deadline.id, Instance.id)
        .join(Instance, Instance.id == Deadline.instance_id)
        .where(Deadline.fires, Deadline.state == DeadlineState.RUNNING, Deadline.due_at <= clock.now())
        .where(Instance.status == InstanceState.ACTIVE)
        .order_by(Deadline.due_at)
    )


def run_out() -> Select[int, int]:
    """Items whose step lets them end unanswered and whose time is over, with their instances, the oldest first."""
    return (
        select(WorkItem.id, Instance.id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(WorkItem.expires.is_(True), WorkItem.state == ItemState.OPEN, WorkItem.due_at <= clock.now())
        .where(Task.state == TaskState.READY, Instance.status == InstanceState.ACTIVE)
        .order_by(WorkItem.due_at)
    )
