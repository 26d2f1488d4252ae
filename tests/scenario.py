"""A scenario reads like a case worker's story: who does which step, on which day, and who has it then.

Everything goes through the forms, commands and store of the product; nothing is written past them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from engine import clock, commands, journal, projection, queries
from engine.actors import Actor
from engine.calendar import load as load_calendar
from engine.db import transaction
from engine.entries import Entry
from engine.forms import load
from engine.models import Candidate, Incident, Instance, ItemState, Job, JobState, Task, WorkItem
from engine.process import confirms, form_for, opens_with
from engine.runners.sweep import drain
from tests.cast import Cast
from workflows import guarding, supervision
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
from workflows.documents.adopting import named_in
from workflows.documents.models import Attachment
from workflows.documents.storage import lay
from workflows.people import candidates
from workflows.people.actors import actor_of
from workflows.people.models import Person, Unit
from workflows.rectification.models import Track

GRACE = timedelta(minutes=5)  # so long what was sent can be taken back
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 9:00 in the city


class Scenario:
    """One store, its people, and a clock that the story moves. `files`: the folder of uploaded files, where a story
    has any."""

    def __init__(self, database: Engine, cast: Cast, files: Path | None = None) -> None:
        self.database, self.cast, self.files = database, cast, files
        if files is not None:
            lay(database, files)

    def as_(self, person: Person) -> "Hand":
        """Whatever follows is done by this person."""
        return Hand(self, person)

    def days(self, count: int) -> None:
        """Let working days pass; what falls due rings meanwhile."""
        with self.reading() as session:
            days = load_calendar(session)
        target = days.add_workdays(clock.today(), count)
        self.until(datetime.combine(target, datetime.min.time(), clock.CITY) + timedelta(hours=9))

    def until(self, instant: datetime) -> None:
        """Let time pass day by day, so that timers fire in their order."""
        while clock.now() < instant:
            clock.move(min(timedelta(days=1), instant - clock.now()))
            self.drain()

    def goes_out(self) -> None:
        """What was just sent can be taken back no more, and is out."""
        self.until(clock.now() + GRACE)

    def workday(self, count: int) -> date:
        """The day so many working days from today."""
        with self.reading() as session:
            return load_calendar(session).add_workdays(clock.today(), count)

    def drain(self) -> None:
        """Let the runner do everything that is due."""
        drain(self.database, DOMAIN)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look into the store."""
        with transaction(self.database, read_only=True) as session:
            yield session

    def case(self, case_id: int) -> Case:
        """The case as it stands."""
        with self.reading() as session:
            return session.get_one(Case, case_id)

    def open_steps(self, case_id: int) -> list[str]:
        """Elements of the steps that are open in everything that belongs to a case, sorted."""
        with self.reading() as session:
            rows = session.scalars(
                select(Task.element)
                .join(WorkItem, WorkItem.task_id == Task.id)
                .join(Instance, Instance.id == Task.instance_id)
                .where(Instance.matter_id == case_id, WorkItem.state == ItemState.OPEN)
            )
            return sorted(rows)

    def held(self, case_id: int) -> dict[str, list[str]]:
        """Who has what of a case: each open step with the names of those on whose list it stands, sorted."""
        with self.reading() as session:
            rows = session.execute(
                select(Task.element, Candidate.group_key)
                .join(WorkItem, WorkItem.task_id == Task.id)
                .join(Candidate, Candidate.work_item_id == WorkItem.id)
                .join(Instance, Instance.id == WorkItem.instance_id)
                .where(Instance.matter_id == case_id)
            )
            found: dict[str, set[str]] = {}
            for element, group in rows:
                found.setdefault(element, set()).update(one.name for one in candidates.holders(session, group))
            return {element: sorted(names) for element, names in sorted(found.items())}

    def faults(self) -> list[str]:
        """What no story may leave behind: a journal that does not hold, an open incident, a job that failed, a file
        that somebody handed in and that belongs to no case."""
        with self.reading() as session:
            found = [str(fault) for fault in journal.verify(session)]
            open_now = session.scalars(select(Incident).where(Incident.resolved_at.is_(None)))
            found += [f"{one.code}: {one.message[0]}" for one in open_now]
            found += list(session.scalars(select(Job.kind).where(Job.state == JobState.FAILED)))
            return found + [f"{file.name} belongs to no case" for file in _loose_files(session)]

    def lying_still(self) -> list[str]:
        """What the guard would say now: open cases without somebody who can act, or without a next date."""
        with self.reading() as session:
            return [one.words.zh for one in guarding.find(session, DOMAIN).findings]


