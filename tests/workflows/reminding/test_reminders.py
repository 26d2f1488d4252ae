"""Whoever owes a date is reminded before it, the day after it and then each week; nobody else, and not on days off."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.calendar import ALL, Day, DayKind
from engine.calendar import load as load_calendar
from engine.db import transaction
from tests.acceptance import answering, going
from tests.acceptance.test_extensions import asks
from tests.scenario import Scenario
from workflows import reminding
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import Person, Unit
from workflows.reminding import reminders
from workflows.settings.holidays import set_days


@pytest.fixture
def reminded(scenario: Scenario) -> Iterator[Scenario]:
    """A city whose runner has begun to remind people."""
    with transaction(scenario.database) as session:
        reminding.plan(session)
    yield scenario


@pytest.fixture
def unit(reminded: Scenario) -> Unit:
    return reminded.cast.unit_a


@pytest.fixture
def case(reminded: Scenario, unit: Unit) -> int:
    """The unit has signed, its plan is due in ten working days."""
    made = going.dispatched(reminded, [unit])
    answering.signs(reminded, made, unit)
    return made


def morning(scenario: Scenario) -> None:
    """The next day at nine: the round has been made."""
    clock.move(timedelta(days=1))
    scenario.drain()


def told(scenario: Scenario, person: Person) -> list[tuple[date, str]]:
    """The reminders that a person got, by day."""
    with scenario.reading() as session:
        found = select(Notice).where(Notice.person_id == person.id, Notice.kind == NoticeKind.REMINDER)
        return [(clock.day_of(one.created_at), one.why[0]) for one in session.scalars(found.order_by(Notice.id))]


def left_until(scenario: Scenario, due: date, day: date) -> int:
    with scenario.reading() as session:
        return load_calendar(session).workdays_between(day, due)


def plan_due(scenario: Scenario, case: int, unit: Unit) -> date:
    with scenario.reading() as session:
        item = answering.item(scenario, case, unit, "rectification_plan")
        due_at = session.get_one(reminders.WorkItem, item).due_at
        assert due_at is not None
        return clock.day_of(due_at)


def test_a_unit_is_reminded_three_days_and_one_day_before_one_day_after_and_then_each_week(
    reminded: Scenario, case: int, unit: Unit
) -> None:
    liaison, due = answering.liaison(reminded, unit), plan_due(reminded, case, unit)
    for _ in range(32):
        morning(reminded)
    found = [(day, why) for day, why in told(reminded, liaison) if why.startswith("整改方案")]
    assert [left_until(reminded, due, day) for day, _why in found] == [3, 1, -1, -6, -11]
    assert "还有3个工作日" in found[0][1]
    assert "逾期1个工作日" in found[2][1]
    other = answering.liaison(reminded, reminded.cast.unit_b)
    assert told(reminded, other) == []


def test_an_officer_is_reminded_of_his_own_step_with_the_way_to_it(reminded: Scenario) -> None:
    going.assigned(reminded, going.registered(reminded))
    officer = reminded.cast.officer
    for _ in range(4):
        morning(reminded)
    with reminded.reading() as session:
        found = session.scalars(select(Notice).where(Notice.person_id == officer.id)).all()
    assert [one.work_item_id is not None for one in found if one.kind is NoticeKind.REMINDER]
    assert any("线索研判" in why for _day, why in told(reminded, officer))


def test_nobody_is_reminded_on_a_day_off(reminded: Scenario, case: int, unit: Unit) -> None:
    liaison, due = answering.liaison(reminded, unit), plan_due(reminded, case, unit)
    with transaction(reminded.database) as session:
        admin = reminded.as_(reminded.cast.business_admin).actor(session)
        off = {due - timedelta(days=n): Day(DayKind.HOLIDAY, "市庆", "公告") for n in (1, 2, 3)}
        set_days(session, off, ALL, admin)
    while clock.today() < due - timedelta(days=1):
        morning(reminded)
    assert not [day for day, _why in told(reminded, liaison) if day in off]


def test_who_waits_for_our_answer_is_not_reminded_of_the_date_that_he_asks_to_move(
    reminded: Scenario, case: int, unit: Unit
) -> None:
    liaison, due = answering.liaison(reminded, unit), plan_due(reminded, case, unit)
    with reminded.reading() as session:
        new = load_calendar(session).add_workdays(due, 5)
    asks(reminded, case, unit, "unit_plan", new)
    while clock.today() < due:
        morning(reminded)
    assert told(reminded, liaison) == []


def test_however_many_runners_and_restarts_a_reminder_comes_once(
    reminded: Scenario, case: int, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 1)
    liaison, due = answering.liaison(reminded, unit), plan_due(reminded, case, unit)
    while left_until(reminded, due, clock.today()) > 3:
        morning(reminded)
    for _ in range(3):
        with transaction(reminded.database) as session:
            reminding.plan(session)
        reminded.drain()
    assert len(told(reminded, liaison)) == 1
    clock.move(timedelta(days=5))  # the server stood still: one round, and not one for each day
    reminded.drain()
    assert len({day for day, _why in told(reminded, liaison)}) <= 2


def test_a_reminder_that_fell_on_a_day_without_a_server_comes_with_the_next_round(
    reminded: Scenario, case: int, unit: Unit
) -> None:
    liaison, due = answering.liaison(reminded, unit), plan_due(reminded, case, unit)
    while left_until(reminded, due, clock.today()) > 4:
        morning(reminded)
    clock.move(timedelta(days=1))  # nobody looks with three days left
    morning(reminded)
    assert [left_until(reminded, due, day) for day, _why in told(reminded, liaison)] == [2]


def test_who_asks_for_more_time_for_one_date_is_reminded_of_the_other(
    reminded: Scenario, case: int, unit: Unit
) -> None:
    liaison, due = answering.liaison(reminded, unit), plan_due(reminded, case, unit)
    [owed] = answering.track(reminded, case, unit).obligations
    with reminded.reading() as session:
        later = load_calendar(session).add_workdays(owed.due_on, 5)
    asks(reminded, case, unit, "unit_report", later)
    while left_until(reminded, due, clock.today()) > 1:
        morning(reminded)
    assert [left_until(reminded, due, day) for day, _why in told(reminded, liaison)] == [3, 1]


def test_a_request_that_came_back_to_the_unit_silences_nothing(reminded: Scenario, case: int, unit: Unit) -> None:
    liaison, due = answering.liaison(reminded, unit), plan_due(reminded, case, unit)
    with reminded.reading() as session:
        new = load_calendar(session).add_workdays(due, 5)
    asks(reminded, case, unit, "unit_plan", new)
    again = {"decision": "RETURN", "opinion": "请补充施工计划后再报"}
    reminded.as_(reminded.cast.director).fills("decide_extension", case, unit, **again)
    while left_until(reminded, due, clock.today()) > 1:
        morning(reminded)
    plans = [day for day, why in told(reminded, liaison) if why.startswith("整改方案")]
    assert [left_until(reminded, due, day) for day in plans] == [3, 1]


def test_the_days_on_which_one_is_reminded() -> None:
    assert [left for left in range(6, -13, -1) if reminders.is_day(left)] == [3, 1, -1, -6, -11]
