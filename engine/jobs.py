"""Jobs: rows written with the change that causes them, leased by a runner, finished once.

A lease is a conditional update that its worker renews while it works; its fence refuses a worker that was thought dead.
After the last attempt the job is an incident that a person retries or skips.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import datetime, timedelta
from threading import Event as Signal
from threading import Thread
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, select, true, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engine import bell, clock, journal, moves
from engine.actors import SYSTEM
from engine.crashpoint import crashpoint
from engine.db import after_commit, transaction
from engine.errors import KanjianError
from engine.journal import Event
from engine.models import Incident, InstanceState, Job, JobState
from engine.process import Host, JobKind
from engine.text import Text

LEASE = timedelta(seconds=20)  # with a runner's sweep of 5 s, an orphan is taken over within 30
RENEW = 5.0  # seconds between renewals of a lease
BACKOFF = (2, 10, 60, 300)  # seconds before the next attempt
PLANNING = "planning"
log = logging.getLogger(__name__)
FAILED = Text("“{job}”多次未能完成：{error}", "“{job}” failed repeatedly: {error}")
LOST = Text(
    "每次执行时运行进程都中途消失，请查看服务器日志",
    "each time the runner's process was gone while it worked; see the server's log",
)
UNKNOWN = Text("本版本没有这种作业：{kind}", "this version knows no such job: {kind}")


class NotDone(KanjianError):
    """A job that cannot be done by trying."""

    code = "job_not_done"


def add(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    instance_id: int | None = None,
    service: str | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Write a job beside the change that causes it, to be done at once or from `run_at` on; the runner is rung after
    the commit."""
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


def plan(session: Session, kind: str, payload: dict[str, Any], run_at: datetime | None = None, but: int = 0) -> None:
    """Write a job that comes again and again, each planning the next, unless one of its kind waits already; `but`: the
    one that is at work. However many processes plan, there is one."""
    alone(session)
    waits = Job.state.in_((JobState.TODO, JobState.LEASED)) & (Job.kind == kind) & (Job.id != but)
    if session.scalar(select(Job.id).where(waits).limit(1)) is None:
        add(session, kind, payload, run_at=run_at)


def alone(session: Session) -> None:
    """Wait until nobody else writes what there is to be once."""
    journal.hold(session, PLANNING)


class Lane(NamedTuple):
    """Which jobs a runner does: those of these kinds alone, or all but these."""

    kinds: Collection[str]
    alone: bool

    def condition(self) -> ColumnElement[bool]:
        return Job.kind.in_(self.kinds) if self.alone else Job.kind.not_in(self.kinds)


def _due(lane: Lane | None, now: datetime) -> ColumnElement[bool]:
    ready = Job.state.in_((JobState.TODO, JobState.LEASED)) & (Job.run_at <= now)
    return ready & (lane.condition() if lane else true())


def is_any_due(session: Session, lane: Lane | None = None) -> bool:
    """Whether there is something to lease."""
    return session.scalar(select(Job.id).where(_due(lane, clock.now())).limit(1)) is not None


def lease(database: Engine, lane: Lane | None = None) -> tuple[int, int] | None:
    """Take one due job (of a lane): (id, fence). A job whose lease has run out is taken over."""
    now = clock.now()
    with transaction(database) as session:
        job = session.scalar(
            select(Job).where(_due(lane, now)).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
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
        kind, given = _kind(host, job.kind), {**job.payload, "job": job.id}
    if job.attempts > kind.attempts:
        fail(database, kind, job_id, fence, LOST)
        return False
    try:
        result = _worked(database, host, kind, given, (job_id, fence))
        crashpoint("job_worked")
        finish(database, host, job_id, fence, kind, result)
    except Exception as error:  # noqa: BLE001 - one of the three places: any failure of a job is retried, then shown
        fail(database, kind, job_id, fence, in_words(error))
        return False
    return True


def _kind(host: Host, key: str) -> JobKind:
    """The kind of a job; of one that this version does not know, every attempt fails in words."""
    try:
        return host.job_kind(key)
    except KeyError:
        return JobKind(key, Text(key, key), _refuse, lambda *_: {}, read=lambda *_: key)


def _refuse(key: str) -> None:
    raise NotDone(UNKNOWN, kind=key)


def _worked(database: Engine, host: Host, kind: JobKind, given: dict[str, Any], leased: tuple[int, int]) -> Any:
    """What the job's work gives; while it lasts, the lease is kept."""
    if kind.read is None and kind.work is None:
        return None
    found: Any = given
    with _kept(database, *leased):
        if kind.read is not None:
            with transaction(database, read_only=True) as session:
                found = kind.read(session, given, host)
        return kind.work(found) if kind.work else None


@contextmanager
def _kept(database: Engine, job_id: int, fence: int) -> Iterator[None]:
    """Renew a lease again and again meanwhile, in a thread: so work that takes long is not done twice at once, and that
    of a dead worker is soon taken over."""
    over = Signal()

    def renew() -> None:
        while not over.wait(RENEW):
            try:
                with transaction(database) as session:
                    mine = (Job.id == job_id) & (Job.fence == fence) & (Job.state == JobState.LEASED)
                    session.execute(update(Job).where(mine).values(run_at=clock.now() + LEASE))
            except SQLAlchemyError:
                log.warning("the lease of job %s could not be renewed", job_id, exc_info=True)

    keeper = Thread(target=copy_context().run, args=(renew,), name=f"lease of {job_id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def in_words(error: Exception) -> Text:
    """What went wrong: in words where the error has some, else as Python says it."""
    if isinstance(error, KanjianError):
        return error.text
    said = f"{type(error).__name__}: {error}"
    return Text(said, said)


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


def fail(database: Engine, kind: JobKind, job_id: int, fence: int, error: Text) -> None:
    """Keep the error; try again later, or make it an incident after the last attempt."""
    with transaction(database) as session:
        job = _held(session, job_id, fence)
        if job is None:
            return
        job.last_error = error.en[:2000]
        if job.attempts < kind.attempts:
            wait = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]
            job.state, job.run_at = JobState.TODO, clock.now() + timedelta(seconds=wait)
            return
        job.state, job.ended_at = JobState.FAILED, clock.now()
        stream = f"instance:{job.instance_id}" if job.instance_id else "jobs"
        journal.write(session, stream, Event.JOB_FAILED, SYSTEM, job=job.id, kind=job.kind)
        if kind.shares_incident and _has_incident(session, kind.key):
            return
        words = FAILED.format(job=kind.label, error=Text(error.zh[:200], error.en[:200]))
        session.add(
            Incident(
                instance_id=job.instance_id,
                job_id=job.id,
                code="job_failed",
                message=list(words),
                opened_at=clock.now(),
            )
        )


def _has_incident(session: Session, kind: str) -> bool:
    found = select(Incident.id).join(Job, Job.id == Incident.job_id)
    return session.scalar(found.where(Job.kind == kind, Incident.resolved_at.is_(None)).limit(1)) is not None


def under(session: Session, job: Job) -> list[Job]:
    """The failed jobs for which the incident of one stands: it, and those of the same kind that have none."""
    own = select(Incident.job_id).where(Incident.job_id == Job.id, Incident.resolved_at.is_(None))
    found = select(Job).where(Job.kind == job.kind, Job.state == JobState.FAILED, ~own.exists()).order_by(Job.id)
    return [job, *session.scalars(found)]
