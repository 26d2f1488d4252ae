"""A year's holidays are published: every running date that they touch is counted again, after somebody agrees (S14)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import clock, jobs
from engine.calendar import ALL, Day, DayKind
from engine.calendar import load as load_calendar
from engine.db import transaction
from engine.errors import NotPermitted
from engine.models import Deadline, DeadlineChange, Job, JobState, JournalEntry, Task, WorkItem
from engine.models.deadline import DeadlineState
from engine.text import day_in_words
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows.bootstrap import DOMAIN
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import Unit
from workflows.reading import why
from workflows.recounting import applying, change_calendar, gathering
from workflows.recounting.models import NewDate, Recount, RecountState
from workflows.rectification.models import PromisedDate
from workflows.supervision.models import Activity
from workflows.supervision.summary_feedback import look_backs

SPRING = {date(2027, 2, day): Day(DayKind.HOLIDAY, "春节", "国办发明电〔2026〕9号") for day in (8, 9, 10, 11, 12)}
NOTICE: dict[date, Day | None] = {
    date(2027, 1, 1): Day(DayKind.HOLIDAY, "元旦", "国办发明电〔2026〕9号"),
    date(2027, 2, 20): Day(DayKind.WORKDAY, "春节", "国办发明电〔2026〕9号"),
    **SPRING,
}
BEFORE_NEW_YEAR = datetime(2026, 12, 24, 1, tzinfo=clock.now().tzinfo)


@pytest.fixture
def unit(scenario: Scenario) -> Unit:
    return scenario.cast.unit_a


@pytest.fixture
def case(scenario: Scenario, unit: Unit) -> int:
    """The letter has gone out before the new year; the unit has signed, its dates run into a year without holidays."""
    scenario.until(BEFORE_NEW_YEAR)
    made = going.dispatched(scenario, [unit])
    answering.signs(scenario, made, unit)
    return made


def published(scenario: Scenario, drained: bool = True) -> int:
    """The administrator brings the year in; the recount that follows."""
    with transaction(scenario.database) as session:
        admin = scenario.as_(scenario.cast.business_admin).actor(session)
        _made, recount = change_calendar(session, NOTICE, ALL, admin)
        assert recount is not None
        found = recount.id
    if drained:
        scenario.drain()
    return found


def agreed(scenario: Scenario, recount: int) -> None:
    with transaction(scenario.database) as session:
        applying.agree(session, recount, scenario.as_(scenario.cast.business_admin).actor(session))


def dates(scenario: Scenario, state: DeadlineState = DeadlineState.RUNNING) -> dict[int, tuple[str, date, bool]]:
    with scenario.reading() as session:
        rows = session.scalars(select(Deadline).where(Deadline.state == state))
        return {row.id: (row.rule, clock.day_of(row.due_at), row.is_provisional) for row in rows}


def counted(scenario: Scenario, row_id: int) -> date:
    """The day that the row's own sum gives by the calendar of today."""
    with scenario.reading() as session:
        row = session.get_one(Deadline, row_id)
        if row.unit == "DATE":
            return clock.day_of(row.due_at)
        return load_calendar(session).add_workdays(row.counts_from, row.span)


def state(scenario: Scenario, recount: int) -> RecountState:
    with scenario.reading() as session:
        return session.get_one(Recount, recount).state


