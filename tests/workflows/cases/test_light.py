from datetime import UTC, date, datetime

import pytest

from engine.calendar import Calendar, Day, DayKind, due_instant
from workflows.cases.light import Colour, done_light, light

CALENDAR = Calendar({date(2026, 11, 23): Day(DayKind.HOLIDAY)}, frozenset({2026}))
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # Tuesday noon in the city


@pytest.mark.parametrize(
    ("due", "length", "colour", "zh", "en"),
    [
        (date(2026, 11, 20), 5, Colour.RED, "逾期1个工作日", "1 working day overdue"),
        (date(2026, 11, 19), 5, Colour.RED, "逾期2个工作日", "2 working days overdue"),
        (date(2026, 11, 24), 5, Colour.AMBER, "今日到期", "Due today"),
        (date(2026, 11, 27), 5, Colour.AMBER, "剩3个工作日", "3 working days left"),
        (date(2026, 11, 30), 5, Colour.GREEN, "剩4个工作日", "4 working days left"),
        (date(2026, 12, 8), 60, Colour.AMBER, "剩10个工作日", "10 working days left"),
        (date(2026, 12, 9), 60, Colour.GREEN, "剩11个工作日", "11 working days left"),
    ],
)
def test_a_light_says_in_working_days_how_near_a_date_is(due, length, colour, zh, en):
    shown = light(due_instant(due), NOON, CALENDAR, length)
    assert (shown.colour, shown.words.zh, shown.words.en) == (colour, zh, en)


def test_red_begins_at_midnight_and_not_a_second_before():
    due = due_instant(date(2026, 11, 24))
    assert light(due, due, CALENDAR).is_today
    midnight = datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert light(due, midnight, CALENDAR).colour is Colour.RED


def test_on_the_weekend_after_a_friday_it_is_overdue_by_no_working_day_yet():
    saturday = datetime(2026, 11, 28, 4, tzinfo=UTC)
    assert light(due_instant(date(2026, 11, 27)), saturday, CALENDAR).words.zh == "已逾期"


def test_without_a_date_it_is_grey():
    assert light(None, NOON, CALENDAR).colour is Colour.GREY


def test_what_was_done_late_keeps_its_mark():
    done = done_light(due_instant(date(2026, 11, 20)), NOON, CALENDAR)
    assert done.words == ("逾期1个工作日办结", "Done 1 working day late")
    assert done_light(due_instant(date(2026, 11, 24)), NOON, CALENDAR).words.zh == "已办结"
