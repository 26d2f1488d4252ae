"""What changes a few times a year is read once and kept, and never shown as it was before a change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, delete, event

from engine import calendar
from engine.calendar import ALL, CalendarDay, DayKind
from engine.db import transaction

NATIONAL_DAY = date(2026, 10, 1)


@contextmanager
def statements(database: Engine) -> Iterator[list[str]]:
    sent: list[str] = []

    def executed(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(database, "before_cursor_execute", executed)
    yield sent
    event.remove(database, "before_cursor_execute", executed)


def is_workday(database: Engine) -> bool:
    with transaction(database, read_only=True) as session:
        return calendar.load(session).is_workday(NATIONAL_DAY)


def declare_holiday(database: Engine) -> None:
    with transaction(database) as session:
        session.add(CalendarDay(day=NATIONAL_DAY, kind=DayKind.HOLIDAY, name="国庆节"))


def test_a_new_holiday_counts_from_the_next_look_on(database: Engine) -> None:
    assert is_workday(database)
    declare_holiday(database)
    assert not is_workday(database)


def test_the_calendar_is_read_once_and_then_only_asked_whether_it_has_changed(database: Engine) -> None:
    declare_holiday(database)
    is_workday(database)
    with statements(database) as sent:
        is_workday(database)
    assert len(sent) == 1
    assert "edition" in sent[0]


def test_a_holiday_taken_back_in_bulk_is_noticed(database: Engine) -> None:
    declare_holiday(database)
    assert not is_workday(database)
    with transaction(database) as session:
        session.execute(delete(CalendarDay).where(CalendarDay.day == NATIONAL_DAY))
    assert is_workday(database)


def test_a_change_that_fails_leaves_what_was_kept_as_it_was(database: Engine) -> None:
    declare_holiday(database)
    with pytest.raises(InterruptedError), transaction(database) as session:
        session.get_one(CalendarDay, (NATIONAL_DAY, ALL)).kind = DayKind.WORKDAY
        session.flush()
        assert calendar.load(session).is_workday(NATIONAL_DAY)  # within the act it is so already
        raise InterruptedError
    assert not is_workday(database)
