"""Which running dates change with the days of the calendar: looked through in batches, written down to be agreed to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.actors import Actor
from engine.calendar import Day
from engine.models import Deadline, Job
from engine.models.deadline import DeadlineState
from engine.process import Host, JobKind
from engine.text import Text
from workflows.recounting.counted_again import counted_again, owners
from workflows.recounting.models import NewDate, Recount, RecountState
from workflows.settings.holidays import Change, set_days

KEY = "gather_dates"
BATCH = 2_000
UNDECIDED = (RecountState.GATHERING, RecountState.PROPOSED)


def change_calendar(
    session: Session, wanted: Mapping[date, Day | None], scope: str, actor: Actor
) -> tuple[list[Change], Recount | None]:
    """Write days of the calendar, and have the running dates that they touch gathered: what every edge calls."""
    made = set_days(session, wanted, scope, actor)
    return made, begin(session, made, actor)


def begin(session: Session, changes: Sequence[Change], actor: Actor) -> Recount | None:
    """Have the dates that these days touch gathered; what was proposed before and not agreed to is part of it.

    None where no day has changed. Dates of a recount that is moving already are looked at again after it.
    """
    if not changes:
        return None
    first, last = changes[0].day, changes[-1].day
    for before in session.scalars(select(Recount).where(Recount.state.in_(UNDECIDED))):
        first, last = min(first, before.first), max(last, before.last)
        before.state, before.ended_at = RecountState.DROPPED, clock.now()
    made = Recount(
        first=first,
        last=last,
        state=RecountState.GATHERING,
        begun_by=actor.person_id,
        begun_by_name=actor.name,
        begun_at=clock.now(),
    )
    session.add(made)
    session.flush()
    jobs.add(session, KEY, {"recount_id": made.id})
    return made


def gather(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """One batch; the next one is the next job. A recount without a date to move ends here."""
    recount = session.get_one(Recount, int(job.payload["recount_id"]), with_for_update=True)
    if recount.state is not RecountState.GATHERING:
        return {}
    rows = session.scalars(
        select(Deadline)
        .where(Deadline.id > recount.reached, Deadline.state == DeadlineState.RUNNING, _touched(recount))
        .order_by(Deadline.id)
        .limit(BATCH)
    ).all()
    owned = owners(session, rows)
    for row in rows:
        new = counted_again(session, row, owned[row.instance_id])
        if (new.due_at, new.warn_at, new.is_provisional) != (row.due_at, row.warn_at, row.is_provisional):
            session.add(
                NewDate(
                    recount_id=recount.id,
                    deadline_id=row.id,
                    case_id=owned[row.instance_id].case.id,
                    old_due_at=row.due_at,
                    new_due_at=new.due_at,
                )
            )
            recount.to_move += 1
    recount.looked_at += len(rows)
    if len(rows) == BATCH:
        recount.reached = rows[-1].id
        jobs.add(session, KEY, {"recount_id": recount.id})
    else:
        recount.reached = 0
        recount.state = RecountState.PROPOSED if recount.to_move else RecountState.DONE
        recount.ended_at = None if recount.to_move else clock.now()
    return {}


def _touched(recount: Recount) -> ColumnElement[bool]:
    """The span of a date, whichever way it was counted, has a day in common with those changed; a week more, for a
    month that ends on a day off is rolled on."""
    begun = datetime.combine(recount.first - timedelta(days=14), time(0), clock.CITY)
    ended = datetime.combine(recount.last + timedelta(days=14), time(0), clock.CITY)
    before = (Deadline.due_at < begun) & (Deadline.counts_from < recount.first)
    after = (Deadline.due_at > ended) & (Deadline.counts_from > recount.last)
    return ~before & ~after


def undecided(session: Session) -> Recount | None:
    """The recount that waits to be agreed to, or is at work."""
    found = select(Recount).where(Recount.state.in_((*UNDECIDED, RecountState.APPLYING)))
    return session.scalar(found.order_by(Recount.id.desc()).limit(1))


GATHERING = JobKind(
    key=KEY, label=Text("按新日历核算期限", "Count dates by the new calendar"), work=None, finish=gather
)