def test_the_year_is_provisional_until_it_is_published_and_then_the_dates_move(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    before, done = dates(scenario), dates(scenario, DeadlineState.MET)
    [plan] = [key for key, (rule, _day, _is) in before.items() if rule == "unit_plan"]
    assert before[plan][2]  # counted into a year whose holidays are not known
    recount = published(scenario)
    assert state(scenario, recount) is RecountState.PROPOSED
    assert dates(scenario) == before  # nothing moves until somebody has agreed
    agreed(scenario, recount)
    scenario.drain()
    after = dates(scenario)
    assert state(scenario, recount) is RecountState.DONE
    assert after[plan][1] == before[plan][1] + timedelta(
        days=1 + 2 * (before[plan][1].weekday() == 4)
    )  # New Year's Day
    assert not after[plan][2]
    assert all(day == counted(scenario, key) for key, (_rule, day, _is) in after.items())
    assert dates(scenario, DeadlineState.MET) == done  # what is done is never rewritten
    with scenario.reading() as session:
        item = session.get_one(WorkItem, answering.item(scenario, case, unit, "rectification_plan"))
        assert item.due_at is not None and clock.day_of(item.due_at) == after[plan][1]


def test_each_moved_date_keeps_its_old_one_is_in_the_journal_and_its_people_are_told(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    recount = published(scenario)
    agreed(scenario, recount)
    scenario.drain()
    with scenario.reading() as session:
        moved = session.scalars(select(NewDate).where(NewDate.recount_id == recount)).all()
        another_day = [one for one in moved if one.old_due_at != one.new_due_at]
        changes = session.scalars(select(DeadlineChange).where(DeadlineChange.kind == "RECOUNTED")).all()
        entries = session.scalars(select(JournalEntry).where(JournalEntry.event == "deadline:moved")).all()
        told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.DATE_MOVED)).all()
    assert another_day and all(one.moved_at is not None for one in moved)
    assert {one.deadline_id for one in changes} == {one.deadline_id for one in another_day}
    assert {one.by_person_id for one in changes} == {scenario.cast.business_admin.id}
    assert {one.facts()["deadline"] for one in entries} >= {one.deadline_id for one in another_day}
    liaison = answering.liaison(scenario, unit)
    assert {scenario.cast.officer.id, liaison.id} <= {one.person_id for one in told}


def test_a_runner_that_dies_between_two_batches_loses_nothing_and_does_nothing_twice(
    scenario: Scenario, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "BATCH", 1)
    monkeypatch.setattr(applying, "BATCH", 1)
    recount = published(scenario)
    with scenario.reading() as session:
        wanted = session.get_one(Recount, recount).to_move
    assert wanted > 1
    agreed(scenario, recount)
    leased = jobs.lease(scenario.database)
    assert leased is not None and jobs.run(scenario.database, DOMAIN, *leased)
    assert state(scenario, recount) is RecountState.APPLYING  # and here it dies; the next one finds the next batch
    stale = jobs.run(scenario.database, DOMAIN, *leased)
    scenario.drain()
    with scenario.reading() as session:
        found = session.get_one(Recount, recount)
        changes = session.scalars(select(DeadlineChange.deadline_id).where(DeadlineChange.kind == "RECOUNTED")).all()
        assert (stale, found.state, found.moved) == (True, RecountState.DONE, wanted)
        assert len(changes) == len(set(changes))
        assert not session.scalars(select(Job).where(Job.state != JobState.DONE)).all()


def test_what_moved_or_ended_meanwhile_is_left_as_it_is(scenario: Scenario, case: int, unit: Unit) -> None:
    recount = published(scenario)
    answering.plans(scenario, case, unit)  # the plan comes in before anybody has agreed
    done = dates(scenario, DeadlineState.MET)
    agreed(scenario, recount)
    scenario.drain()
    assert dates(scenario, DeadlineState.MET) == done


def test_a_second_change_before_anybody_agreed_takes_the_first_one_along(scenario: Scenario, case: int) -> None:
    first = published(scenario)
    with transaction(scenario.database) as session:
        admin = scenario.as_(scenario.cast.business_admin).actor(session)
        extra: dict[date, Day | None] = {date(2027, 1, 4): Day(DayKind.HOLIDAY, "市庆", "市人民政府公告")}
        _made, recount = change_calendar(session, extra, ALL, admin)
        assert recount is not None
        second, span = recount.id, (recount.first, recount.last)
    scenario.drain()
    assert state(scenario, first) is RecountState.DROPPED
    assert span == (min(NOTICE), max(NOTICE))
    with pytest.raises(NotPermitted):
        agreed(scenario, first)
    agreed(scenario, second)
    scenario.drain()
    assert all(day == counted(scenario, key) for key, (_rule, day, _is) in dates(scenario).items())


