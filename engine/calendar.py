"""Working days of the city: a table of days, and the arithmetic of deadlines (reference §8.2).

The starting day is not counted. A year without official data counts weekdays and is provisional.
A day ends for display at 17:30; something is overdue only from 00:00 of the next day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.db import Base, Word
from engine.editions import Edited, kept

ALL = ""
ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    WORKDAY = "WORKDAY"
    HOLIDAY = "HOLIDAY"


class DayStatus(StrEnum):
    OFFICIAL = "OFFICIAL"
    PROVISIONAL = "PROVISIONAL"


class CalendarDay(Edited, Base):
    """A day that differs from its weekday, or confirms it.

    `scope` is the key of those for whom it holds: "" for all, else such as "unit:7", whose own day goes before
    everybody's. A year is official once it has an OFFICIAL day for all. `source` says who published the day.
    """

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(40), primary_key=True, default=ALL)
    kind: Mapped[DayKind] = mapped_column(Word(DayKind))
    name: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[DayStatus] = mapped_column(Word(DayStatus), default=DayStatus.OFFICIAL)


class Day(NamedTuple):
    """What the table says of a day."""

    kind: DayKind
    name: str = ""
    source: str = ""
    status: DayStatus = DayStatus.OFFICIAL


class Span(NamedTuple):
    """Days from the first to the last, both with it. `worked` counts its working days; a holiday has a name."""

    first: date
    last: date
    worked: int = 0
    name: str = ""


class Walk(NamedTuple):
    """What lies after a start up to and with an end: working days in stretches that only weekends interrupt,
    the holidays between them, each with the weekend that it takes in, and working days at a weekend."""

    counted: tuple[Span, ...]
    skipped: tuple[Span, ...]
    made_up: tuple[date, ...]
    provisional: tuple[int, ...]  # years whose holidays are not published


@dataclass(frozen=True, eq=False)
class Calendar:
    """The table in memory; days not in it follow their weekday. Every answer costs a search among its days."""

    days: Mapping[date, Day]
    years: frozenset[int]
    special: Mapping[str, Mapping[date, Day]] = field(default_factory=dict)
    _views: dict[tuple[str, ...], "Calendar"] = field(default_factory=dict, repr=False)

    def of(self, *scopes: str) -> "Calendar":
        """The calendar of those in these scopes; where two name a day, the later one holds."""
        having = tuple(scope for scope in scopes if scope in self.special)
        if not having:
            return self
        if having not in self._views:
            own = {day: said for scope in having for day, said in self.special[scope].items()}
            self._views[having] = Calendar({**self.days, **own}, self.years)
        return self._views[having]

    def own(self, scope: str) -> Mapping[date, Day]:
        """The days that the table has for one scope alone."""
        return self.days if scope == ALL else self.special.get(scope, {})

    def is_workday(self, day: date) -> bool:
        said = self.days.get(day)
        return day.weekday() < 5 if said is None else said.kind is DayKind.WORKDAY

    def is_official(self, day: date) -> bool:
        return day.year in self.years

    def add_workdays(self, start: date, count: int) -> date:
        """The day `count` working days after `start`; before it where negative. 0: the day itself."""
        if count > 0:
            return self._nth(self._worked(start.toordinal()) + count)
        if count < 0:
            return self._nth(self._worked(start.toordinal() - 1) + count + 1)
        return start

    def add_months(self, start: date, count: int) -> date:
        """The corresponding day `count` months later (the last of a shorter month), rolled to a workday."""
        day = corresponding_day(start, count)
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative if `end` is earlier."""
        return self._worked(end.toordinal()) - self._worked(start.toordinal())

    def walk(self, start: date, end: date) -> Walk:
        """What is counted and what is not after `start` up to and with `end`; before `start` if `end` is earlier."""
        first, last = (start + ONE_DAY, end) if start <= end else (end, start - ONE_DAY)
        runs: list[list[date]] = []
        for number in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(number)
            if not runs or self.is_workday(runs[-1][-1]) != self.is_workday(day):
                runs.append([])
            runs[-1].append(day)
        counted: list[Span] = []
        skipped: list[Span] = []
        goes_on = False
        for run in runs:
            if self.is_workday(run[0]):
                begun = counted.pop() if goes_on else Span(run[0], run[0])
                counted.append(Span(begun.first, run[-1], begun.worked + len(run)))
                goes_on = True
            elif named := self._named(run):
                skipped += named
                goes_on = False
        made_up = tuple(day for run in runs for day in run if day.weekday() > 4 and self.is_workday(day))
        years = range(min(start, end).year, max(start, end).year + 1)
        provisional = tuple(year for year in years if year not in self.years)
        return Walk(tuple(counted), tuple(skipped), made_up, provisional)

    def _named(self, free: list[date]) -> list[Span]:
        """The holidays in a run of free days; a weekend beside one belongs to it. Nothing for a mere weekend."""
        names = [self.days[day].name if day in self.days else None for day in free]
        found: list[Span] = []
        for day, name in zip(free, names, strict=True):
            if found and name in (None, found[-1].name):
                found[-1] = found[-1]._replace(last=day)
            elif name is not None:
                found.append(Span(day if found else free[0], day, 0, name))
        return found

    @cached_property
    def _exceptions(self) -> list[int]:
        """Ordinals, ascending, of the days that are not what their weekday says."""
        return sorted(day.toordinal() for day in self.days if self.is_workday(day) != (day.weekday() < 5))

    @cached_property
    def _shifts(self) -> list[int]:
        """How many working days more than weekdays there are before each exception, and after the last."""
        signs = (-1 if (number - 1) % 7 < 5 else 1 for number in self._exceptions)
        return list(accumulate(signs, initial=0))

    @cached_property
    def _totals(self) -> list[int]:
        """Working days up to and with each exception."""
        return [self._worked(number) for number in self._exceptions]

    def _worked(self, number: int) -> int:
        """Working days from the first of all days (a Monday, ordinal 1) up to and with an ordinal."""
        weeks, rest = divmod(number, 7)
        return weeks * 5 + min(rest, 5) + self._shifts[bisect_right(self._exceptions, number)]

    def _nth(self, nth: int) -> date:
        """The working day up to and with which there are `nth`."""
        place = bisect_left(self._totals, nth)
        weeks, rest = divmod(nth - self._shifts[place] - 1, 5)
        by_weekday = weeks * 7 + rest + 1
        if place < len(self._exceptions):
            by_weekday = min(by_weekday, self._exceptions[place])
        return date.fromordinal(by_weekday)


def corresponding_day(start: date, months: int) -> date:
    """The same day of the month so many months later or earlier; the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - ONE_DAY).day
    return date(year, month + 1, min(start.day, last))


def load(session: Session) -> Calendar:
    """The calendar as it stands."""
    return kept(session, _read)


def _read(session: Session) -> Calendar:
    scoped: dict[str, dict[date, Day]] = {ALL: {}}
    found = CalendarDay
    rows = session.execute(select(found.scope, found.day, found.kind, found.name, found.source, found.status))
    for scope, day, kind, name, source, status in rows:
        scoped.setdefault(scope, {})[day] = Day(kind, name, source, status)
    days = scoped.pop(ALL)
    return Calendar(days, frozenset(d.year for d, said in days.items() if said.status is DayStatus.OFFICIAL), scoped)


def due_instant(day: date) -> datetime:
    """The last instant of a due day: it is overdue from the next midnight of the city on."""
    return datetime.combine(day + ONE_DAY, time(0), clock.CITY).astimezone(UTC) - timedelta(seconds=1)
