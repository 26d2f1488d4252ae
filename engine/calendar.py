"""Working days of the city: a table of days, and the arithmetic of deadlines (reference §8.2).

The starting day is not counted. A year without official data counts weekdays and is provisional.
A day ends for display at 17:30; something is overdue only from 00:00 of the next day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.db import Base, Word
from engine.editions import Edited, kept


class DayKind(StrEnum):
    WORKDAY = "WORKDAY"
    HOLIDAY = "HOLIDAY"


class CalendarDay(Edited, Base):
    """A day that differs from its weekday, or confirms it; a year is official once it has any row."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(Word(DayKind))
    name: Mapped[str] = mapped_column(String(40), default="")


@dataclass(frozen=True)
class Calendar:
    """The table in memory; days not in it follow their weekday."""

    days: dict[date, DayKind]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        kind = self.days.get(day)
        return day.weekday() < 5 if kind is None else kind is DayKind.WORKDAY

    def is_official(self, day: date) -> bool:
        return day.year in self.years

    def add_workdays(self, start: date, count: int) -> date:
        """The day `count` working days after `start`; before it where negative. 0: the day itself."""
        day, step = start, timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def add_months(self, start: date, count: int) -> date:
        """The corresponding day `count` months later (the last of a shorter month), rolled to a workday."""
        index = start.year * 12 + start.month - 1 + count
        year, month = divmod(index, 12)
        last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
        day = date(year, month + 1, min(start.day, last))
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative if `end` is earlier."""
        if end < start:
            return -self.workdays_between(end, start)
        day, count = start, 0
        while day < end:
            day += timedelta(days=1)
            count += self.is_workday(day)
        return count


def load(session: Session) -> Calendar:
    """The calendar as it stands."""
    return kept(session, _read)


def _read(session: Session) -> Calendar:
    days = {row.day: row.kind for row in session.execute(select(CalendarDay.day, CalendarDay.kind))}
    return Calendar(days, frozenset(day.year for day in days))


def due_instant(day: date) -> datetime:
    """The last instant of a due day: it is overdue from the next midnight of the city on."""
    return datetime.combine(day + timedelta(days=1), time(0), clock.CITY).astimezone(UTC) - timedelta(seconds=1)
