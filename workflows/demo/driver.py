"""A small hand that works the city: every act is a command of the engine, in a transaction of its own.

The clock is moved; what falls due meanwhile rings in its order, and every job is done, as the runner would.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from engine import clock, commands, projection, queries
from engine.actors import Actor
from engine.calendar import Calendar
from engine.db import transaction
from engine.entries import Entry
from engine.forms import Form, load
from engine.models import Instance, ItemState, Task, WorkItem
from engine.process import confirms, form_for
from engine.runners.sweep import drain
from workflows import supervision
from workflows.bootstrap import DOMAIN
from workflows.demo import pictures
from workflows.demo.city import NAMES, UNITS
from workflows.demo.people import Ids
from workflows.documents import storage
from workflows.people.actors import actor_of
from workflows.rectification.models import Track
from workflows.settings import grace

MORNING = time(9, 0)
BETWEEN = timedelta(minutes=4)
"""From one act to the next."""


@dataclass
class City:
    """The store, its files and people. `today`: the day on which all stories arrive."""

    database: Engine
    files: storage.Store
    ids: Ids
    days: Calendar
    today: date

    def workday(self, number: int) -> date:
        """So many working days after today; before it where negative."""
        return self.days.add_workdays(self.today, number)

    def index(self, day: date) -> int:
        """The number of the first working day that is not before `day`."""
        eve = timedelta(days=1)
        return -self.days.workdays_between(day - eve, self.today - eve)

    def go_on(self, day: date) -> None:
        """Move to the morning of a day, or stay where that has passed; day by day, so that all rings in order."""
        morning = datetime.combine(day, MORNING, clock.CITY)
        while clock.now() < morning:
            clock.move(min(timedelta(days=1), morning - clock.now()))
            self.drain()

    def leaves(self) -> None:
        """What was just sent can be taken back no more, and is out."""
        with transaction(self.database, read_only=True) as session:
            out_at = grace.ends_at(session)
        clock.move(out_at - clock.now())
        self.drain()

    def drain(self) -> None:
        """Do what is due."""
        drain(self.database, DOMAIN)

    def person(self, key: str) -> int:
        return self.ids.people[key]

    def unit(self, key: str) -> int:
        return self.ids.units[key]

    def name_of(self, key: str) -> str:
        return NAMES[key]

    def unit_name(self, key: str) -> str:
        return UNITS[key].name

    def as_(self, key: str) -> "Hand":
        """Whatever follows is done by this person."""
        return Hand(self, self.person(key))


@dataclass(frozen=True)
class Hand:
    """One person at work."""

    city: City
    person_id: int

    def registers(self, answer: Mapping[str, Any]) -> int:
        """Begin a lead and submit it at once; the id of its case."""
        with transaction(self.city.database) as session:
            actor = self._actor(session)
            instance = supervision.begin(session, DOMAIN, actor=actor)
            first = queries.open_items(session, [instance.id])[0][0]
            self._complete(session, actor, first, answer)
            case_id = instance.matter_id
        self._pause()
        return case_id

    def does(self, element: str, case_id: int, unit: str = "", **answer: Any) -> None:
        """Answer the person's open item of a step of a case; of a unit's track where `unit` is named."""
        with transaction(self.city.database) as session:
            actor = self._actor(session)
            self._complete(session, actor, self._item(session, actor, element, case_id, unit), answer)
        self._pause()

    def starts(self, process: str, subject: tuple[str, int], case_id: int, **answer: Any) -> None:
        """Begin an act beside the case and answer its first step."""
        with transaction(self.city.database) as session:
            actor = self._actor(session)
            instance = commands.start(session, DOMAIN, process, subject, case_id, {}, actor=actor)
            first = queries.open_items(session, [instance.id])[0][0]
            self._complete(session, actor, first, answer)
        self._pause()

    def enters(self, element: str, case_id: int, entry: Entry, unit: str = "", **answer: Any) -> None:
        """Enter an answer given on paper for the person of the entry."""
        with transaction(self.city.database) as session:
            actor = self._actor(session)
            theirs = actor_of(session, entry.person_id or 0)
            item = self._item(session, theirs, element, case_id, unit)
            self._complete(session, actor, item, answer, entry)
        self._pause()

    def begun(self, element: str, case_id: int, unit: str = "") -> Mapping[str, Any]:
        """What the form of an open step starts with."""
        with transaction(self.city.database, read_only=True) as session:
            actor = self._actor(session)
            return _begun(session, actor, self._item(session, actor, element, case_id, unit))

    def keeps(self, name: str, unit: str = "") -> int:
        """Upload a drawn file by name (`pictures.draw`); its id."""
        with transaction(self.city.database) as session:
            content = pictures.draw(name)
            unit_id = self.city.unit(unit) if unit else None
            return storage.keep(session, self.city.files, name, content, self.person_id, unit_id=unit_id).id

    def _actor(self, session: Session) -> Actor:
        return actor_of(session, self.person_id)

    def _pause(self) -> None:
        self.city.drain()
        clock.move(BETWEEN)

    def _item(self, session: Session, actor: Actor, element: str, case_id: int, unit: str) -> WorkItem:
        found = (
            select(WorkItem)
            .join(Task, Task.id == WorkItem.task_id)
            .join(Instance, Instance.id == WorkItem.instance_id)
            .where(Instance.matter_id == case_id, Task.element == element, WorkItem.state == ItemState.OPEN)
            .order_by(WorkItem.id)
        )
        if unit:
            tracks = select(Track.id).where(Track.case_id == case_id, Track.unit_id == self.city.unit(unit))
            found = found.where(Instance.subject_kind == "track", Instance.subject_id.in_(tracks))
        for item in session.scalars(found):
            if actor.standing_for(item.groups) is not None:
                return item
        raise LookupError(f"person {self.person_id} has no {element} in case {case_id} {unit}")

    def _complete(
        self, session: Session, actor: Actor, item: WorkItem, answer: Mapping[str, Any], entry: Entry | None = None
    ) -> None:
        data = load(*_filled(session, actor, item, answer))
        commands.complete(session, DOMAIN, item.id, data, actor=actor, confirmed=True, entry=entry)


def _begun(session: Session, actor: Actor, item: WorkItem) -> Mapping[str, Any]:
    task, instance = session.get_one(Task, item.task_id), session.get_one(Instance, item.instance_id)
    if confirms(task, item):
        return {}
    step = projection.step_of(session, instance, task, actor, item)
    return DOMAIN.process(instance.process).task(task.element).initial(step)


def _filled(
    session: Session, actor: Actor, item: WorkItem, answer: Mapping[str, Any]
) -> tuple[type[Form], dict[str, Any]]:
    """The form as the screen opens it, with what the person has changed."""
    task, instance = session.get_one(Task, item.task_id), session.get_one(Instance, item.instance_id)
    form = form_for(DOMAIN.process(instance.process).task(task.element), task, item)
    return form, commands.as_json({**_begun(session, actor, item), **answer})
