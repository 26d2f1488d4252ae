"""When people are reminded: once on each working day, batch after batch. Nobody has to wake it.

Each batch is a transaction and writes the next one, so that a runner that dies neither loses nor repeats a reminder; a
server that stood still for days makes one round.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine import calendar, clock, jobs
from engine.models import Job
from engine.process import Host, JobKind
from engine.text import Text
from workflows.reminding import reminders

BEGIN, GO_ON = "remind_morning", "remind_batch"
AT = time(8)  # before the morning sheets, which tell them too


def plan(session: Session) -> None:
    """Have people reminded from tomorrow on, if nobody has planned that: for whoever runs jobs, at its start."""
    _plan(session)


def _plan(session: Session, at_work: int = 0) -> None:
    """`since`: the day of the round before, so that a day on which the server stood still is made good."""
    today = clock.today()
    run_at = datetime.combine(today + timedelta(days=1), AT, clock.CITY)
    jobs.plan(session, BEGIN, {"since": today.isoformat()}, run_at, but=at_work)


def begin(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """Plan the next morning; begin the round of this one unless it is a day off."""
    _plan(session, job.id)
    if calendar.load(session).is_workday(clock.today()):
        jobs.add(session, GO_ON, {**job.payload, "after": 0, "on": clock.today().isoformat()})
    return {}


def go_on(session: Session, job: Job, _result: Any, host: Host) -> dict[str, Any]:
    """One batch; a round that has come into another day ends, for that day has its own."""
    given = job.payload
    if given["on"] == clock.today().isoformat():
        reached = reminders.remind(session, host, date.fromisoformat(given["since"]), given["after"])
        if reached is not None:
            jobs.add(session, GO_ON, {**given, "after": reached})
    return {}


MORNING = JobKind(BEGIN, Text("每日到期提醒", "Remind of dates each morning"), None, begin)
BATCHES = JobKind(GO_ON, Text("提醒一批时限", "Remind of a batch of dates"), None, go_on)
