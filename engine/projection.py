"""From the interpreter's state to rows: which tasks opened and closed, whose turn it is, what must ring.

Called after every advance, in the same transaction. Only the difference is written.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from engine import clock, deadlines, journal
from engine.actors import Actor
from engine.deadlines import NEVER
from engine.interpreter import Open
from engine.journal import Event
from engine.models import Candidate, Incident, Instance, ItemState, Job, JobState, Task, TaskState, WorkItem
from engine.models.deadline import DeadlineState
from engine.process import Came, Host, NewItem, Step, UserTask
from engine.text import Text

NOBODY = Text("“{task}”没有可以办理的人，请管理员核对岗位。", "Nobody can do “{task}”; please check the posts.")


def stream(instance: Instance) -> str:
    """The journal's stream of an instance."""
    return f"instance:{instance.id}"


def open_task(session: Session, host: Host, instance: Instance, waiting: Open, actor: Actor) -> Task:
    """Make the row of a task that became ready, with its work items."""
    process = host.process(instance.process)
    user_task = process.task(waiting.element_id)
    task = Task(
        instance_id=instance.id,
        key=waiting.key,
        element=waiting.element_id,
        state=TaskState.READY,
        values=dict(waiting.data),
        created_at=clock.now(),
    )
    session.add(task)
    session.flush()
    journal.write(session, stream(instance), Event.TASK_OPENED, actor, task=task.id, element=task.element)
    if user_task.deadline and not user_task.deadline_per_item:
        due = deadlines.open_deadline(session, host, instance, ("task", task.id), user_task.deadline)
        if due is not None:
            deadlines.say(task, due)
    step = step_of(session, instance, task, actor)
    add_items(session, host, instance, task, user_task.items(step, host), actor)
    if not task.items:
        _nobody(session, instance, user_task, None)
    return task


def step_of(session: Session, instance: Instance, task: Task, actor: Actor, item: WorkItem | None = None) -> Step:
    """What the task's code gets to see."""
    return Step(
        session=session,
        instance=instance,
        subject_kind=instance.subject_kind,
        subject_id=instance.subject_id,
        values=task.values,
        actor=actor,
        task=task,
        item=item,
    )


def add_items(
    session: Session, host: Host, instance: Instance, task: Task, new: Iterable[NewItem], actor: Actor
) -> None:
    """Add work items to a task and open those whose turn it is."""
    user_task = host.process(instance.process).task(task.element)
    made = []
    for wanted in new:
        item = WorkItem(
            instance_id=instance.id,
            task_id=task.id,
            position=wanted.position,
            act=wanted.act,
            kind=wanted.kind,
            label=list(wanted.label) if wanted.label else None,
            state=ItemState.WAITING,
            groups=list(wanted.groups),
            rule=wanted.deadline or (user_task.deadline if user_task.deadline_per_item else None),
            expires="NO_RESPONSE" in user_task.on_expiry,
        )
        task.items.append(item)
        made.append(item)
    session.flush()
    first = min((item.position for item in made), default=0)
    for item in made:
        if not user_task.completion.opens_one_by_one() or item.position == first:
            open_item(session, host, instance, task, item, actor)


def open_item(session: Session, host: Host, instance: Instance, task: Task, item: WorkItem, actor: Actor) -> None:
    """It is this item's turn: start its clock and put it into the queues of those who may do it."""
    due = deadlines.open_deadline(session, host, instance, ("item", item.id), item.rule) if item.rule else None
    item.state = ItemState.OPEN
    item.opened_at = clock.now()
    if due is not None:
        deadlines.say(item, due)
    else:
        item.warn_at, item.due_at, item.is_suspended = task.warn_at, task.due_at, task.is_suspended
    queue(session, item)
    host.came(session, item, Came.OPENED, actor)
    if not item.groups:
        _nobody(session, instance, host.process(instance.process).task(task.element), item)


def queue(session: Session, item: WorkItem) -> None:
    """Put an open item into the queue of its assignee, or of all its candidates."""
    groups = [f"person:{item.assignee_id}"] if item.assignee_id else item.groups
    if groups:
        lines = [{"group_key": group, "due_at": item.due_at or NEVER, "work_item_id": item.id} for group in groups]
        session.connection().execute(_QUEUE, lines)


