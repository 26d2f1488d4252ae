"""When people are reminded: once on each working day, batch after batch. Nobody has to wake it.

Each batch is a transaction and writes the next one, so that a runner that dies neither loses nor repeats a reminder; a
server that stood still for days makes one round.
"""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock, jobs
from engine.models import Job, JobState
from engine.process import Host, JobKind
from engine.text import Text
from workflows.reminding import reminders

BEGIN, GO_ON = "remind_morning", "remind_batch"
AT = time(8, 30)


def plan(session: Session) -> None:
    """Have people reminded from tomorrow on, if nobody has planned that: for whoever runs jobs, at its start."""
    if not _is_planned(session):
        _plan_next(session)


def _is_planned(session: Session, but: int = 0) -> bool:
    waits = Job.state.in_((JobState.TODO, JobState.LEASED))
    return session.scalar(select(Job.id).where(Job.kind == BEGIN, waits, Job.id != but).limit(1)) is not None


def _plan_next(session: Session) -> None:
    day = clock.today() + timedelta(days=1)
    jobs.add(session, BEGIN, {}, run_at=datetime.combine(day, AT, clock.CITY))


def begin(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """Plan the next morning; begin the round of this one unless it is a day off."""
    if not _is_planned(session, but=job.id):
        _plan_next(session)
    if calendar.load(session).is_workday(clock.today()):
        jobs.add(session, GO_ON, {"after": 0, "on": clock.today().isoformat()})
    return {}


def go_on(session: Session, job: Job, _result: Any, host: Host) -> dict[str, Any]:
    """One batch; a round that has come into another day ends, for that day has its own."""
    if job.payload["on"] == clock.today().isoformat():
        reached = reminders.remind(session, host, int(job.payload["after"]))
        if reached is not None:
            jobs.add(session, GO_ON, {**job.payload, "after": reached})
    return {}


MORNING = JobKind(BEGIN, Text("每日到期提醒", "Remind of dates each morning"), None, begin)
BATCHES = JobKind(GO_ON, Text("提醒一批时限", "Remind of a batch of dates"), None, go_on)
