"""Advancing an instance: load, act, run to the next wait, write rows, save. Shared by the commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engine import clock, definitions, journal, projection
from engine.actors import Actor
from engine.errors import NotFound
from engine.interpreter import Open, Run
from engine.journal import Event
from engine.models import Instance, InstanceState, Message, Task, TaskState
from engine.process import Host, Moved, Process, ServiceStep


@dataclass
class StoreHandlers:
    """The interpreter's view of Python and of the store, for one advance."""

    session: Session
    host: Host
    process: Process
    instance: Instance
    actor: Actor
    _facts: dict[str, Any] | None = field(default=None)

    def service(self, element_id: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Run a `@service`; a job is left waiting (None) for its row."""
        if element_id in self.process.jobs:
            return None
        self._facts = None
        step = ServiceStep(self.session, self.instance, data, self.host, self.actor)
        return self.process.services[element_id](step)

    def facts(self) -> Mapping[str, Any]:
        """Facts of the case for conditions and decision tables, read once per look."""
        if self._facts is None:
            self._facts = dict(self.process.facts(self.session, self.instance)) if self.process.facts else {}
        return self._facts


def lock(session: Session, instance_id: int) -> Instance:
    """The instance's row, locked until the commit. On SQLite the transaction itself is the lock."""
    found = session.scalar(
        select(Instance)
        .where(Instance.id == instance_id)
        .options(undefer(Instance.state))
        .with_for_update(of=Instance)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def look(session: Session, instance_id: int) -> Instance:
    """The instance with its state, to read only."""
    return session.get_one(Instance, instance_id, options=[undefer(Instance.state)])


def move(
    session: Session,
    host: Host,
    instance: Instance,
    actor: Actor,
    act: Callable[[Run], None],
    gone: TaskState = TaskState.CANCELLED,
) -> Moved:
    """Do `act` on the loaded state, run on, and write what follows. The instance must be locked."""
    spec = definitions.spec(session, instance.definition_id)
    run = Run.load(spec, instance.state)
    before = run.open()
    act(run)
    return run_on(session, host, instance, actor, run, before, gone)


def run_on(
    session: Session,
    host: Host,
    instance: Instance,
    actor: Actor,
    run: Run,
    before: Mapping[str, Open],
    gone: TaskState = TaskState.CANCELLED,
) -> Moved:
    """Advance to the next wait, project, deliver what had come early, save, and tell the domain."""
    process = host.process(instance.process)
    handlers = StoreHandlers(session, host, process, instance, actor)
    run.advance(handlers)
    after = run.open()
    opened, ended = projection.project(session, host, instance, before, after, actor, gone)
    while early := _early_message(session, instance, after):
        message, key = early
        run.deliver(key, message.values)
        message.delivered_at = clock.now()
        run.advance(handlers)
        before, after = after, run.open()
        more, less = projection.project(session, host, instance, before, after, actor)
        opened, ended = [task for task in opened if task not in less] + more, ended + less
    run.check_alive()
    return _save(session, host, instance, actor, run, (opened, ended))


def _early_message(session: Session, instance: Instance, after: Mapping[str, Open]) -> tuple[Message, str] | None:
    waiting = {found.message: key for key, found in after.items() if found.kind == "message"}
    if not waiting:
        return None
    message = session.scalar(
        select(Message)
        .where(
            Message.instance_id == instance.id,
            Message.delivered_at.is_(None),
            Message.name.in_([name for name in waiting if name]),
        )
        .order_by(Message.id)
        .limit(1)
    )
    return (message, waiting[message.name]) if message else None


def _save(
    session: Session,
    host: Host,
    instance: Instance,
    actor: Actor,
    run: Run,
    tasks: tuple[list[Task], list[Task]],
) -> Moved:
    instance.state = run.dump()
    if run.completed:
        instance.status = InstanceState.COMPLETED
        instance.ended_at = clock.now()
        journal.write(session, projection.stream(instance), Event.INSTANCE_COMPLETED, actor)
    standing = frozenset(found.element_id for found in run.open().values())
    moved = Moved(instance, tuple(tasks[0]), tuple(tasks[1]), standing, run.completed)
    host.moved(session, moved, actor)
    return moved
