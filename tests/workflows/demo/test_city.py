"""The demo city stands as it should: people for every role, cases at every place, nothing written past the engine."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import journal
from engine.db import transaction
from engine.models import Incident, Instance, InstanceState, Job, JobState, Task, WorkItem
from engine.models.task import ItemState
from tests.workflows.demo.conftest import Loaded
from workflows import demo
from workflows.cases.models import Case
from workflows.people import candidates
from workflows.people.models import Account, Person
from workflows.people.roles import Role


@pytest.fixture
def session(city: Loaded) -> Iterator[Session]:
    with transaction(city.database, read_only=True) as found:
        yield found


def _open(session: Session) -> list[tuple[WorkItem, Task, Instance]]:
    found = select(WorkItem, Task, Instance).join(Task, Task.id == WorkItem.task_id)
    found = found.join(Instance, Instance.id == WorkItem.instance_id).where(WorkItem.state == ItemState.OPEN)
    return [tuple(row) for row in session.execute(found)]


def test_the_bar_is_full_when_the_city_is_there(city: Loaded) -> None:
    assert sum(city.ticks) == demo.STEPS
    with transaction(city.database, read_only=True) as session:
        assert demo.is_loaded(session)


def test_there_is_somebody_to_step_in_as_for_every_role_offered(session: Session) -> None:
    assert len(demo.listed(session)) == 15


def test_every_role_but_those_of_a_case_is_held(session: Session) -> None:
    of_a_case = {Role.TEAM_LEADER, Role.CITIZEN_REP}
    for role in set(Role) - of_a_case:
        assert candidates.holders(session, f"{role}@any"), role


def test_nobody_knows_a_password(session: Session) -> None:
    accounts = session.scalars(select(Account)).all()
    assert len({account.password_hash for account in accounts}) == 1
    assert not any(account.must_change for account in accounts)


def test_the_journal_is_as_it_was_written(session: Session) -> None:
    assert list(journal.verify(session)) == []


def test_nothing_has_failed(session: Session) -> None:
    assert session.scalars(select(Incident.message)).all() == []
    assert session.scalar(select(func.count(Job.id)).where(Job.state != JobState.DONE)) == 0


def test_somebody_can_do_every_open_step(session: Session) -> None:
    for item, task, _ in _open(session):
        assert any(candidates.holders(session, group) for group in item.groups), task.element


def test_every_case_on_its_way_waits_for_somebody_or_something(session: Session) -> None:
    waited_for = {instance.matter_id for _, _, instance in _open(session)}
    running = select(Instance).where(Instance.process == "supervision", Instance.status == InstanceState.ACTIVE)
    for instance in session.scalars(running):
        case = session.get_one(Case, instance.matter_id)
        assert case.id in waited_for or case.merged_into_id, case.title


def test_the_names_are_each_one_persons_own(session: Session) -> None:
    names = session.scalars(select(Person.name)).all()
    assert len(names) == len(set(names))
