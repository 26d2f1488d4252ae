"""retry and skip: what a person does about an incident of a job; stuck and unstuck: of what time alone brings about."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import bell, clock, jobs, journal, moves
from engine.actors import SYSTEM, Actor
from engine.db import after_commit
from engine.errors import NotFound
from engine.journal import Event
from engine.models import Incident, Job, JobState
from engine.process import Host
from engine.text import Text

STUCK = "stuck"
CANNOT_GO_ON = Text(
    "到期后流程未能继续：{error}。系统会不断重试，成功后自动关闭。",
    "What was due could not go on: {error}. It is tried again and again, and this closes when it succeeds.",
)


def retry(session: Session, incident_id: int, *, actor: Actor) -> Job:
    """Run the failed job again, with fresh attempts, and those that share its incident."""
    incident, job = _failed(session, incident_id)
    for one in jobs.under(session, job):
        one.state, one.attempts, one.run_at, one.ended_at = JobState.TODO, 0, clock.now(), None
    _resolve(session, incident, "retried", actor)
    after_commit(session, bell.ring)
    return job


def skip(
    session: Session, host: Host, incident_id: int, values: Mapping[str, Any], reason: str, *, actor: Actor
) -> None:
    """Let the process go on as if the job had given `values`; the reason is kept."""
    incident, job = _failed(session, incident_id)
    for one in jobs.under(session, job):
        one.state, one.ended_at = JobState.CANCELLED, clock.now()
    _resolve(session, incident, reason, actor)
    if job.service and job.instance_id:
        key = job.service
        instance = moves.lock(session, job.instance_id)
        moves.move(session, host, instance, actor, lambda run: run.finish_job(key, values))


def _failed(session: Session, incident_id: int) -> tuple[Incident, Job]:
    incident = session.get(Incident, incident_id)
    job = session.get(Job, incident.job_id) if incident and incident.job_id else None
    if incident is None or incident.resolved_at is not None or job is None or job.state is not JobState.FAILED:
        raise NotFound
    return incident, job


def _resolve(session: Session, incident: Incident, resolution: str, actor: Actor) -> None:
    incident.resolved_at, incident.resolved_by = clock.now(), actor.person_id
    incident.resolution = resolution
    stream = f"instance:{incident.instance_id}" if incident.instance_id else "jobs"
    journal.write(session, stream, Event.INCIDENT_RESOLVED, actor, incident=incident.id, resolution=resolution)


def stuck(session: Session, instance_id: int, error: Text) -> None:
    """Say that what was due in an instance could not be done; once, until it is."""
    if _stuck(session, instance_id) is None:
        words = list(CANNOT_GO_ON.format(error=Text(error.zh[:200], error.en[:200])))
        made = Incident(instance_id=instance_id, code=STUCK, message=words, opened_at=clock.now())
        session.add(made)
        session.flush()
        journal.write(session, f"instance:{instance_id}", Event.INCIDENT_OPENED, SYSTEM, incident=made.id)


def unstuck(session: Session, instance_id: int) -> None:
    """Close what `stuck` has said of an instance, if it has."""
    incident = _stuck(session, instance_id)
    if incident is not None:
        _resolve(session, incident, "succeeded", SYSTEM)


def _stuck(session: Session, instance_id: int) -> Incident | None:
    found = select(Incident).where(Incident.instance_id == instance_id, Incident.code == STUCK)
    return session.scalar(found.where(Incident.resolved_at.is_(None)).limit(1))
