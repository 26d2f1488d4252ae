from datetime import UTC, date, datetime

import pytest

from engine import calendar, clock
from engine.actors import SYSTEM
from engine.calendar import ALL, Day, DayKind
from engine.errors import NotFound
from workflows.settings.deadlines import due, due_on
from workflows.settings.holidays import set_days
from workflows.settings.in_force import threshold
from workflows.settings.models import ClockUnit, DeadlineRule, Threshold

AS_OF = date(2026, 1, 1)
D = date.fromisoformat


def rule(session, key, unit, count, is_internal=False, valid_from=AS_OF):
    session.add(
        DeadlineRule(
            key=key, unit=unit, count=count, is_internal=is_internal, words=["试", "try"], valid_from=valid_from
        )
    )
    session.flush()


def noon(day: str) -> datetime:
    return datetime.combine(D(day), datetime.min.time(), clock.CITY).replace(hour=12)


def due_day(session, key, start, *, urgent=False, as_of=AS_OF):
    found = due(session, key, noon(start), as_of, urgent)
    return clock.day_of(found.due_at)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02", 3, "2026-03-05"),
        ("2026-03-02", 5, "2026-03-09"),
        ("2026-03-02", 10, "2026-03-16"),
        ("2026-03-02", 15, "2026-03-23"),
        ("2026-03-02", 20, "2026-03-30"),
        ("2026-03-02", 60, "2026-05-28"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2026-02-16", 1, "2026-02-24"),
        ("2026-02-16", 3, "2026-02-26"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-04-30", 10, "2026-05-18"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 10, "2026-10-20"),
        ("2026-09-30", 60, "2026-12-29"),
        ("2026-01-01", 1, "2026-01-04"),
        ("2026-01-01", 3, "2026-01-06"),
        ("2022-12-30", 3, "2023-01-05"),
        ("2022-12-30", 10, "2023-01-16"),
        ("2026-03-27", -15, "2026-03-06"),
        ("2026-03-27", -10, "2026-03-13"),
        ("2026-03-27", 7, "2026-04-08"),
    ],
)
def test_working_days_are_counted_as_the_reference_counts_them(session, start, count, end):
    rule(session, "a_rule", ClockUnit.WORKDAY, count)
    assert due_day(session, "a_rule", start) == D(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-07-01", 3, "2026-10-08"),
    ],
)
def test_months_end_on_the_same_day_or_the_next_working_day(session, start, months, end):
    rule(session, "a_rule", ClockUnit.MONTH, months)
    assert due_day(session, "a_rule", start) == D(end)


def test_the_calendar_knows_how_many_days_are_worked_in_a_year(session):
    days = calendar.load(session)
    worked = {year: days.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) for year in (2022, 2025, 2026)}
    assert worked == {2022: 249, 2025: 248, 2026: 248}


def test_a_due_day_ends_at_midnight_of_the_city(session):
    found = due(session, "lead_review", noon("2026-03-02"), AS_OF)
    assert found.due_at == datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC)
    assert (found.started_on, found.basis, found.is_provisional) == (date(2026, 3, 2), "RULE", False)


def test_an_act_late_in_the_evening_counts_for_the_citys_own_day(session):
    late = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # half past midnight of 3 March in the city
    assert clock.day_of(due(session, "lead_review", late, AS_OF).due_at) == date(2026, 3, 5)


def test_calendar_days_and_dates_of_the_year(session):
    assert due_day(session, "lead_draft_idle", "2026-03-02") == date(2026, 4, 1)
    assert due_day(session, "archive_handover", "2026-11-24") == date(2027, 6, 30)
    assert due_day(session, "archive_handover", "2027-02-01") == date(2027, 6, 30)
    assert due_day(session, "plan_publish", "2026-11-24") == date(2027, 1, 31)


def test_a_date_that_only_the_case_knows_has_no_rule(session):
    assert due(session, "follow_up_check", noon("2026-03-02"), AS_OF) is None


def test_a_date_printed_in_the_letter_keeps_its_basis(session):
    found = due_on(session, date(2026, 6, 30), noon("2026-03-02"), AS_OF, "PRINTED")
    assert (clock.day_of(found.due_at), found.basis) == (date(2026, 6, 30), "PRINTED")


@pytest.mark.parametrize(
    ("key", "start", "warned_from"),
    [
        ("unit_report", "2026-03-02", "2026-05-14"),  # 60 working days: ten before 28 May
        ("unit_plan", "2026-03-02", "2026-03-11"),  # 10 working days: three before 16 March
        ("intake_assign", "2026-03-02", "2026-03-02"),  # shorter than the warning: at once
    ],
)
def test_the_light_turns_yellow_ten_days_before_a_long_clock_ends_else_three(session, key, start, warned_from):
    found = due(session, key, noon(start), AS_OF)
    assert found.warn_at == datetime.combine(D(warned_from), datetime.min.time(), clock.CITY)


@pytest.mark.parametrize(
    ("key", "end"),
    [
        ("letter_draft", "2026-03-05"),  # 5 -> 3
        ("intake_assign", "2026-03-03"),  # 1 stays 1
        ("unit_plan", "2026-03-16"),  # a unit's clock is never cut
    ],
)
def test_an_urgent_case_halves_our_own_clocks_only(session, key, end):
    assert due_day(session, key, "2026-03-02", urgent=True) == D(end)


def test_an_urgent_notice_comes_nearer_to_its_activity(session):
    assert due_day(session, "activity_notice", "2026-03-27", urgent=True) == date(2026, 3, 26)


def test_what_is_due_the_same_day_stays_so_when_urgent(session):
    assert due_day(session, "reception_register", "2026-03-02", urgent=True) == date(2026, 3, 2)


def test_a_date_in_an_unpublished_year_is_provisional_until_the_year_is_imported(session):
    start = noon("2026-12-28")
    assert due(session, "unit_plan", start, AS_OF).is_provisional
    set_days(session, {date(2027, 1, 1): Day(DayKind.HOLIDAY, "元旦")}, ALL, SYSTEM)
    found = due(session, "unit_plan", start, AS_OF)
    assert not found.is_provisional
    assert clock.day_of(found.due_at) == date(2027, 1, 12)


def test_a_running_case_keeps_the_clock_it_started_with(session):
    rule(session, "unit_plan", ClockUnit.WORKDAY, 5, valid_from=date(2026, 6, 1))
    assert due_day(session, "unit_plan", "2026-06-15", as_of=date(2026, 5, 31)) == date(2026, 6, 30)
    assert due_day(session, "unit_plan", "2026-06-15", as_of=date(2026, 6, 1)) == date(2026, 6, 23)


def test_a_threshold_has_a_first_day_too(session):
    session.add(Threshold(key="team_min", value=5, words=["试", "try"], valid_from=date(2026, 6, 1)))
    session.flush()
    assert threshold(session, "team_min", date(2026, 5, 31)) == 3
    assert threshold(session, "team_min", date(2026, 6, 1)) == 5


def test_an_unknown_rule_is_named(session):
    with pytest.raises(NotFound, match="no_such_rule"):
        due(session, "no_such_rule", noon("2026-03-02"), AS_OF)
