"""The State Council's holidays into the calendar's table, and the days an administrator imports."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.calendar import CalendarDay, DayKind

YEARS = range(2022, 2027)
"""Years seeded at first: enough for imported open cases. The library knows 2004 to 2026."""


def seed_calendar(session: Session, years: Iterable[int] = YEARS) -> None:
    """Write the days that differ from their weekday, for each year without any row yet."""
    known = {day.year for day in session.scalars(select(CalendarDay.day))}
    for year in years:
        if year not in known:
            put_days(session, official(year))


def official(year: int) -> dict[date, tuple[DayKind, str]]:
    """Days of a year on which the official calendar differs from the weekday."""
    found: dict[date, tuple[DayKind, str]] = {}
    day = date(year, 1, 1)
    while day.year == year:
        works = chinese_calendar.is_workday(day)
        if works != (day.weekday() < 5):
            name = chinese_calendar.get_holiday_detail(day)[1] or ""
            found[day] = (DayKind.WORKDAY if works else DayKind.HOLIDAY, name)
        day += timedelta(days=1)
    return found


def put_days(session: Session, days: Mapping[date, tuple[DayKind, str]]) -> None:
    """Write or change days. Open deadlines of their years are due again by `deadlines.due`; not done here."""
    for day, (kind, name) in days.items():
        session.merge(CalendarDay(day=day, kind=kind, name=name))
    session.flush()
    session.info.pop("calendar", None)  # engine.calendar.load keeps a copy there
