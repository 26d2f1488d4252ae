"""When the cases are looked through: every morning, batch after batch. Nobody has to wake it.

A morning's job plans that of the next day before it begins its own round, so that a round which fails takes no other
with it. Each batch is a transaction of its own and writes the next one: a runner that dies loses nothing.
"""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.models import Job
from engine.process import Host, JobKind
from engine.text import Text
from workflows.guarding import examining, settling
from workflows.guarding.settling import Batch

BEGIN, GO_ON = "guard_morning", "guard_batch"
AT = time(6)


def plan(session: Session) -> None:
    """Have the cases looked through from now on, if nobody has planned that: for whoever runs jobs, at its start."""
    jobs.plan(session, BEGIN, {})


def begin(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """Plan the next morning, and begin the round of this one. A server that stood still for days makes one round."""
    tomorrow = clock.today() + timedelta(days=1)
    jobs.plan(session, BEGIN, {}, datetime.combine(tomorrow, AT, clock.CITY), but=job.id)
    jobs.add(session, GO_ON, {"after": 0, "looked_at": 0, "found": 0})
    return {}


def _gather(session: Session, payload: dict[str, Any], host: Host) -> dict[str, Any]:
    return asdict(settling.look_through(session, host, payload["after"], examining.BATCH))


def go_on(session: Session, job: Job, result: Any, host: Host) -> dict[str, Any]:
    """Write what one batch has found; the next one is the next job."""
    gathered, before = Batch(**result), job.payload
    found = before["found"] + len(settling.settle(session, host, gathered.suspects))
    looked_at = before["looked_at"] + gathered.looked_at
    if gathered.is_last:
        settling.end_run(session, looked_at, found)
    else:
        jobs.add(session, GO_ON, {"after": gathered.reached, "looked_at": looked_at, "found": found})
    return {}


MORNING = JobKind(BEGIN, Text("每日在办巡查", "Look through the open cases each morning"), None, begin)
BATCHES = JobKind(GO_ON, Text("巡查一批在办案件", "Look through a batch of open cases"), dict, go_on, read=_gather)