def test_a_date_that_a_document_has_set_keeps_its_day_and_its_history(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    answering.plans(scenario, case, unit)
    answering.plan_passes(scenario, case, unit)
    before = {one.rec_no: (one.due_on, one.date_basis) for one in answering.track(scenario, case, unit).obligations}
    with scenario.reading() as session:
        promised = len(session.scalars(select(PromisedDate)).all())
    agreed(scenario, published(scenario))
    scenario.drain()
    after = {one.rec_no: (one.due_on, one.date_basis) for one in answering.track(scenario, case, unit).obligations}
    with scenario.reading() as session:
        assert len(session.scalars(select(PromisedDate)).all()) == promised
    assert after == before


def test_days_that_touch_no_running_date_ask_nobody(scenario: Scenario, case: int) -> None:
    with transaction(scenario.database) as session:
        admin = scenario.as_(scenario.cast.business_admin).actor(session)
        far: dict[date, Day | None] = {date(2031, 5, 2): Day(DayKind.HOLIDAY, "劳动节", "国务院办公厅通知")}
        _made, recount = change_calendar(session, far, ALL, admin)
        assert recount is not None
        found = recount.id
    scenario.drain()
    assert state(scenario, found) is RecountState.DONE


def test_what_hangs_on_the_day_of_an_activity_is_counted_from_that_day_and_moves_with_the_calendar(
    scenario: Scenario, unit: Unit
) -> None:
    scenario.until(BEFORE_NEW_YEAR)
    plan = going.planned(scenario, going.initiated(scenario, going.accepted(scenario, [unit])))
    case = going.noticed(scenario, going.joined(scenario, plan))
    with scenario.reading() as session:
        [item] = session.scalars(select(WorkItem).join(Task).where(Task.element == "activity"))
        [row] = session.scalars(select(Deadline).where(Deadline.rule == "activity_minutes"))
        visit = session.scalars(select(Activity.planned_on).where(Activity.case_id == case)).one()
        told = why.of_item(session, item, sees_names=True)
    assert visit is not None and told is not None
    assert (row.basis, row.counts_from, row.span) == ("ACTIVITY", visit, 3)
    assert f"活动日{day_in_words(visit).zh}后3个工作日" in told.parts[0].lines[0].zh
    with transaction(scenario.database) as session:
        wanted = {visit + timedelta(days=1): Day(DayKind.HOLIDAY, "市运会", "市政府通告")}
        admin = scenario.as_(scenario.cast.business_admin).actor(session)
        _made, recount = change_calendar(session, wanted, ALL, admin)
        assert recount is not None
        number = recount.id
    scenario.drain()
    agreed(scenario, number)
    scenario.drain()
    moved = dates(scenario)[row.id][1]
    assert moved == counted(scenario, row.id) > clock.day_of(row.due_at)


def test_the_look_backs_of_a_closed_case_move_with_the_calendar_and_so_does_their_list(
    scenario: Scenario, unit: Unit
) -> None:
    case = going.dispatched(scenario, [unit])
    answering.whole_way(scenario, case, unit)
    going.replied(scenario, going.summed_up(scenario, case))
    before = visits(scenario, case)
    assert len(before) == 2
    with transaction(scenario.database) as session:
        wanted: dict[date, Day | None] = {day: Day(DayKind.HOLIDAY, "市庆", "市政府通告") for day in before}
        admin = scenario.as_(scenario.cast.business_admin).actor(session)
        _made, recount = change_calendar(session, wanted, ALL, admin)
        assert recount is not None
        number = recount.id
    scenario.drain()
    agreed(scenario, number)
    scenario.drain()
    after = visits(scenario, case)
    assert all(new > old for old, new in zip(before, after, strict=True))
    [timer] = [day for rule, day, _is in dates(scenario).values() if rule == "lookback_1"]
    assert timer == after[0]


def visits(scenario: Scenario, case: int) -> list[date]:
    with scenario.reading() as session:
        return [one.due_on for one in look_backs.planned(session, case)]
