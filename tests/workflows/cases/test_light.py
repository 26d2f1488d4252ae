from datetime import UTC, date, datetime

import pytest

from engine.calendar import Calendar, Day, DayKind, due_instant
from workflows.cases.light import Colour, done_light, light

CALENDAR = Calendar({date(2026, 11, 23): Day(DayKind.HOLIDAY)}, frozenset({2026}))
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # Tuesday noon in the city


@pytest.mark.parametrize(
    ("due", "warned", "colour", "zh", "en"),
    [
        (date(2026, 11, 20), 17, Colour.RED, "逾期1个工作日", "1 working day overdue"),
        (date(2026, 11, 19), 16, Colour.RED, "逾期2个工作日", "2 working days overdue"),
        (date(2026, 11, 24), 19, Colour.AMBER, "今日到期", "Due today"),
        (date(2026, 11, 27), 24, Colour.AMBER, "剩3个工作日", "3 working days left"),
        (date(2026, 11, 30), 25, Colour.GREEN, "剩4个工作日", "4 working days left"),
        (date(2026, 12, 8), 24, Colour.AMBER, "剩10个工作日", "10 working days left"),
        (date(2026, 12, 9), 25, Colour.GREEN, "剩11个工作日", "11 working days left"),
    ],
)
def test_a_light_says_in_working_days_how_near_a_date_is(due, warned, colour, zh, en):
    shown = light(due_instant(due), datetime(2026, 11, warned - 1, 16, tzinfo=UTC), NOON, CALENDAR)
    assert (shown.colour, shown.words.zh, shown.words.en) == (colour, zh, en)


def test_red_begins_at_midnight_and_not_a_second_before():
    due = due_instant(date(2026, 11, 24))
    assert light(due, None, due, CALENDAR).is_today
    midnight = datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert light(due, None, midnight, CALENDAR).colour is Colour.RED


def test_on_the_weekend_after_a_friday_it_is_overdue_by_no_working_day_yet():
    saturday = datetime(2026, 11, 28, 4, tzinfo=UTC)
    assert light(due_instant(date(2026, 11, 27)), None, saturday, CALENDAR).words.zh == "已逾期"


def test_without_a_date_and_while_it_stands_still_it_is_grey():
    assert light(None, None, NOON, CALENDAR).colour is Colour.GREY
    stands = light(due_instant(date(2026, 11, 20)), NOON, NOON, CALENDAR, is_suspended=True)
    assert (stands.colour, stands.words.zh) == (Colour.GREY, "挂起")


def test_what_was_done_late_keeps_its_mark():
    done = done_light(due_instant(date(2026, 11, 20)), NOON, CALENDAR)
    assert done.words == ("逾期1个工作日办结", "Done 1 working day late")
    assert done_light(due_instant(date(2026, 11, 24)), NOON, CALENDAR).words.zh == "已办结"