class Hand:
    """One person at work."""

    def __init__(self, scenario: Scenario, person: Person) -> None:
        self.scenario, self.person = scenario, person

    def actor(self, session: Session) -> Actor:
        """The person with the posts of the day."""
        return actor_of(session, self.person.id)

    def items(self) -> list[tuple[int, str]]:
        """The person's to-do list: (item id, element), most pressing first."""
        with self.scenario.reading() as session:
            found = queries.worklist(session, self.actor(session).groups)
            return [(item.id, task.element) for item, task in found]

    def has(self, element: str) -> bool:
        """Whether a step stands on the person's list."""
        return element in [found for _, found in self.items()]

    def does(
        self, element: str, case: int | None = None, item: int | None = None, confirmed: bool = True, **answer: Any
    ) -> commands.Done:
        """Answer the first open item of a step (of `case`, or just `item`); advice is confirmed unless said."""
        with transaction(self.scenario.database) as session:
            actor = self.actor(session)
            item_id = item or self._find(session, actor, element, case)
            done = self._complete(session, actor, item_id, answer, confirmed, None)
        self.scenario.drain()
        return done

    def fills(self, element: str, case: int, unit: Unit | None = None, **answer: Any) -> commands.Done:
        """Answer an open item of a case as the screen opens it, changing only what is said; of one unit's track
        where `unit` is named."""
        with transaction(self.scenario.database) as session:
            actor = self.actor(session)
            item_id = self._find(session, actor, element, case, unit)
            whole = {**_begun(session, actor, item_id), **answer}
            done = self._complete(session, actor, item_id, whole, True, None)
        self.scenario.drain()
        return done

    def begun(self, element: str, case: int, unit: Unit | None = None) -> dict[str, Any]:
        """What stands in the form of an open item before anybody types."""
        with self.scenario.reading() as session:
            actor = self.actor(session)
            return _begun(session, actor, self._find(session, actor, element, case, unit))

    def registers(self, **answer: Any) -> int:
        """Begin a lead and submit it; the id of its case."""
        with transaction(self.scenario.database) as session:
            actor = self.actor(session)
            instance = supervision.begin(session, DOMAIN, actor=actor)
            first = queries.open_items(session, [instance.id])[0][0]
            self._complete(session, actor, first.id, answer, True, None)
            case_id = instance.matter_id
        self.scenario.drain()
        return case_id

    def enters(self, item: int, entry: Entry, confirmed: bool = True, **answer: Any) -> commands.Done:
        """Enter an answer for the one whose item it is."""
        with transaction(self.scenario.database) as session:
            done = self._complete(session, self.actor(session), item, answer, confirmed, entry)
        self.scenario.drain()
        return done

    def starts(
        self, process: str, subject: tuple[str, int], matter: int, confirmed: bool = True, **answer: Any
    ) -> Instance:
        """Begin an act beside the case and answer its first step, in one transaction."""
        with transaction(self.scenario.database) as session:
            actor = self.actor(session)
            instance = commands.start(session, DOMAIN, process, subject, matter, {}, actor=actor)
            first = queries.open_items(session, [instance.id])[0][0]
            self._complete(session, actor, first.id, answer, confirmed, None)
        self.scenario.drain()
        return instance

    def _find(self, session: Session, actor: Actor, element: str, case: int | None, unit: Unit | None = None) -> int:
        for item, task in queries.worklist(session, actor.groups, limit=500):
            instance = session.get_one(Instance, item.instance_id)
            is_units = unit is None or _unit_of(session, instance) == unit.id
            if task.element == element and case in (None, instance.matter_id) and is_units:
                return item.id
        on_list = [task.element for _, task in queries.worklist(session, actor.groups)]
        raise AssertionError(f"{self.person.name} has no {element}; on the list: {on_list}")

    def _complete(
        self,
        session: Session,
        actor: Actor,
        item_id: int,
        answer: dict[str, Any],
        confirmed: bool,
        entry: Entry | None,
    ) -> commands.Done:
        item = session.get_one(WorkItem, item_id)
        task = session.get_one(Task, item.task_id)
        process = DOMAIN.process(session.get_one(Instance, item.instance_id).process)
        form = form_for(process.task(task.element), task, item)
        data = load(form, commands.as_json(answer))
        return commands.complete(session, DOMAIN, item_id, data, actor=actor, confirmed=confirmed, entry=entry)


def _loose_files(session: Session) -> Iterator[Attachment]:
    """Files named in an answer or in an entry for another that nobody but their uploader may open."""
    rows = session.execute(
        select(WorkItem, Task.element, Instance.process)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(WorkItem.acted_at.is_not(None))
    )
    named: set[int] = set()
    for item, element, process in rows:
        named.update(named_in(DOMAIN.process(process).task(element).form, item.answer or {}))
        named.update((item.entry or {}).get("scans") or ())
    yield from session.scalars(select(Attachment).where(Attachment.id.in_(named), Attachment.case_id.is_(None)))


def _unit_of(session: Session, instance: Instance) -> int | None:
    return session.get_one(Track, instance.subject_id).unit_id if instance.subject_kind == "track" else None


def _begun(session: Session, actor: Actor, item_id: int) -> dict[str, Any]:
    """What the screen has filled in before anybody types; nothing where an answer is only confirmed."""
    item = session.get_one(WorkItem, item_id)
    task, instance = session.get_one(Task, item.task_id), session.get_one(Instance, item.instance_id)
    if confirms(task, item):
        return {}
    user_task = DOMAIN.process(instance.process).task(task.element)
    return dict(opens_with(user_task, projection.step_of(session, instance, task, actor, item)))
