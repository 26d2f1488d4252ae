"""When the sheets are made: at half past eight, batch after batch of people, on the working days of each. Nobody has to
wake it.

Each batch is a transaction and writes the next one. A server that comes back makes good the round of that same day, but
none in the night, when the next one is near; nobody gets two in a day.
"""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.actors import SYSTEM
from engine.models import Job
from engine.process import Host, JobKind
from engine.text import Text
from workflows.morning_sheet import sheet
from workflows.morning_sheet.sheet import Sheet
from workflows.morning_sheet.words import in_short
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.actors import actor_of
from workflows.people.models import Account, Person
from workflows.settings.holidays import of_unit

BEGIN, GO_ON = "sheet_morning", "sheet_batch"
AT, NIGHT = time(8, 30), time(21)
BATCH = 50


def plan(session: Session) -> None:
    """Have the sheets made from the next half past eight on, if nobody has planned that: for whoever runs jobs, at its
    start."""
    now = clock.now().astimezone(clock.CITY)
    day = now.date() if now.time() < AT else now.date() + timedelta(days=1)
    jobs.plan(session, BEGIN, {}, datetime.combine(day, AT, clock.CITY))


def begin(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """Plan the next morning, and begin the round of this one."""
    today = clock.today()
    jobs.plan(session, BEGIN, {}, datetime.combine(today + timedelta(days=1), AT, clock.CITY), but=job.id)
    if clock.now().astimezone(clock.CITY).time() < NIGHT:
        jobs.add(session, GO_ON, {"after": 0, "on": today.isoformat()})
    return {}


def go_on(session: Session, job: Job, _result: Any, host: Host) -> dict[str, Any]:
    """One batch of people; a round that has come into another day ends, for that day has its own."""
    if job.payload["on"] != clock.today().isoformat():
        return {}
    people = session.scalars(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(Account.disabled_at.is_(None), Person.id > job.payload["after"])
        .order_by(Person.id)
        .limit(BATCH)
    ).all()
    told = _told_today(session)
    for person in people:
        if person.id not in told and of_unit(session, person.employer_unit_id).is_workday(clock.today()):
            _tell(session, person, sheet.of_person(session, host, actor_of(session, person.id)))
    if len(people) == BATCH:
        jobs.add(session, GO_ON, {**job.payload, "after": people[-1].id})
    return {}


def _told_today(session: Session) -> set[int]:
    since = clock.start_of(clock.today())
    found = select(Notice.person_id).where(Notice.kind == NoticeKind.MORNING_SHEET, Notice.created_at >= since)
    return set(session.scalars(found))


def _tell(session: Session, person: Person, found: Sheet) -> None:
    if found:
        telling.tell_person(session, person.id, NoticeKind.MORNING_SHEET, in_short(found), SYSTEM)


MORNING = JobKind(BEGIN, Text("每日晨间待办单", "Morning sheets"), None, begin)
BATCHES = JobKind(GO_ON, Text("一批晨间待办单", "A batch of morning sheets"), None, go_on)
