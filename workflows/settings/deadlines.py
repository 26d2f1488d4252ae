"""From a rule and a start to the instants to warn and due (reference §7.1, §8.2, §10.2)."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.calendar import Calendar
from engine.models import Deadline
from engine.process import Due
from workflows.settings import holidays, in_force
from workflows.settings.in_force import Rule
from workflows.settings.models import ClockUnit


def due(
    session: Session, rule_key: str, started: datetime, as_of: date, urgent: bool = False, unit_id: int | None = None
) -> Due | None:
    """When something under a rule is due that starts at `started`; None where only the case knows the date.

    `as_of` is the day the case started: its clocks stay as they were then. In an urgent case the days of
    internal rules are halved, rounded up, at least 1. Of a unit's track, the unit's own clocks also know the
    special days of the unit and its district. Raises `NotFound` for an unknown rule.
    """
    rule = in_force.rule(session, rule_key, as_of)
    start = clock.day_of(started)
    if rule.unit is ClockUnit.DATE:
        return due_on(session, next_date(start, rule.count), started, as_of, "RULE") if rule.count else None
    own = None if rule.is_internal else unit_id
    return counted(session, start, start, rule.unit, length(rule, urgent), "RULE", as_of, own)


def counted(  # noqa: PLR0913 - what a date is counted from
    session: Session,
    started_on: date,
    counts_from: date,
    unit: ClockUnit,
    span: int,
    basis: str,
    as_of: date,
    unit_id: int | None = None,
) -> Due:
    """The date that is `span` units of `unit` after `counts_from`, or before it where negative."""
    days = holidays.of_unit(session, unit_id)
    day = last_day(days, counts_from, unit, span)
    assert day is not None, "a DATE is not counted"
    return Due(
        started_on=started_on,
        warn_at=warn_instant(session, days, started_on, day, as_of),
        due_at=calendar.due_instant(day),
        basis=basis,
        is_provisional=is_provisional(days, counts_from, day),
        counts_from=counts_from,
        unit=unit.value,
        span=span,
    )


def recounted(session: Session, row: Deadline, as_of: date, unit_id: int | None = None) -> Due:
    """The date of a row by the calendar of today; one that was given as a date keeps its day."""
    unit = ClockUnit(row.unit)
    if unit is not ClockUnit.DATE:
        return counted(session, row.started_on, row.counts_from, unit, row.span, row.basis, as_of, unit_id)
    day = clock.day_of(row.due_at)
    warn_at = warn_instant(session, holidays.of_unit(session, unit_id), row.started_on, day, as_of)
    return Due(row.started_on, warn_at, row.due_at, row.basis, False, row.counts_from)


def due_on(session: Session, day: date, started: datetime, as_of: date, basis: str, unit_id: int | None = None) -> Due:
    """The same for a date that the case brings: of an INSTRUCTION, PRINTED in the letter, or of the PLAN."""
    start, days = clock.day_of(started), holidays.of_unit(session, unit_id)
    warn_at = warn_instant(session, days, start, day, as_of)
    return Due(start, warn_at, calendar.due_instant(day), basis, False, start)


def length(rule: Rule, urgent: bool) -> int:
    """The units of a rule's span: working days of an internal rule are halved in an urgent case."""
    halves = urgent and rule.is_internal and rule.unit is ClockUnit.WORKDAY
    return halved(rule.count) if halves else rule.count


def last_day(days: Calendar, start: date, unit: ClockUnit, count: int) -> date | None:
    """The last day of so many units; of a DATE the next such day of a year, None where only the case knows it."""
    match unit:
        case ClockUnit.WORKDAY:
            return days.add_workdays(start, count)
        case ClockUnit.CALENDAR_DAY:
            return start + timedelta(days=count)
        case ClockUnit.MONTH:
            return days.add_months(start, count)
        case ClockUnit.DATE:
            return next_date(start, count) if count else None


def halved(count: int) -> int:
    """Half, rounded up, at least 1, on the same side of the start; 0 (the same day) stays."""
    half = (abs(count) + 1) // 2
    return half if count >= 0 else -half


def next_date(start: date, month_and_day: int) -> date:
    """The next such day of a year after `start`: 630 is 30 June."""
    month, day = divmod(month_and_day, 100)
    found = date(start.year, month, day)
    return found if found > start else found.replace(year=start.year + 1)


def warn_instant(session: Session, days: Calendar, start: date, due_on: date, as_of: date) -> datetime:
    """The first instant of the day on which the light turns yellow; never before the start's own day."""
    yellow = in_force.threshold(session, "yellow_threshold", as_of)
    is_long = days.workdays_between(start, due_on) >= yellow["long_from"]
    day = days.add_workdays(due_on, -(yellow["long"] if is_long else yellow["short"]))
    if start <= due_on:
        day = max(day, start)
    return datetime.combine(day, time(0), clock.CITY).astimezone(clock.now().tzinfo)


def is_provisional(days: Calendar, start: date, due_on: date) -> bool:
    """Whether the span touches a year whose holidays are not published yet."""
    first, last = sorted((start.year, due_on.year))
    return not all(year in days.years for year in range(first, last + 1))