_QUEUE = insert(Candidate)
_UNQUEUE = delete(Candidate).where(Candidate.work_item_id.in_(bindparam("items", expanding=True)))
"""Sent as they are, for nobody holds a line of the queue in memory."""


def unqueue(session: Session, items: list[WorkItem]) -> None:
    """Take items out of every queue."""
    if items:
        session.connection().execute(_UNQUEUE, {"items": [item.id for item in items]})


def close_items(session: Session, task: Task, state: ItemState) -> None:
    """The task is over: what is still open or waiting of its items becomes `state`."""
    left = [item for item in task.items if item.state in (ItemState.OPEN, ItemState.WAITING)]
    was_open = [item for item in left if item.state is ItemState.OPEN]
    for item in left:
        item.state = state
    unqueue(session, was_open)
    for item in was_open:
        deadlines.close(session, ("item", item.id), DeadlineState.VOID)


def close_task(session: Session, task: Task, state: TaskState) -> None:
    """A task that ended without being completed: cancelled or taken back."""
    task.state, task.ended_at = state, clock.now()
    close_items(session, task, ItemState.TAKEN_BACK if state is TaskState.TAKEN_BACK else ItemState.CANCELLED)
    deadlines.close(session, ("task", task.id), DeadlineState.VOID)


def project(
    session: Session,
    host: Host,
    instance: Instance,
    before: Mapping[str, Open],
    after: Mapping[str, Open],
    actor: Actor,
    gone: TaskState = TaskState.CANCELLED,
) -> tuple[list[Task], list[Task]]:
    """Write the difference; returns the tasks that opened and those that ended without completion."""
    closed = [waiting for key, waiting in before.items() if key not in after]
    opened = [waiting for key, waiting in after.items() if key not in before]
    ended = _close(session, instance, closed, actor, gone)
    made = []
    for waiting in opened:
        if waiting.kind == "user":
            made.append(open_task(session, host, instance, waiting, actor))
        elif waiting.kind == "timer" and waiting.timer:
            subject = ("timer", instance.id)
            deadlines.open_deadline(session, host, instance, subject, waiting.timer, timer=waiting.key)
        elif waiting.kind == "job":
            _open_job(session, host, instance, waiting)
    return made, ended


def _close(session: Session, instance: Instance, closed: list[Open], actor: Actor, gone: TaskState) -> list[Task]:
    ended = []
    keys = [waiting.key for waiting in closed if waiting.kind == "user"]
    if keys:
        found = select(Task).where(Task.instance_id == instance.id, Task.key.in_(keys), Task.state == TaskState.READY)
        event = Event.TASK_TAKEN_BACK if gone is TaskState.TAKEN_BACK else Event.TASK_CANCELLED
        for task in session.scalars(found):
            close_task(session, task, gone)
            journal.write(session, stream(instance), event, actor, task=task.id, element=task.element)
            ended.append(task)
    deadlines.close_timers(session, instance.id, {waiting.key for waiting in closed if waiting.kind == "timer"})
    services = [waiting.key for waiting in closed if waiting.kind == "job"]
    if services:
        found_jobs = select(Job).where(
            Job.instance_id == instance.id,
            Job.service.in_(services),
            Job.state.in_((JobState.TODO, JobState.LEASED)),
        )
        for job in session.scalars(found_jobs):
            job.state, job.ended_at = JobState.CANCELLED, clock.now()
    return ended


def _open_job(session: Session, host: Host, instance: Instance, waiting: Open) -> None:
    from engine import jobs

    kind = host.job_kind(host.process(instance.process).jobs[waiting.element_id])
    run_at = kind.not_before(session, waiting.data) if kind.not_before else None
    jobs.add(session, kind.key, dict(waiting.data), instance.id, waiting.key, run_at)


def _nobody(session: Session, instance: Instance, user_task: UserTask, item: WorkItem | None) -> None:
    words = NOBODY.format(task=user_task.label)
    session.add(
        Incident(
            instance_id=instance.id,
            work_item_id=item.id if item else None,
            code="nobody",
            message=list(words),
            opened_at=clock.now(),
        )
    )
