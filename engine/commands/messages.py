"""send, send_from and fire: what reaches an instance beside the answers to its tasks."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, definitions, journal, moves, projection
from engine.actors import SYSTEM, Actor
from engine.commands.guards import hold, is_active, require_open, require_right
from engine.errors import BadValues, NotFound
from engine.interpreter import Run
from engine.journal import Event
from engine.models import Deadline, Message
from engine.models.deadline import DeadlineState
from engine.process import Host


def send(
    session: Session, host: Host, instance_id: int, message: str, values: Mapping[str, Any], *, actor: Actor
) -> bool:
    """Deliver a message, or keep it until the instance waits for it. True if it was delivered now."""
    instance = moves.lock(session, instance_id)
    if message not in host.process(instance.process).messages:
        raise BadValues(why=message)
    if not is_active(instance):
        return False
    journal.write(session, projection.stream(instance), Event.MESSAGE_SENT, actor, message=message)
    run = Run.load(definitions.spec(session, instance.definition_id), instance.state)
    before = run.open()
    key = next((k for k, found in before.items() if found.kind == "message" and found.message == message), None)
    if key is None:
        kept = Message(instance_id=instance.id, name=message, values=dict(values), sent_at=clock.now())
        session.add(kept)
        return False
    run.deliver(key, values)
    moves.run_on(session, host, instance, actor, run, before)
    return True


def send_from(session: Session, host: Host, item_id: int, message: str, *, actor: Actor) -> None:
    """End an open item's task by a message of its `sends`, for who may answer it; NotFound for any other message."""
    held = hold(session, host, item_id)
    require_open(held)
    require_right(session, host, actor, "complete", held.item)
    if message not in {one.message for one in held.user_task.sends}:
        raise NotFound
    send(session, host, held.instance.id, message, {}, actor=actor)


def fire(session: Session, host: Host, deadline_id: int) -> bool:
    """Let a due deadline fire its drawn timer, once. False if it was moved, met or fired meanwhile."""
    deadline = session.get(Deadline, deadline_id)
    if deadline is None:
        return False
    instance = moves.lock(session, deadline.instance_id)
    session.refresh(deadline)
    due = deadline.state is DeadlineState.RUNNING and deadline.fires and deadline.due_at <= clock.now()
    if not due or not is_active(instance):
        return False
    timer = str(deadline.timer)
    deadline.state, deadline.ended_at = DeadlineState.FIRED, clock.now()
    journal.write(session, projection.stream(instance), Event.TIMER_FIRED, SYSTEM, rule=deadline.rule)
    moves.move(session, host, instance, SYSTEM, lambda run: run.fire_timer(timer))
    return True
