"""From what came to somebody to the messages that leave the house: who wants to be told, how, and from when on.

What somebody has just sent on can be taken back, so a message about a new task waits a while (`outbox_grace`): if the
task is gone by then, nothing has left the house. An urgent case does not wait.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.actors import person_group
from engine.models import Instance, ItemState, Job, JobState, Reading, Task, WorkItem
from engine.process import Host, JobKind
from engine.text import Text
from workflows.cases.models import Case, Priority
from workflows.delivering.quiet import leaves_at
from workflows.delivering.ways import Ways
from workflows.notices.kinds import WITH_SHEET, NoticeKind, Way
from workflows.notices.models import Notice, Preference
from workflows.notices.news import TELL, ways_of
from workflows.people import candidates
from workflows.people.models import Account, Person
from workflows.reading.notices import returned
from workflows.settings import grace
from workflows.settings.holidays import of_unit

SEND = {Way.MAIL: "send_mail", Way.SMS: "send_sms", Way.DINGTALK: "send_dingtalk"}


class Told(NamedTuple):
    """One person and one row that came to him."""

    person_id: int
    kind: NoticeKind
    what: str  # item, notice, reading
    id: int
    case_id: int | None  # None: it is about no case


class _Opened(NamedTuple):
    """What `returned` asks of an item."""

    id: int
    instance_id: int
    element: str
    opened_at: Any


def fan_out(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """Messages, each a job; nobody is told of what he did himself."""
    ways = ways_of(session)
    if not isinstance(ways, Ways):
        return {}
    for what, row_id, by in job.payload["news"]:
        for told in _told(session, what, row_id):
            if told.person_id != by:
                _send(session, ways, told)
    return {}


def _told(session: Session, what: str, row_id: int) -> Iterator[Told]:
    if what == "item":
        yield from _of_item(session, row_id)
    elif what == "notice":
        notice = session.get_one(Notice, row_id)
        if notice.kind is not NoticeKind.ADDRESS_REFUSED:
            yield Told(notice.person_id, notice.kind, what, row_id, notice.case_id)
    else:
        reading = session.get_one(Reading, row_id)
        case_id = session.get_one(Instance, reading.instance_id).matter_id
        yield Told(reading.person_id, NoticeKind.CIRCULATED, what, row_id, case_id)


def _of_item(session: Session, item_id: int) -> Iterator[Told]:
    item = session.get_one(WorkItem, item_id)
    if item.state is not ItemState.OPEN:
        return
    element = session.get_one(Task, item.task_id).element
    opened = _Opened(item.id, item.instance_id, element, item.opened_at)
    kind = NoticeKind.RETURNED if returned(session, [opened]) else NoticeKind.TODO
    case_id = session.get_one(Instance, item.instance_id).matter_id
    groups = [person_group(item.assignee_id)] if item.assignee_id else item.groups
    people = dict.fromkeys(person.id for group in groups for person in candidates.holders(session, group))
    for person_id in people:
        yield Told(person_id, kind, "item", item.id, case_id)


def _send(session: Session, ways: Ways, told: Told) -> None:
    """A message in each way that is open, wanted, and reaches the person."""
    person = session.get_one(Person, told.person_id)
    account = session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None or account.disabled_at is not None:
        return
    preference = session.get(Preference, person.id) or Preference(person_id=person.id, mail="", ways={})
    urgent = told.case_id is not None and session.get_one(Case, told.case_id).priority is Priority.URGENT
    now = clock.now()
    can_be_taken_back = told.what == "item" and not urgent
    run_at = leaves_at(
        of_unit(session, person.employer_unit_id), grace.ends_at(session) if can_be_taken_back else now, urgent=urgent
    )
    for way, channel in ways.channels.items():
        if not (_goes_alone(preference, way, told.kind) and channel.address(person, preference)):
            continue
        waiting = _waiting(session, way, run_at, person.id) if run_at > now else None
        if waiting is not None:
            waiting.payload = {**waiting.payload, "told": [*waiting.payload["told"], told[1:]]}
            continue
        payload = {"person_id": person.id, "way": way, "at": f"{now:%Y%m%d%H%M%S}", "told": [told[1:]]}
        jobs.add(session, SEND[way], payload, run_at=run_at)


def _goes_alone(preference: Preference, way: Way, kind: NoticeKind) -> bool:
    """Whether it is wanted, and does not go with the next morning's sheet."""
    waits = kind in WITH_SHEET and preference.wants(way, NoticeKind.MORNING_SHEET)
    return preference.wants(way, kind) and not waits


def _waiting(session: Session, way: Way, run_at: datetime, person_id: int) -> Job | None:
    """The message that already waits for the same morning: what came in the night comes as one."""
    found = (
        select(Job)
        .where(Job.state == JobState.TODO, Job.run_at == run_at, Job.kind == SEND[way], Job.attempts == 0)
        .with_for_update(skip_locked=True)
    )
    return next((job for job in session.scalars(found) if job.payload["person_id"] == person_id), None)


TELLING = JobKind(TELL, Text("通知分发", "Sort out notices"), work=None, finish=fan_out)
