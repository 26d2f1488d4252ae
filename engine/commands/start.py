"""start: begin an instance of the newest version of a process."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, definitions, journal, moves, projection
from engine.actors import Actor
from engine.errors import NotFound
from engine.interpreter import Run
from engine.journal import Event
from engine.models import Instance, InstanceState
from engine.process import Host


def start(
    session: Session,
    host: Host,
    process: str,
    subject: tuple[str, int],
    matter_id: int,
    values: Mapping[str, Any],
    *,
    actor: Actor,
) -> Instance:
    """Begin a process on a subject such as ("case", 7), which belongs to the case `matter_id`."""
    definition = definitions.latest(session, process)
    if definition is None:
        raise NotFound
    instance = Instance(
        definition_id=definition.id,
        process=process,
        subject_kind=subject[0],
        subject_id=subject[1],
        matter_id=matter_id,
        status=InstanceState.ACTIVE,
        state="",
        started_at=clock.now(),
        started_by=actor.person_id,
    )
    session.add(instance)
    session.flush()
    event = Event.INSTANCE_STARTED
    journal.write(
        session,
        projection.stream(instance),
        event,
        actor,
        process=process,
        version=definition.version,
        matter=matter_id,
    )
    run = Run.start(definitions.spec(session, definition.id), values)
    moves.run_on(session, host, instance, actor, run, {})
    return instance
