"""terminate: end an instance before its end, with a reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, definitions, journal, moves, projection
from engine.actors import Actor
from engine.commands.guards import is_active
from engine.interpreter import Run
from engine.journal import Event
from engine.models import InstanceState, Task, TaskState
from engine.process import Host, Moved


def terminate(session: Session, host: Host, instance_id: int, reason: str, *, actor: Actor) -> bool:
    """Cancel everything open of an instance. False if it had already ended."""
    instance = moves.lock(session, instance_id)
    if not is_active(instance):
        return False
    run = Run.load(definitions.spec(session, instance.definition_id), instance.state)
    before = run.open()
    run.cancel()
    _, ended = projection.project(session, host, instance, before, {}, actor)
    instance.state = run.dump()
    instance.status, instance.ended_at = InstanceState.TERMINATED, clock.now()
    journal.write(session, projection.stream(instance), Event.INSTANCE_TERMINATED, actor, reason=reason)
    for task in session.scalars(select(Task).where(Task.instance_id == instance.id, Task.state == TaskState.READY)):
        projection.close_task(session, task, TaskState.CANCELLED)
    host.moved(session, Moved(instance, (), tuple(ended), frozenset(), ended=True), actor)
    return True
