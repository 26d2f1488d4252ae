"""What nobody can use any more is deleted every night: sessions that are over, and drafts of what is done."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.models import Job
from engine.process import Host, JobKind
from engine.text import Text
from workflows.cases import drafts
from workflows.people import sessions

KEY = "tidy_night"
AT = time(3)


def plan(session: Session) -> None:
    """Have it done from now on, if nobody has planned that: for whoever runs jobs, at its start."""
    jobs.plan(session, KEY, {})


def tidy(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """Plan the next night, and delete."""
    tomorrow = clock.today() + timedelta(days=1)
    jobs.plan(session, KEY, {}, datetime.combine(tomorrow, AT, clock.CITY), but=job.id)
    sessions.sweep(session)
    drafts.sweep(session)
    return {}


NIGHT = JobKind(KEY, Text("每夜清理", "Tidy up each night"), None, tidy)
JOB_KINDS = (NIGHT,)
