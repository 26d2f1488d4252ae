"""The calendar's arithmetic against a slow one that lists every working day and looks it up there."""

import random
from bisect import bisect_left, bisect_right
from datetime import date, timedelta

import chinese_calendar
import pytest

from engine.calendar import Calendar, Day, DayKind
from workflows.settings.holidays import official

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
CASES = 10_000
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WORKED = [day for day in EVERY_DAY if chinese_calendar.is_workday(day)]
HOLIDAY, WORKDAY = Day(DayKind.HOLIDAY, "节"), Day(DayKind.WORKDAY, "班")


@pytest.fixture(scope="module")
def days() -> Calendar:
    years = range(FIRST.year, LAST.year + 1)
    return Calendar({day: said for year in years for day, said in official(year).items()}, frozenset(years))


def on(text: str) -> date:
    return date.fromisoformat(text)


def slowly_added(start: date, count: int) -> date:
    return WORKED[bisect_right(WORKED, start) + count - 1]


def slowly_subtracted(start: date, count: int) -> date:
    return WORKED[bisect_left(WORKED, start) - count]


def slowly_months_later(start: date, count: int) -> date:
    month, year = start.month, start.year
    for _ in range(count):
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    begin = bisect_left(EVERY_DAY, date(year, month, 1))
    in_month = [day for day in EVERY_DAY[begin : begin + start.day] if day.month == month]
    return WORKED[bisect_left(WORKED, in_month[-1])]


def test_ten_thousand_dates_are_those_of_a_slow_calculator(days: Calendar) -> None:
    dice = random.Random(20260302)
    for _ in range(CASES // 4):
        start, count = dice.choice(EVERY_DAY[400:-800]), dice.randint(1, 250)
        assert days.add_workdays(start, count) == slowly_added(start, count)
        assert days.add_workdays(start, -count) == slowly_subtracted(start, count)
        other = dice.choice(EVERY_DAY)
        between = len(WORKED[bisect_right(WORKED, min(start, other)) : bisect_right(WORKED, max(start, other))])
        assert days.workdays_between(start, other) == (between if start <= other else -between)
    for _ in range(CASES // 4):
        start, count = dice.choice(EVERY_DAY[400:-800]), dice.randint(0, 18)
        assert days.add_months(start, count) == slowly_months_later(start, count)


def test_a_day_is_a_working_day_where_the_published_calendar_says_so(days: Calendar) -> None:
    assert [day for day in EVERY_DAY if days.is_workday(day)] == WORKED


def test_a_calendar_without_any_day_counts_weekdays() -> None:
    bare = Calendar({}, frozenset())
    assert bare.add_workdays(on("2027-02-12"), 1) == on("2027-02-15")
    assert bare.add_workdays(on("2027-02-15"), -1) == on("2027-02-12")
    assert bare.add_workdays(on("2027-02-13"), 0) == on("2027-02-13")
    assert bare.workdays_between(on("2027-02-13"), on("2027-02-15")) == 1


def test_a_countys_own_holiday_holds_for_its_own_clocks_alone(days: Calendar) -> None:
    monday = on("2026-04-20")
    kept = Calendar(days.days, days.years, {"district:3": {monday: HOLIDAY}, "unit:7": {monday: WORKDAY}})
    start = on("2026-04-17")
    assert kept.add_workdays(start, 1) == monday
    assert kept.of("district:3", "unit:8").add_workdays(start, 1) == on("2026-04-21")
    assert kept.of("district:3", "unit:7").add_workdays(start, 1) == monday
    assert kept.of("unit:8") is kept
    assert kept.of("district:3").years == kept.years


def test_what_was_counted_and_left_out_before_a_spring_festival_is_told(days: Calendar) -> None:
    walk = days.walk(on("2026-02-13"), on("2026-02-25"))
    assert [(one.first, one.last, one.worked) for one in walk.counted] == [
        (on("2026-02-14"), on("2026-02-14"), 1),
        (on("2026-02-24"), on("2026-02-25"), 2),
    ]
    assert [(one.first, one.last, one.name) for one in walk.skipped] == [(on("2026-02-15"), on("2026-02-23"), "春节")]
    assert walk.made_up == (on("2026-02-14"),)
    assert walk.provisional == ()


def test_plain_weekends_do_not_interrupt_a_stretch(days: Calendar) -> None:
    (stretch,) = days.walk(on("2026-03-02"), on("2026-03-30")).counted
    assert (stretch.first, stretch.last, stretch.worked) == (on("2026-03-03"), on("2026-03-30"), 20)


def test_two_festivals_side_by_side_are_told_apart(days: Calendar) -> None:
    walk = days.walk(on("2025-09-30"), on("2025-10-09"))
    assert [one.name for one in walk.skipped] == ["国庆节", "中秋节", "国庆节"]


def test_every_working_day_of_a_walk_is_in_one_stretch(days: Calendar) -> None:
    dice = random.Random(7)
    for _ in range(300):
        start, count = dice.choice(EVERY_DAY[400:-800]), dice.randint(-120, 120)
        walk = days.walk(start, days.add_workdays(start, count))
        assert sum(one.worked for one in walk.counted) == abs(count)
