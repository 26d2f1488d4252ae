"""Jobs: rows written with the change that causes them, leased by a runner, finished once.

A lease is a conditional update; its fence refuses a worker that was thought dead. After the last attempt
the job is an incident that a person retries or skips.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from engine import bell, clock, journal, moves
from engine.actors import SYSTEM
from engine.crashpoint import crashpoint
from engine.db import after_commit, transaction
from engine.journal import Event
from engine.models import Incident, Instance, InstanceState, Job, JobState
from engine.process import Host, JobKind
from engine.text import Text

LEASE = timedelta(seconds=30)
BACKOFF = (2, 10, 60, 300)  # seconds before the next attempt
FAILED = Text("“{job}”多次未能完成：{error}", "“{job}” failed repeatedly: {error}")


def add(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    instance_id: int | None = None,
    service: str | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Write a job beside the change that causes it; the runner is rung after the commit. `run_at`: not before then."""
    now = clock.now()
    job = Job(
        kind=kind,
        instance_id=instance_id,
        service=service,
        payload=payload,
        state=JobState.TODO,
        run_at=run_at or now,
        created_at=now,
    )
    session.add(job)
    if not session.info.get("rung"):
        session.info["rung"] = True
        after_commit(session, bell.ring)
    return job


def lease(database: Engine) -> tuple[int, int] | None:
    """Take one due job: (id, fence). A job whose lease has run out is taken over."""
    now = clock.now()
    with transaction(database) as session:
        job = session.scalar(
            select(Job)
            .where(Job.state.in_((JobState.TODO, JobState.LEASED)), Job.run_at <= now)
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if job is None:
            return None
        job.state = JobState.LEASED
        job.fence += 1
        job.attempts += 1
        job.run_at = now + LEASE
        return job.id, job.fence


def run(database: Engine, host: Host, job_id: int, fence: int) -> bool:
    """Do a leased job: the effect without a transaction, then the result in one. False if it failed."""
    with transaction(database, read_only=True) as session:
        job = session.get_one(Job, job_id)
        kind, given = host.job_kind(job.kind), dict(job.payload)
    try:
        if kind.read is not None:
            with transaction(database, read_only=True) as session:
                given = kind.read(session, given, host)
        result = kind.work(given) if kind.work else None
        crashpoint("job_worked")
        finish(database, host, job_id, fence, kind, result)
    except Exception as error:  # noqa: BLE001 - one of the three places: any failure of a job is retried, then shown
        fail(database, kind, job_id, fence, f"{type(error).__name__}: {error}")
        return False
    return True


def finish(database: Engine, host: Host, job_id: int, fence: int, kind: JobKind, result: Any) -> None:
    """Write a job's result, and let the drawn task that waits for it go on."""
    with transaction(database) as session:
        job = _held(session, job_id, fence)
        if job is None:
            return
        instance = moves.lock(session, job.instance_id) if job.service and job.instance_id else None
        values = kind.finish(session, job, result, host)
        job.state, job.ended_at, job.last_error = JobState.DONE, clock.now(), None
        stream = f"instance:{job.instance_id}" if job.instance_id else "jobs"
        journal.write(session, stream, Event.JOB_DONE, SYSTEM, job=job.id, kind=job.kind)
        if instance is not None and instance.status is InstanceState.ACTIVE:
            key = str(job.service)
            moves.move(session, host, instance, SYSTEM, lambda state: state.finish_job(key, values))


def _held(session: Session, job_id: int, fence: int) -> Job | None:
    job = session.scalar(select(Job).where(Job.id == job_id).with_for_update())
    return job if job and job.state is JobState.LEASED and job.fence == fence else None


def fail(database: Engine, kind: JobKind, job_id: int, fence: int, error: str) -> None:
    """Keep the error; try again later, or make it an incident after the last attempt."""
    with transaction(database) as session:
        job = _held(session, job_id, fence)
        if job is None:
            return
        job.last_error = error[:2000]
        if job.attempts < kind.attempts:
            wait = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]
            job.state, job.run_at = JobState.TODO, clock.now() + timedelta(seconds=wait)
            return
        job.state, job.ended_at = JobState.FAILED, clock.now()
        stream = f"instance:{job.instance_id}" if job.instance_id else "jobs"
        journal.write(session, stream, Event.JOB_FAILED, SYSTEM, job=job.id, kind=job.kind)
        words = FAILED.format(job=kind.label, error=error[:200])
        session.add(
            Incident(
                instance_id=job.instance_id,
                job_id=job.id,
                code="job_failed",
                message=list(words),
                opened_at=clock.now(),
            )
        )


def waiting(session: Session) -> bool:
    """Whether a job is due that `lease` would give out; one for a later day is none yet."""
    due = Job.state.in_((JobState.TODO, JobState.LEASED)) & (Job.run_at <= clock.now())
    return session.scalar(select(Job.id).where(due).limit(1)) is not None


def release_all(session: Session) -> None:
    """Give every leased job back at once: for a single runner at its start, which knows that no other lives."""
    session.execute(update(Job).where(Job.state == JobState.LEASED).values(run_at=clock.now()))


def open_instances(session: Session) -> list[Instance]:
    """Instances that have not ended."""
    return list(session.scalars(select(Instance).where(Instance.status == InstanceState.ACTIVE)))
